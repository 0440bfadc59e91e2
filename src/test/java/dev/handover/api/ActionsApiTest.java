package dev.handover.api;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
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
import dev.handover.device.Devices;
import dev.handover.enablement.EnablementDesk;
import dev.handover.enablement.EnablementQueries;
import dev.handover.estate.RemoteAction;
import dev.handover.programme.ProgrammeDesk;
import dev.handover.programme.ProgrammeQueries;
import dev.handover.remote.RemoteBrief;
import dev.handover.remote.RemoteDesk;
import dev.handover.remote.RemoteQueries;
import dev.handover.remote.RemoteWorkflow.Question;
import dev.handover.remote.WaveActions;
import dev.handover.remote.WaveActions.Asked;
import dev.handover.rollout.Decision;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.Refused;
import dev.handover.rollout.RolloutDesk;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.TaskBrief.Fact;
import dev.handover.rollout.TaskEvidence;
import dev.handover.rollout.WaveDeviceView;
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
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;

/** Remote actions over HTTP, and their approvals among the tasks. */
class ActionsApiTest {

  private static final DataSource DATA = TestDatabase.h2();

  private final JdbcClient jdbc = JdbcClient.create(DATA);
  private final RemoteDesk desk = mock(RemoteDesk.class);
  private final WaveActions waves = mock(WaveActions.class);
  private final ProgrammeDesk programmes = mock(ProgrammeDesk.class);
  private final RolloutDesk rollouts = mock(RolloutDesk.class);
  private final RemoteQueries queries = new RemoteQueries(jdbc);
  private final Rest rest = new Rest();
  private final EnablementDesk enablements = mock(EnablementDesk.class);
  private final MockMvc api =
      rest.of(
          new ActionsController(
              desk, waves, queries, new Devices(jdbc, new NamedParameterJdbcTemplate(DATA))),
          new TasksController(
              rollouts,
              mock(RolloutQueries.class),
              new TaskBodies(mock(TaskEvidence.class), programmes, desk, enablements),
              programmes,
              mock(ProgrammeQueries.class),
              desk,
              queries,
              enablements,
              mock(EnablementQueries.class)));

  @BeforeEach
  void twoActions() {
    rest.actor.set(new Actor("admin", Set.of(Role.ADMINISTRATOR)));
    TestDatabase.empty(DATA, "remote_action", "device");
    jdbc.sql(
            """
            insert into device (id, entra_device_id, intune_id, name, join_state, management_state)
            values (5, 'e', 'i', 'PC-5', 'ENTRA_JOINED', 'CO_MANAGED')""")
        .update();
    jdbc.sql(
            """
            insert into remote_action
              (id, device_id, device_name, intune_id, action, state, open_as, requested_by,
               requested_at, reason, expires_at, due_at)
            values (1, 5, 'PC-5', 'i', 'SYNC', 'REQUESTED', 'SYNC', 'admin', :at, 'why', null, :at),
              (2, 5, 'PC-5', 'i', 'WIPE', 'AWAITING_APPROVAL', 'DESTRUCTIVE', 'admin', :at,
               'Stolen', :at, :at)""")
        .param("at", Sql.time(TestClock.START))
        .update();
  }

  @Test
  void what_is_harmless_is_created_and_what_destroys_is_accepted() throws Exception {
    when(desk.ask(5, RemoteAction.SYNC, "why", rest.actor.get())).thenReturn("A-1");
    ask("/api/devices/5/actions", "{\"action\":\"sync\",\"reason\":\" why \"}")
        .andExpect(status().isCreated())
        .andExpect(header().string("Location", endsWith("/api/actions/A-1")))
        .andExpect(jsonPath("$.id").value("A-1"))
        .andExpect(jsonPath("$.action").value("sync"))
        .andExpect(jsonPath("$.state").value("REQUESTED"))
        .andExpect(jsonPath("$.sendAt").value("2026-11-23T12:00:00Z"))
        .andExpect(jsonPath("$.approval").isEmpty());
    when(desk.ask(5, RemoteAction.WIPE, "Stolen", rest.actor.get())).thenReturn("A-2");
    ask("/api/devices/5/actions", "{\"action\":\"wipe\",\"reason\":\"Stolen\"}")
        .andExpect(status().isAccepted())
        .andExpect(jsonPath("$.state").value("AWAITING_APPROVAL"))
        .andExpect(jsonPath("$.approval.expiresAt").value("2026-11-23T12:00:00Z"));
  }

