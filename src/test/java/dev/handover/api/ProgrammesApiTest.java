package dev.handover.api;

import static org.hamcrest.Matchers.endsWith;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.enablement.EnablementDesk;
import dev.handover.enablement.EnablementQueries;
import dev.handover.plan.InvalidPlan;
import dev.handover.programme.ProgrammeBrief;
import dev.handover.programme.ProgrammeCheck;
import dev.handover.programme.ProgrammeDesk;
import dev.handover.programme.ProgrammeQueries;
import dev.handover.programme.ProgrammeWorkflow.Question;
import dev.handover.remote.RemoteDesk;
import dev.handover.remote.RemoteQueries;
import dev.handover.rollout.Decision;
import dev.handover.rollout.Finding;
import dev.handover.rollout.NotReady;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.Refused;
import dev.handover.rollout.RolloutDesk;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.rollout.TaskEvidence;
import dev.handover.rollout.TaskKind;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;

/** Programmes over HTTP, and what is asked about them among the tasks. */
class ProgrammesApiTest {

  private static final DataSource DATA = TestDatabase.h2();

  private final JdbcClient jdbc = JdbcClient.create(DATA);
  private final ProgrammeDesk desk = mock(ProgrammeDesk.class);
  private final RolloutDesk rollouts = mock(RolloutDesk.class);
  private final TaskEvidence evidence = mock(TaskEvidence.class);
  private final ProgrammeQueries programmes = new ProgrammeQueries(jdbc);
  private final RemoteDesk remoteDesk = mock(RemoteDesk.class);
  private final EnablementDesk enablements = mock(EnablementDesk.class);
  private final Rest rest = new Rest();
  private final MockMvc api =
      rest.of(
          new ProgrammesController(desk, programmes),
          new TasksController(
              rollouts,
              mock(RolloutQueries.class),
              new TaskBodies(evidence, desk, remoteDesk, enablements),
              desk,
              programmes,
              remoteDesk,
              new RemoteQueries(jdbc),
              enablements,
              mock(EnablementQueries.class)));

  @BeforeEach
  void aProgramme() {
    rest.actor.set(new Actor("approver1", Set.of(Role.CHANGE_MANAGER)));
    TestDatabase.empty(DATA, "programme_rollout", "programme");
    jdbc.sql(
            """
            insert into programme
              (id, title, state, on_failure, created_by, created_at, process_instance_id)
            values ('P-1', 'All', 'STOPPED', 'GO_ON', 'requester', :at, 'process')""")
        .param("at", Sql.time(TestClock.START))
        .update();
    jdbc.sql(
            """
            insert into programme_rollout
              (programme_id, no, workload, title, waits_for, plan, left_out, refusal)
            values ('P-1', 0, 'client-apps', 'Apps', '', '{}', false, 'Held.'),
              ('P-1', 1, 'endpoint-protection', 'EP', 'client-apps', '{}', false, null)""")
        .update();
  }

  @Test
  void a_programme_is_read_by_its_id_and_in_a_list() throws Exception {
    for (String at : List.of("/api/programmes/P-1 $", "/api/programmes $.items[0]")) {
      String json = at.split(" ")[1];
      api.perform(get(at.split(" ")[0]))
          .andExpect(jsonPath(json + ".id").value("P-1"))
          .andExpect(jsonPath(json + ".onFailure").value("goOn"))
          .andExpect(jsonPath(json + ".rollouts[0].standing").value("REFUSED"))
          .andExpect(jsonPath(json + ".rollouts[0].refusal").value("Held."))
          .andExpect(jsonPath(json + ".rollouts[1].after[0]").value("client-apps"))
          .andExpect(jsonPath(json + ".waitsFor.endpoint-protection[0]").value("client-apps"));
    }
    api.perform(get("/api/programmes/P-2")).andExpect(status().isNotFound());
  }

