package dev.handover.api;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.rollout.BreakGlass;
import dev.handover.rollout.ProcessMigration;
import dev.handover.rollout.Refused;
import dev.handover.rollout.ReportStage;
import dev.handover.rollout.ResidueQueries;
import dev.handover.rollout.RolloutDesk;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.WaveDevices;
import dev.handover.rollout.WaveQueries;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.sql.Sql;
import java.net.URI;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;

/** Rollouts over HTTP: every answer that the API promises. */
class RolloutApiTest {

  private static final DataSource DATA = TestDatabase.h2();
  private static final String HOSTILE = "<img src=x onerror=alert(1)>";

  private final JdbcClient jdbc = JdbcClient.create(DATA);
  private final RolloutDesk desk = mock(RolloutDesk.class);
  private final BreakGlass glass = mock(BreakGlass.class);
  private final ProcessMigration migration = mock(ProcessMigration.class);
  private final Rest rest = new Rest();
  private final MockMvc api =
      rest.of(
          new RolloutsController(
              desk,
              glass,
              migration,
              new RolloutQueries(jdbc),
              new WaveQueries(jdbc),
              new WaveDevices(jdbc),
              ReportStage.decisions(DATA)),
          new ResidueController(new ResidueQueries(jdbc)));

  @BeforeEach
  void aRollout() {
    rest.actor.set(new Actor("requester", Set.of(Role.REQUESTER)));
    TestDatabase.empty(DATA, "wave", "rollout");
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation)
            values ('R-1', :title, 'client-apps', 'PILOTING', false, '{"waves":[1.0]}', 'p', 's',
              'requester', false, :at, :at, 100, 1)""")
        .param("title", HOSTILE)
        .param("at", Sql.time(TestClock.START))
        .update();
    jdbc.sql(
            """
            insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds)
            values ('R-1', 0, 0, 10, 'PLANNED', 3600)""")
        .update();
  }

  @Test
  void starting_answers_201_with_the_place_of_the_rollout() throws Exception {
    when(desk.start(anyString(), any())).thenReturn("R-1");
    api.perform(post("/api/rollouts").contentType("application/yaml").content("title: Ü"))
        .andExpect(status().isCreated())
        .andExpect(header().string("Location", "/api/rollouts/R-1"))
        .andExpect(jsonPath("$.id").value("R-1"))
        .andExpect(jsonPath("$.workload").value("client-apps"))
        .andExpect(jsonPath("$.plan.waves[0]").value(1.0))
        .andExpect(jsonPath("$.createdAt").value("2026-11-23T12:00:00Z"));
    verify(desk).start("title: Ü", rest.actor.get());
  }

  @Test
  void the_residue_of_a_rollout_that_goes_forward_is_a_preview() throws Exception {
    api.perform(get("/api/rollouts/R-1/residue"))
        .andExpect(status().isOk())
        .andExpect(jsonPath("$.workload").value("client-apps"))
        .andExpect(jsonPath("$.preview").value(true))
        .andExpect(jsonPath("$.items").isEmpty());
    api.perform(get("/api/rollouts/R-1/residue/devices").param("code", "APPS_INSTALLED"))
        .andExpect(status().isOk())
        .andExpect(jsonPath("$.total").value(0));
    api.perform(get("/api/rollouts/R-1/residue/devices").param("code", "DUST"))
        .andExpect(status().isBadRequest());
    api.perform(get("/api/rollouts/none/residue")).andExpect(status().isNotFound());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pause", "resume", "cancel", "rollback", "break-glass", "migrate"})
  void an_act_answers_202_with_the_rollout(String act) throws Exception {
    act(act, "{\"reason\":\" because \"}")
        .andExpect(status().isAccepted())
        .andExpect(jsonPath("$.title").value(HOSTILE));
  }

  @Test
  void a_rollback_goes_back_to_the_pilot_unless_it_says_otherwise() throws Exception {
    act("rollback", "{\"reason\":\"why\"}");
    verify(desk).rollback("R-1", 0, "why", rest.actor.get());
    act("rollback", "{\"reason\":\"why\",\"wave\":2}");
    verify(desk).rollback("R-1", 2, "why", rest.actor.get());
  }

  @Test
  void a_migration_is_asked_for_with_a_reason() throws Exception {
    act("migrate", "{\"reason\":\"to hold it\"}");
    verify(migration).migrate("R-1", "to hold it", rest.actor.get());
    act("migrate", "{}").andExpect(status().isBadRequest());
  }

  @Test
  void who_breaks_the_glass_says_why() throws Exception {
    act("break-glass", "{\"reason\":\"why\"}");
    verify(glass).say("R-1", "why", rest.actor.get());
    act("break-glass", "{\"reason\":\" \"}").andExpect(status().isBadRequest());
  }

  @Test
  void refusals_of_the_domain_keep_their_kind() throws Exception {
    refuse(Refused.forbidden("You may not."));
    act("pause", "{\"reason\":\"x\"}")
        .andExpect(status().isForbidden())
        .andExpect(jsonPath("$.detail").value("You may not."));
    refuse(Refused.conflict("Not now."));
    act("pause", "{\"reason\":\"x\"}").andExpect(status().isConflict());
    refuse(Refused.invalid("No sense."));
    act("pause", "{\"reason\":\"x\"}")
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].message").value("No sense."));
    refuse(Refused.unknown("None such."));
    act("pause", "{\"reason\":\"x\"}").andExpect(status().isNotFound());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{}|reason",
        "{\"reason\":\"  \"}|reason",
        "{\"reason\":\"a\\u0000b\"}|reason",
        "{\"reason\":\"x\",\"extra\":1}|extra",
        "{\"reason\":{}}|reason",
        "{\"reason\":\"x\"} {}|body",
        "[[[[|body",
        "not json|body"
      })
  void a_body_that_cannot_be_used_answers_400_with_the_place(String body, String path)
      throws Exception {
    act("pause", body)
        .andExpect(status().isBadRequest())
        .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON))
        .andExpect(jsonPath("$.errors[0].path").value(path));
    verifyNoInteractions(desk);
  }

  @Test
  void a_field_given_twice_is_refused() throws Exception {
    act("pause", "{\"reason\":\"x\",\"reason\":\"y\"}").andExpect(status().isBadRequest());
    verifyNoInteractions(desk);
  }

  @Test
  void a_reason_of_1000_characters_is_kept_and_one_more_is_refused() throws Exception {
    act("pause", "{\"reason\":\"%s\"}".formatted("x".repeat(1000)))
        .andExpect(status().isAccepted());
    act("pause", "{\"reason\":\"%s\"}".formatted("x".repeat(1001)))
        .andExpect(status().isBadRequest());
  }

  @Test
  void a_body_nested_too_deeply_is_refused() throws Exception {
    act("pause", "{\"reason\":" + "[".repeat(5000) + "]".repeat(5000) + "}")
        .andExpect(status().isBadRequest());
  }

  @ParameterizedTest
  @CsvSource({
    "page=-1,page",
    "page=x,page",
    "page=99999999999,page",
    "size=0,size",
    "size=501,size",
    "state=NONE,state",
    "workload=teapots,workload"
  })
  void a_parameter_that_cannot_be_used_answers_400_with_its_name(String query, String path)
      throws Exception {
    api.perform(get("/api/rollouts?" + query))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value(path));
  }

  @Test
  void a_list_is_a_page() throws Exception {
    api.perform(get("/api/rollouts?state=PILOTING&workload=client-apps&size=1"))
        .andExpect(status().isOk())
        .andExpect(jsonPath("$.items", hasSize(1)))
        .andExpect(jsonPath("$.page").value(0))
        .andExpect(jsonPath("$.size").value(1))
        .andExpect(jsonPath("$.total").value(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/rollouts/none",
        "/api/rollouts/none/waves",
        "/api/rollouts/none/evidence",
        "/api/rollouts/none/decisions",
        "/api/rollouts/R-1/waves/7/evidence",
        "/api/rollouts/R-1/waves/7/devices",
        "/api/rollouts/'; drop table rollout; --"
      })
  void what_is_not_there_answers_404(String path) throws Exception {
    api.perform(get(URI.create(path.replace(" ", "%20"))))
        .andExpect(status().isNotFound())
        .andExpect(jsonPath("$.status").value(404));
  }

  @Test
  void what_is_there_is_shown() throws Exception {
    api.perform(get("/api/rollouts/R-1/waves"))
        .andExpect(jsonPath("$[0].kind").value("PILOT"))
        .andExpect(jsonPath("$[0].soak").value("PT1H"));
    api.perform(get("/api/rollouts/R-1/evidence")).andExpect(jsonPath("$", hasSize(0)));
    api.perform(get("/api/rollouts/R-1/decisions")).andExpect(jsonPath("$", hasSize(0)));
    api.perform(get("/api/rollouts/R-1/waves/0/evidence")).andExpect(status().isOk());
    api.perform(get("/api/rollouts/R-1/waves/0/devices?state=CONFIRMED"))
        .andExpect(jsonPath("$.total").value(0));
    api.perform(get("/api/rollouts/R-1/waves/x/devices")).andExpect(status().isBadRequest());
  }

  @Test
  void the_wrong_method_or_content_type_is_a_problem_too() throws Exception {
    api.perform(put("/api/rollouts"))
        .andExpect(status().isMethodNotAllowed())
        .andExpect(header().string("Allow", containsString("POST")))
        .andExpect(jsonPath("$.status").value(405));
    api.perform(post("/api/rollouts").contentType(MediaType.TEXT_PLAIN).content("x"))
        .andExpect(status().isUnsupportedMediaType())
        .andExpect(jsonPath("$.status").value(415))
        .andExpect(
            jsonPath("$.detail", startsWith("text/plain is not read here; send the body as ")));
    api.perform(post("/api/rollouts").contentType("application/yaml"))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].message").value("The body is empty."));
  }

  @Test
  void an_unexpected_failure_tells_nothing_of_the_inside() throws Exception {
    doThrow(new IllegalStateException("secret")).when(desk).pause(any(), any(), any());
    act("pause", "{\"reason\":\"x\"}")
        .andExpect(status().isInternalServerError())
        .andExpect(jsonPath("$.detail").value("Something went wrong here; the log knows more."));
  }

  private void refuse(Refused refused) {
    doThrow(refused).when(desk).pause(eq("R-1"), any(), any());
  }

  private ResultActions act(String act, String body) throws Exception {
    return api.perform(
        post("/api/rollouts/R-1/" + act).contentType(MediaType.APPLICATION_JSON).content(body));
  }
}