  @Test
  void what_is_wrong_with_it_is_told_with_its_place() throws Exception {
    ask("/api/devices/5/actions", "{\"action\":\"explode\",\"reason\":\"why\"}")
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("action"))
        .andExpect(
            jsonPath("$.errors[0].message")
                .value(containsString("it must be one of sync, restart")));
    ask("/api/devices/5/actions", "{\"reason\":\"why\"}").andExpect(status().isBadRequest());
    ask("/api/devices/5/actions", "{\"action\":\"sync\",\"reason\":\" \"}")
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("reason"));
    ask("/api/devices/5/actions", "{\"action\":\"sync\",\"reason\":\"x\",\"force\":true}")
        .andExpect(status().isBadRequest());
    ask("/api/devices/x/actions", "{\"action\":\"sync\",\"reason\":\"why\"}")
        .andExpect(status().isBadRequest());
    when(desk.ask(anyLong(), any(), any(), any()))
        .thenThrow(Refused.conflict("It is outstanding."));
    ask("/api/devices/5/actions", "{\"action\":\"sync\",\"reason\":\"why\"}")
        .andExpect(status().isConflict())
        .andExpect(jsonPath("$.detail").value("It is outstanding."));
  }

  @Test
  void they_are_read_by_device_by_state_and_by_number() throws Exception {
    api.perform(get("/api/devices/5/actions"))
        .andExpect(jsonPath("$.total").value(2))
        .andExpect(jsonPath("$.items[0].id").value("A-2"))
        .andExpect(jsonPath("$.items[1].id").value("A-1"));
    api.perform(get("/api/devices/6/actions")).andExpect(status().isNotFound());
    api.perform(get("/api/actions?state=AWAITING_APPROVAL&size=1"))
        .andExpect(jsonPath("$.total").value(1))
        .andExpect(jsonPath("$.items[0].id").value("A-2"));
    api.perform(get("/api/actions?page=1&size=1"))
        .andExpect(jsonPath("$.total").value(2))
        .andExpect(jsonPath("$.items[0].id").value("A-1"));
    api.perform(get("/api/actions?size=501")).andExpect(status().isBadRequest());
    api.perform(get("/api/actions?state=GONE")).andExpect(status().isBadRequest());
    api.perform(get("/api/actions/A-2")).andExpect(jsonPath("$.reason").value("Stolen"));
    for (String none : List.of("A-9", "A-x", "7")) {
      api.perform(get("/api/actions/" + none)).andExpect(status().isNotFound());
    }
  }

  @Test
  void a_wave_is_asked_by_state_and_says_of_how_many() throws Exception {
    when(waves.ask(any(), anyInt(), any(), any(), any(), any())).thenReturn(new Asked(10, 7, 2, 1));
    ask("/api/rollouts/R-1/waves/1/actions", "{\"action\":\"sync\",\"reason\":\"why\"}")
        .andExpect(status().isAccepted())
        .andExpect(jsonPath("$.asked").value(7))
        .andExpect(jsonPath("$.notCoManaged").value(2));
    verify(waves)
        .ask(
            eq("R-1"),
            eq(1),
            eq(RemoteAction.SYNC),
            eq(WaveDeviceView.State.PENDING),
            eq("why"),
            any());
    ask(
            "/api/rollouts/R-1/waves/1/actions",
            "{\"action\":\"restart\",\"state\":\"CONFIRMED\",\"reason\":\"why\"}")
        .andExpect(status().isAccepted());
    verify(waves)
        .ask(
            any(),
            eq(1),
            eq(RemoteAction.RESTART),
            eq(WaveDeviceView.State.CONFIRMED),
            any(),
            any());
  }

  @Test
  void its_approval_stands_among_the_tasks_and_is_decided_like_them() throws Exception {
    Question question =
        new Question(
            "t1",
            "A-2",
            "Wipe PC-5",
            TestClock.START,
            TestClock.START.plus(Duration.ofDays(2)),
            List.of("change-managers", "administrators"),
            null);
    when(desk.questions(any())).thenReturn(List.of(question));
    when(desk.question("t1")).thenReturn(Optional.of(question));
    when(desk.brief("A-2"))
        .thenReturn(
            new RemoteBrief(
                "Wipe PC-5",
                "admin asks for this.",
                "/devices/5",
                List.of(new Fact("Why", "Stolen")),
                "abc",
                question.due()));
    api.perform(get("/api/tasks"))
        .andExpect(jsonPath("$.total").value(1))
        .andExpect(jsonPath("$.items[0].actionId").value("A-2"))
        .andExpect(jsonPath("$.items[0].rolloutId").isEmpty())
        .andExpect(jsonPath("$.items[0].kind").value("APPROVE_REMOTE_ACTION"))
        .andExpect(jsonPath("$.items[0].outcomes[0]").value("approve"))
        .andExpect(jsonPath("$.items[0].outcomes[1]").value("reject"))
        .andExpect(jsonPath("$.items[0].due").value("2026-11-25T12:00:00Z"))
        .andExpect(jsonPath("$.items[0].evidenceHash").value("abc"));
    api.perform(get("/api/tasks/t1")).andExpect(jsonPath("$.facts[0].words").value("Stolen"));
    ask(
            "/api/tasks/t1/decision",
            "{\"outcome\":\"approve\",\"comment\":\"yes\",\"evidenceHash\":\"abc\"}")
        .andExpect(status().isOk())
        .andExpect(jsonPath("$.id").value("A-2"));
    verify(desk).decide("t1", new Decision(Outcome.APPROVE, "yes", "abc"), rest.actor.get());
    ask("/api/tasks/t1/delegate", "{\"to\":\"approver2\"}").andExpect(status().isConflict());
  }

  private ResultActions ask(String path, String body) throws Exception {
    return api.perform(post(path).contentType(MediaType.APPLICATION_JSON).content(body));
  }
}