  @Test
  void a_start_answers_with_the_programme_or_with_all_that_is_wrong() throws Exception {
    when(desk.start("title: x", rest.actor.get())).thenReturn("P-1");
    yaml("/api/programmes", "title: x")
        .andExpect(status().isCreated())
        .andExpect(header().string("Location", endsWith("/api/programmes/P-1")))
        .andExpect(jsonPath("$.title").value("All"));
    when(desk.start(anyString(), any()))
        .thenThrow(new InvalidPlan("rollouts[2].gate.metrics[0].limit", "Too high."));
    yaml("/api/programmes", "title: y")
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("rollouts[2].gate.metrics[0].limit"));
    doThrow(
            new NotReady(
                List.of(new Finding("LEASED", Finding.Severity.BLOCKING, "R-9 holds 7.", 7))))
        .when(desk)
        .start(anyString(), any());
    yaml("/api/programmes", "title: z")
        .andExpect(status().isUnprocessableEntity())
        .andExpect(jsonPath("$.findings[0].code").value("LEASED"));
    when(desk.check("title: x")).thenReturn(new ProgrammeCheck(true, List.of(), List.of()));
    yaml("/api/programmes/check", "title: x").andExpect(jsonPath("$.ready").value(true));
    api.perform(
            post("/api/programmes")
                .contentType("application/yaml")
                .content(new byte[] {(byte) 0xff}))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("programme"));
  }

  @Test
  void it_is_paused_resumed_and_cancelled_with_a_reason() throws Exception {
    json("/api/programmes/P-1/pause", "{\"reason\":\"holidays\"}").andExpect(status().isAccepted());
    verify(desk).pause("P-1", "holidays", rest.actor.get());
    json("/api/programmes/P-1/resume", "{\"reason\":\"over\"}").andExpect(status().isAccepted());
    verify(desk).resume("P-1", "over", rest.actor.get());
    json("/api/programmes/P-1/cancel", "{\"reason\":\"enough\"}").andExpect(status().isAccepted());
    verify(desk).cancel("P-1", "enough", rest.actor.get());
    json("/api/programmes/P-1/cancel", "{}").andExpect(status().isBadRequest());
    doThrow(Refused.conflict("It has ended.")).when(desk).pause(any(), any(), any());
    json("/api/programmes/P-1/pause", "{\"reason\":\"late\"}").andExpect(status().isConflict());
  }

  @Test
  void what_is_asked_about_it_stands_among_the_tasks_and_is_decided_like_them() throws Exception {
    OpenTask later =
        new OpenTask(
            "t2",
            "R-1",
            1,
            TaskKind.APPROVE_WAVE,
            "Approve",
            TestClock.START.plus(Duration.ofDays(1)),
            null,
            List.of(),
            null);
    Question question =
        new Question(
            "t1", "P-1", "All: it has stopped", TestClock.START, List.of("change-managers"), null);
    when(rollouts.tasks(any())).thenReturn(List.of(later));
    when(desk.questions(any())).thenReturn(List.of(question));
    when(desk.question("t1")).thenReturn(Optional.of(question));
    when(desk.evidenceHash("P-1")).thenReturn("abc");
    when(desk.brief("P-1"))
        .thenReturn(
            new ProgrammeBrief(
                "All: it has stopped", "What has happened.", "/programmes/P-1", List.of(), "abc"));
    api.perform(get("/api/tasks"))
        .andExpect(jsonPath("$.total").value(2))
        .andExpect(jsonPath("$.items[0].id").value("t1"))
        .andExpect(jsonPath("$.items[0].programmeId").value("P-1"))
        .andExpect(jsonPath("$.items[0].rolloutId").isEmpty())
        .andExpect(jsonPath("$.items[0].kind").value("DECIDE_PROGRAMME"))
        .andExpect(jsonPath("$.items[0].outcomes[1]").value("go-on"))
        .andExpect(jsonPath("$.items[0].evidenceHash").value("abc"))
        .andExpect(jsonPath("$.items[1].id").value("t2"))
        .andExpect(jsonPath("$.items[1].rolloutId").value("R-1"));
    api.perform(get("/api/tasks/t1")).andExpect(jsonPath("$.title").value("All: it has stopped"));

    json(
            "/api/tasks/t1/decision",
            "{\"outcome\":\"go-on\",\"comment\":\"later\",\"evidenceHash\":\"abc\"}")
        .andExpect(status().isOk())
        .andExpect(jsonPath("$.id").value("P-1"));
    verify(desk).decide("t1", new Decision(Outcome.GO_ON, "later", "abc"), rest.actor.get());
    json("/api/tasks/t1/delegate", "{\"to\":\"approver2\",\"comment\":\"away\"}")
        .andExpect(status().isConflict());
  }

  private ResultActions yaml(String path, String body) throws Exception {
    return api.perform(post(path).contentType("application/yaml").content(body));
  }

  private ResultActions json(String path, String body) throws Exception {
    return api.perform(post(path).contentType(MediaType.APPLICATION_JSON).content(body));
  }
}
