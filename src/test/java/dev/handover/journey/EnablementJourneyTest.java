package dev.handover.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handover.enablement.EnablementKind;
import dev.handover.enablement.EnablementQueries;
import dev.handover.enablement.EnablementState;
import dev.handover.enablement.EnablementView;
import dev.handover.enablement.EnablementWatch;
import dev.handover.enablement.EnrolmentCounts.Standing;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors;
import org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

/** An enablement from the request over HTTP to what the simulated estate really did. */
@TestPropertySource(properties = "handover.sandbox.devices=4000")
class EnablementJourneyTest extends Journey {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ASKED =
      """
      {"automaticEnrolment":"all","enrolmentCollection":"Co-management enrolment pilot",
       "minEnrolled":0.7,"reason":"Winter <b>"}""";

  @Autowired private EnablementWatch enablement;
  @Autowired private EnablementQueries enablements;

  @Override
  void pass(Duration time) {
    super.pass(time);
    enablement.cycle();
    runJobs();
  }

  @Test
  void the_pilot_enrols_all_enrol_and_those_that_cannot_are_listed_by_reason() throws Exception {
    pass(Duration.ofMinutes(5));
    send("requester", "/api/enablements/check", ASKED)
        .andExpect(status().isOk())
        .andExpect(jsonPath("$.ready").value(true))
        .andExpect(jsonPath("$.now").value("None"));
    send("approver1", "/api/enablements", ASKED).andExpect(status().isForbidden());
    String id =
        JSON.readTree(
                send("requester", "/api/enablements", ASKED)
                    .andExpect(status().isCreated())
                    .andReturn()
                    .getResponse()
                    .getContentAsString())
            .path("id")
            .asText();
    send("requester", "/api/enablements", ASKED.replace("Winter", "Again"))
        .andExpect(status().isConflict())
        .andExpect(
            jsonPath("$.detail").value(org.hamcrest.Matchers.startsWith("Enablement " + id)));
    assertThat(setting()).isEqualTo("NONE");
    int coManaged = coManaged();

    pagesOffer(id);
    decide(id, "approver1", EnablementKind.CONFIRM_ENABLEMENT, "approve");
    pass(Duration.ofMinutes(1));
    assertThat(setting()).isEqualTo("PILOT");
    untilAsked(id);
    EnablementView pilot = view(id);
    assertThat(pilot.verdict()).as(pilot.sentence()).isEqualTo("PASSED");
    assertThat(coManaged()).isEqualTo(coManaged + pilot.counts().enrolled());

    assertThat(page("approver1", "/enablement/" + id)).contains("NOT_JOINED", "Who does not enrol");
    assertThat(page("approver1", "/enablement/" + id + "/devices?standing=ENROLLED"))
        .contains("enrolled", ">Reason</label>");
    decide(id, "approver1", EnablementKind.DECIDE_ENROLMENT, "widen");
    until(
        "it is enabled",
        () -> view(id).state() == EnablementState.ENABLED,
        Duration.ofMinutes(10),
        200);
    assertThat(setting()).isEqualTo("ALL");
    EnablementView end = view(id);
    assertThat(end.counts().reasons())
        .extracting(r -> r.code())
        .contains("NOT_JOINED", "THIRD_PARTY_MDM", "0x80180018", "0x80CF4018");
    assertThat(coManaged()).isEqualTo(coManaged + end.counts().enrolled());
    assertThat(end.counts().trying()).isPositive();
    for (int i = 0; i < 12; i++) {
      pass(Duration.ofMinutes(20));
    }
    assertThat(coManaged()).as("those go on").isGreaterThan(coManaged + end.counts().enrolled());
    assertThat(view(id).counts()).as("what it came to").isEqualTo(end.counts());
    assertThat(enablements.devices(id, Standing.FAILED, "0x80180018", 0, 50).items())
        .isNotEmpty()
        .allMatch(d -> d.words().contains("Assign an Intune licence"));
    assertThat(
            ids(
                "select enrolment from sandbox_ledger where command = 'SET_AUTO_ENROLMENT' order by seq"))
        .containsExactly("PILOT", "ALL");
    assertThat(runtime.createProcessInstanceQuery().processInstanceBusinessKey(id).count())
        .isZero();
    assertThat(
            ids(
                "select action from journal where subject = 'enablement %s' order by seq"
                    .formatted(id)))
        .containsExactly(
            "enablement-requested",
            "enablement-task-opened",
            "enablement-confirmed",
            "enablement-ordered",
            "enablement-set",
            "enablement-task-opened",
            "enablement-decided",
            "enablement-ordered",
            "enablement-set",
            "enablement-completed");

    again();
  }

