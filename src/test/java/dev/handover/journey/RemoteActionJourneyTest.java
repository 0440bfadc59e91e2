package dev.handover.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handover.estate.sandbox.Faults;
import dev.handover.estate.sandbox.SandboxFaults;
import dev.handover.remote.ActionView;
import dev.handover.remote.Progress;
import dev.handover.remote.RemoteDesk;
import dev.handover.remote.RemoteQueries;
import dev.handover.remote.RemoteWatch;
import java.time.Duration;
import java.util.Map;
import org.camunda.bpm.engine.HistoryService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors;
import org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

/** Remote actions from the request over HTTP to what the simulated estate really did. */
@TestPropertySource(properties = "handover.sandbox.devices=400")
@Import(PostgresJourneyTest.Postgres.class)
class RemoteActionJourneyTest extends Journey {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Autowired private RemoteWatch remote;
  @Autowired private RemoteQueries actions;
  @Autowired private RemoteDesk remoteDesk;
  @Autowired private SandboxFaults faults;
  @Autowired private HistoryService history;

  @AfterEach
  void allIsWell() {
    faults.set(Faults.NONE);
  }

  @Override
  void pass(Duration time) {
    super.pass(time);
    remote.cycle();
    runJobs();
  }

  @Test
  void a_wipe_is_asked_for_approved_by_another_sent_once_and_followed_to_its_end()
      throws Exception {
    long device = free();
    String asked = "{\"action\":\"wipe\",\"reason\":\"Stolen\"}";
    String answer =
        send("admin", "/api/devices/%d/actions".formatted(device), asked)
            .andExpect(status().isAccepted())
            .andExpect(jsonPath("$.state").value("AWAITING_APPROVAL"))
            .andReturn()
            .getResponse()
            .getContentAsString();
    String key = JSON.readTree(answer).path("id").asText();
    send("admin", "/api/devices/%d/actions".formatted(device), asked)
        .andExpect(status().isAccepted())
        .andExpect(header().string("Idempotency-Replayed", "true"));
    send("requester", "/api/devices/%d/actions".formatted(device), asked)
        .andExpect(status().isForbidden());

    JsonNode task = task(key, "approver1");
    String decision =
        "{\"outcome\":\"approve\",\"comment\":\"It is gone\",\"evidenceHash\":\"%s\"}"
            .formatted(task.path("evidenceHash").asText());
    String path = "/api/tasks/%s/decision".formatted(task.path("id").asText());
    send("admin", path, decision).andExpect(status().isForbidden());
    send("approver1", path, decision)
        .andExpect(status().isOk())
        .andExpect(jsonPath("$.approval.decidedBy").value("approver1"));
    runJobs();

    untilEnded(key);
    ActionView end = actions.find(key).orElseThrow();
    assertThat(end.state()).isIn(Progress.DONE, Progress.FAILED);
    assertThat(acts(device)).isEqualTo(1);
    assertThat(runtime.createProcessInstanceQuery().processInstanceBusinessKey(key).count())
        .isZero();
    assertThat(
            history
                .createHistoricActivityInstanceQuery()
                .processInstanceId(end.approval().processInstanceId())
                .activityType("noneEndEvent")
                .list())
        .extracting(a -> a.getActivityId())
        .containsExactly(
            end.state() == Progress.DONE ? "endEvent_actionDone" : "endEvent_actionFailed");
    if (end.state() == Progress.DONE) {
      assertThat(
              jdbc.sql("select management_state from device where id = :id")
                  .param("id", device)
                  .query(String.class)
                  .single())
          .isEqualTo("CONFIGMGR_ONLY");
    }
    assertThat(
            ids(
                "select action from journal where subject = 'remote action %s' order by seq"
                    .formatted(key)))
        .containsExactly(
            "remote-approval-opened",
            "remote-action-approved",
            end.state() == Progress.DONE ? "remote-action-done" : "remote-action-failed");
  }

  @Test
  void an_approval_that_nobody_gives_expires_by_the_timer_of_its_process() throws Exception {
    long device = free();
    String key = remoteDesk.ask(device, dev.handover.estate.RemoteAction.RETIRE, "why", ADMIN);
    pass(Duration.ofDays(1));
    assertThat(actions.find(key).orElseThrow().state()).isEqualTo(Progress.AWAITING_APPROVAL);
    pass(Duration.ofDays(1).plusMinutes(1));
    assertThat(actions.find(key).orElseThrow().state()).isEqualTo(Progress.EXPIRED);
    assertThat(runtime.createProcessInstanceQuery().processInstanceBusinessKey(key).count())
        .isZero();
    assertThat(acts(device)).isZero();
  }

