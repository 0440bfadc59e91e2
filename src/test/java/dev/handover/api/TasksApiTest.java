package dev.handover.api;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.handover.TestClock;
import dev.handover.enablement.EnablementDesk;
import dev.handover.enablement.EnablementQueries;
import dev.handover.programme.ProgrammeDesk;
import dev.handover.programme.ProgrammeQueries;
import dev.handover.remote.RemoteDesk;
import dev.handover.remote.RemoteQueries;
import dev.handover.rollout.Decision;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.Refused;
import dev.handover.rollout.RolloutDesk;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutView;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.rollout.TaskBrief;
import dev.handover.rollout.TaskEvidence;
import dev.handover.rollout.TaskKind;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;

/** Tasks over HTTP: what is asked, and what becomes of an answer. */
class TasksApiTest {

  private static final OpenTask TASK =
      new OpenTask(
          "t1",
          "R-1",
          0,
          TaskKind.APPROVE_EXPANSION,
          "Approve <b>it</b>",
          TestClock.START,
          null,
          List.of("change-managers"),
          null);

  private final RolloutDesk desk = mock(RolloutDesk.class);
  private final RolloutQueries rollouts = mock(RolloutQueries.class);
  private final TaskEvidence evidence = mock(TaskEvidence.class);
  private final ProgrammeDesk programmes = mock(ProgrammeDesk.class);
  private final RemoteDesk remote = mock(RemoteDesk.class);
  private final EnablementDesk enablements = mock(EnablementDesk.class);
  private final Rest rest = new Rest();
  private final MockMvc api =
      rest.of(
          new TasksController(
              desk,
              rollouts,
              new TaskBodies(evidence, programmes, remote, enablements),
              programmes,
              mock(ProgrammeQueries.class),
              remote,
              mock(RemoteQueries.class),
              enablements,
              mock(EnablementQueries.class)));

  @BeforeEach
  void aChangeManager() {
    rest.actor.set(new Actor("approver1", Set.of(Role.CHANGE_MANAGER)));
  }

  @Test
  void whoever_has_hung_up_is_told_nothing() throws Exception {
    when(desk.tasks(any())).thenThrow(new UncheckedIOException(new IOException("Broken pipe")));
    api.perform(get("/api/tasks")).andExpect(content().string(""));
  }

  @Test
  void a_task_says_what_may_be_answered_and_on_which_evidence() throws Exception {
    when(desk.tasks(any())).thenReturn(List.of(TASK));
    when(evidence.hash(TASK)).thenReturn("abc");
    api.perform(get("/api/tasks"))
        .andExpect(jsonPath("$.total").value(1))
        .andExpect(jsonPath("$.items[0].outcomes[0]").value("approve"))
        .andExpect(jsonPath("$.items[0].outcomes[1]").value("accept-risk"))
        .andExpect(jsonPath("$.items[0].evidenceHash").value("abc"))
        .andExpect(jsonPath("$.items[0].candidateGroups[0]").value("change-managers"));
    api.perform(get("/api/tasks?page=1")).andExpect(jsonPath("$.items", hasSize(0)));
  }

  @Test
  void one_task_tells_what_it_is_decided_on() throws Exception {
    when(desk.task("t1")).thenReturn(TASK);
    when(evidence.brief(TASK))
        .thenReturn(
            new TaskBrief(
                TASK.kind(),
                TASK.title(),
                "Going back loses nothing.",
                "/rollouts/R-1",
                "9 of 29 have failed.",
                "Pilot has not passed the gate.",
                List.of(),
                List.of(new TaskBrief.Fact("Waves", "two")),
                "abc",
                null,
                null));
    api.perform(get("/api/tasks/t1"))
        .andExpect(jsonPath("$.id").value("t1"))
        .andExpect(jsonPath("$.summary").value("Going back loses nothing."))
        .andExpect(jsonPath("$.reasons").value("9 of 29 have failed."))
        .andExpect(jsonPath("$.atRisk").value("Pilot has not passed the gate."))
        .andExpect(jsonPath("$.facts[0].about").value("Waves"));
  }

  @Test
  void a_decision_reaches_the_desk_with_its_evidence() throws Exception {
    when(desk.task("t1")).thenReturn(TASK);
    when(rollouts.find("R-1")).thenReturn(Optional.of(mock(RolloutView.class)));
    json("/api/tasks/t1/decision", "{\"outcome\":\"approve\",\"evidenceHash\":\"abc\"}")
        .andExpect(status().isOk());
    verify(desk).decide("t1", new Decision(Outcome.APPROVE, null, "abc"), rest.actor.get());
  }

  @Test
  void an_approval_can_be_put_off_and_delegated() throws Exception {
    when(desk.task("t1")).thenReturn(TASK);
    when(evidence.hash(TASK)).thenReturn("abc");
    when(rollouts.find("R-1")).thenReturn(Optional.of(mock(RolloutView.class)));
    json(
            "/api/tasks/t1/decision",
            "{\"outcome\":\"defer\",\"comment\":\"later\",\"until\":\"2026-12-01T08:00:00Z\"}")
        .andExpect(status().isOk());
    verify(desk)
        .decide(
            "t1",
            new Decision(Outcome.DEFER, "later", null, Instant.parse("2026-12-01T08:00:00Z")),
            rest.actor.get());
    json("/api/tasks/t1/decision", "{\"outcome\":\"defer\",\"until\":\"soon\"}")
        .andExpect(status().isBadRequest())
        .andExpect(
            jsonPath("$.detail")
                .value("'soon' is no moment such as 2026-12-01T08:00:00Z (until)."));
    json("/api/tasks/t1/decision", "{\"outcome\":\"defer\"}").andExpect(status().isBadRequest());
    json("/api/tasks/t1/delegate", "{\"to\":\"approver2\",\"comment\":\"away\"}")
        .andExpect(status().isOk());
    verify(desk).delegate("t1", "approver2", "away", rest.actor.get());
    json("/api/tasks/t1/delegate", "{\"comment\":\"away\"}").andExpect(status().isBadRequest());
  }

  @Test
  void a_decision_that_makes_no_sense_or_is_refused_says_why() throws Exception {
    when(desk.task("t1")).thenReturn(TASK);
    json("/api/tasks/t1/decision", "{}")
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("outcome"));
    json("/api/tasks/t1/decision", "{\"outcome\":\"shrug\"}")
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.detail").value(containsString("approve, reject")));
    doThrow(Refused.forbidden("You asked for it.")).when(desk).decide(any(), any(), any());
    json("/api/tasks/t1/decision", "{\"outcome\":\"approve\"}").andExpect(status().isForbidden());
    doThrow(Refused.conflict("It changed.")).when(desk).decide(any(), any(), any());
    json("/api/tasks/t1/decision", "{\"outcome\":\"approve\"}").andExpect(status().isConflict());
    when(desk.task("t2")).thenThrow(Refused.unknown("No such task."));
    json("/api/tasks/t2/decision", "{\"outcome\":\"approve\"}").andExpect(status().isNotFound());
  }

  private ResultActions json(String path, String body) throws Exception {
    return api.perform(post(path).contentType(MediaType.APPLICATION_JSON).content(body));
  }
}