  /** What a person typed is text, and nobody is offered what they may not do. */
  private void pagesOffer(String id) throws Exception {
    assertThat(page("requester", "/enablement"))
        .contains("Under way", "Configuration Manager answers")
        .doesNotContain("Cancel enablement");
    assertThat(page("approver1", "/enablement")).contains("Cancel enablement");
    assertThat(page("auditor", "/enablement/" + id))
        .contains("Winter &lt;b&gt;")
        .doesNotContain("Winter <b>", "Cancel enablement", "Needs you");
    assertThat(page("approver1", "/enablement/" + id)).contains("Needs you");
    assertThat(page("approver1", "/")).contains("See the enablement");
    web()
        .perform(as("auditor", MockMvcRequestBuilders.get("/enablement/E-NONE")))
        .andExpect(status().isNotFound());
    web()
        .perform(
            as(
                "auditor",
                MockMvcRequestBuilders.get("/enablement/{id}/devices?reason={r}", id, "<script>")))
        .andExpect(status().isNotFound());
    assertThat(page("requester", "/enablement"))
        .contains("check-%s-CONFIRMING".formatted(id), "hx-select=\"#past\"");
    assertThat(check("requester", "all", "Co-management enrolment pilot"))
        .contains("Waits to be confirmed", "is asked for by", "href=\"/enablement/" + id)
        .contains("would enrol")
        .containsPattern("</b> <span class=\"meta\">devices? [a-z]")
        .doesNotContain("Ready", "Not ready", "Ask for it", "class=\"troubles\"");
    assertThat(check("requester", "all", "<script>alert(1)</script>"))
        .contains("no device collection", "&lt;script&gt;")
        .doesNotContain("<script>", "Ask for it");
    assertThat(check("requester", "none", "")).contains("is asked for by", "is None already");
    web()
        .perform(as("requester", MockMvcRequestBuilders.get("/enablement?page=9")))
        .andExpect(status().isFound())
        .andExpect(header().string("Location", "?"));
    assertThat(check("requester", "all", "")).contains("Choose the collection that enrols first.");
    assertThat(check("requester", "both", "x")).contains("Choose whose devices enrol");
  }

  private String check(String who, String setting, String collection) throws Exception {
    return web()
        .perform(
            as(
                who,
                MockMvcRequestBuilders.post("/enablement/check")
                    .with(SecurityMockMvcRequestPostProcessors.csrf())
                    .param("automaticEnrolment", setting)
                    .param("enrolmentCollection", collection)
                    .param("percent", "90")
                    .param("days", "7")))
        .andExpect(status().isOk())
        .andReturn()
        .getResponse()
        .getContentAsString();
  }

  private String page(String who, String path) throws Exception {
    return web()
        .perform(as(who, MockMvcRequestBuilders.get(path)))
        .andExpect(status().isOk())
        .andReturn()
        .getResponse()
        .getContentAsString();
  }

  /** Pages are for whoever has signed in at the login page. */
  private MockHttpServletRequestBuilder as(String who, MockHttpServletRequestBuilder to)
      throws Exception {
    MockHttpSession session =
        (MockHttpSession)
            web()
                .perform(
                    MockMvcRequestBuilders.post("/login")
                        .with(SecurityMockMvcRequestPostProcessors.csrf())
                        .param("username", who)
                        .param("password", "sandbox"))
                .andReturn()
                .getRequest()
                .getSession();
    return to.session(session);
  }

  /** What is cancelled is put back. */
  private void again() throws Exception {
    String narrower = ASKED.replace("\"all\"", "\"none\"");
    String id =
        JSON.readTree(
                send("requester", "/api/enablements", narrower)
                    .andExpect(status().isCreated())
                    .andReturn()
                    .getResponse()
                    .getContentAsString())
            .path("id")
            .asText();
    decide(id, "approver1", EnablementKind.CONFIRM_ENABLEMENT, "approve");
    String cancel = "/api/enablements/%s/cancel".formatted(id);
    send("requester", cancel, "{\"reason\":\"No\"}").andExpect(status().isForbidden());
    send("approver1", cancel, "{\"reason\":\"No\"}").andExpect(status().isAccepted());
    until(
        "it is put back",
        () -> view(id).state() == EnablementState.CANCELLED,
        Duration.ofMinutes(1),
        20);
    assertThat(setting()).isEqualTo("ALL");
    assertThat(view(id).sentence())
        .startsWith("Cancelled by approver1: No. Automatic enrolment is All");
  }

  private void untilAsked(String id) {
    until(
        "a person is asked",
        () -> view(id).state() == EnablementState.DECIDING,
        Duration.ofMinutes(10),
        200);
  }

  private void decide(String id, String who, EnablementKind kind, String outcome) throws Exception {
    JsonNode task = null;
    for (JsonNode each :
        JSON.readTree(
                web()
                    .perform(
                        MockMvcRequestBuilders.get("/api/tasks")
                            .with(SecurityMockMvcRequestPostProcessors.httpBasic(who, "sandbox")))
                    .andReturn()
                    .getResponse()
                    .getContentAsString())
            .path("items")) {
      if (id.equals(each.path("enablementId").asText())) {
        task = each;
      }
    }
    assertThat(task).isNotNull();
    assertThat(task.path("kind").asText()).isEqualTo(kind.name());
    send(
            who,
            "/api/tasks/%s/decision".formatted(task.path("id").asText()),
            JSON.writeValueAsString(
                Map.of(
                    "outcome",
                    outcome,
                    "comment",
                    "because",
                    "evidenceHash",
                    task.path("evidenceHash").asText())))
        .andExpect(status().isOk())
        .andExpect(jsonPath("$.id").value(id));
    runJobs();
  }

  private EnablementView view(String id) {
    return enablements.find(id).orElseThrow();
  }

  private String setting() {
    return jdbc.sql("select setting from sandbox_auto_enrolment").query(String.class).single();
  }

  private int coManaged() {
    return count("select count(*) from device where management_state = 'CO_MANAGED'", Map.of());
  }

  private MockMvc web() {
    return MockMvcBuilders.webAppContextSetup(web)
        .apply(SecurityMockMvcConfigurers.springSecurity())
        .build();
  }

  private ResultActions send(String who, String path, String body) throws Exception {
    return web()
        .perform(
            MockMvcRequestBuilders.post(path)
                .with(SecurityMockMvcRequestPostProcessors.httpBasic(who, "sandbox"))
                .contentType(MediaType.APPLICATION_JSON)
                .content(body));
  }
}