  @Test
  void a_lost_reply_is_looked_for_and_the_device_restarts_once() throws Exception {
    long device = free();
    faults.set(Faults.NONE.losing(1));
    String key = remoteDesk.ask(device, dev.handover.estate.RemoteAction.RESTART, "why", ADMIN);
    remote.cycle();
    assertThat(actions.find(key).orElseThrow().state()).isEqualTo(Progress.UNANSWERED);
    assertThat(acts(device)).isEqualTo(1);
    untilEnded(key);
    assertThat(actions.find(key).orElseThrow().state()).isIn(Progress.DONE, Progress.FAILED);
    assertThat(acts(device)).isEqualTo(1);
  }

  @Test
  void devices_of_a_wave_are_asked_to_check_in_after_their_move() {
    String id =
        desk.start(
            plan(
                    "client-apps",
                    "managementState==CO_MANAGED;site==MAD",
                    "app-install-failed",
                    "exclude: [executives]\napprovals: { expansion: 0 }")
                .replace("size: 60", "size: 20")
                .replace("[30%, 100%]", "[100%]"),
            REQUESTER);
    until(
        "syncs are ordered",
        () ->
            count(
                    "select count(*) from remote_action where rollout_id = :id and order_id is not null",
                    Map.of("id", id))
                > 0,
        Duration.ofMinutes(10),
        300);
    assertThat(actions(id)).contains("remote-sync-ordered");
    until(
        "syncs are done",
        () ->
            count(
                    "select count(*) from remote_action where rollout_id = :id and state = 'DONE'",
                    Map.of("id", id))
                > 0,
        Duration.ofMinutes(10),
        60);
    assertThat(
            count(
                """
                select count(*) from (
                  select device_id from remote_action where rollout_id = :id
                  group by device_id having count(*) > 1) x""",
                Map.of("id", id)))
        .isZero();
    desk.rollback(id, 0, "enough is seen", APPROVER1);
    untilRolledBack(id);
  }

  private void untilEnded(String key) {
    until(
        key + " ends",
        () -> actions.find(key).orElseThrow().state().ended(),
        Duration.ofMinutes(30),
        100);
    pass(Duration.ofMinutes(1));
  }

  /** Co-managed, heard of, in no rollout, and never acted on. */
  private long free() {
    return jdbc.sql(
            """
            select d.id from device d join sandbox_device s on s.intune_id = d.intune_id
            where d.management_state = 'CO_MANAGED' and not s.intune_silent and d.site = 'LON'
              and not exists (select 1 from remote_action a where a.device_id = d.id)
            order by d.id fetch first 1 rows only""")
        .query(Long.class)
        .single();
  }

  /** The world's own account of what it was asked to do to the device. */
  private int acts(long device) {
    return count(
        """
        select count(*) from sandbox_action a
        join sandbox_device s on s.id = a.device_id
        join device d on d.entra_device_id = s.entra_device_id
        where d.id = :id""",
        Map.of("id", device));
  }

  private JsonNode task(String key, String user) throws Exception {
    String json =
        perform(user, MockMvcRequestBuilders.get("/api/tasks?size=500"))
            .andReturn()
            .getResponse()
            .getContentAsString();
    for (JsonNode task : JSON.readTree(json).path("items")) {
      if (key.equals(task.path("actionId").asText())) {
        return task;
      }
    }
    throw new AssertionError("no task for " + key + " among " + json);
  }

  private ResultActions send(String user, String path, String body) throws Exception {
    return perform(
        user,
        MockMvcRequestBuilders.post(path)
            .header("Idempotency-Key", path + body.hashCode())
            .contentType(MediaType.APPLICATION_JSON)
            .content(body));
  }

  private ResultActions perform(String user, MockHttpServletRequestBuilder request)
      throws Exception {
    MockMvc http =
        MockMvcBuilders.webAppContextSetup(web)
            .apply(SecurityMockMvcConfigurers.springSecurity())
            .addFilters(web.getBean("idempotency", jakarta.servlet.Filter.class))
            .build();
    return http.perform(
        request.with(SecurityMockMvcRequestPostProcessors.httpBasic(user, "sandbox")));
  }
}
