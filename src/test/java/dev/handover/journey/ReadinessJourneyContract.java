package dev.handover.journey;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.greaterThan;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.httpBasic;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.jayway.jsonpath.JsonPath;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

/** What the estate must be like for devices to move, from the check to the wave. */
abstract class ReadinessJourneyContract extends JourneyContract {

  @Test
  void a_check_tells_whom_compliance_would_lock_out_and_the_plan_can_stop_it() throws Exception {
    String free = plan("compliance-policies", ALL, "noncompliant", "");
    String answer =
        post("/api/plans/check", free)
            .andExpect(status().isOk())
            .andExpect(jsonPath("$.ready").value(true))
            .andExpect(jsonPath("$.impact.usersBlocked").value(greaterThan(0)))
            .andExpect(jsonPath("$.impact.unknown").value(greaterThan(0)))
            .andExpect(
                jsonPath("$.findings[?(@.code=='USERS_WOULD_BE_BLOCKED')].severity")
                    .value("WARNING"))
            .andReturn()
            .getResponse()
            .getContentAsString();
    String user = JsonPath.read(answer, "$.impact.examples[0]");

    String guarded =
        plan(
            "compliance-policies",
            ALL,
            "noncompliant",
            "impact: { maxBlockedUsers: 0, breakGlass: [%s] }".formatted(user));
    post("/api/rollouts", guarded)
        .andExpect(status().isUnprocessableEntity())
        .andExpect(
            jsonPath("$.findings[?(@.severity=='BLOCKING')].code")
                .value(contains("IMPACT_ABOVE_CAP", "BREAK_GLASS_BLOCKED")));
    assertThat(count("select count(*) from rollout where ended_at is null", Map.of())).isZero();
  }

  @Test
  void a_device_that_loses_a_precondition_before_its_wave_is_left_out_with_the_reason()
      throws Exception {
    String plan = plan("windows-update-policies", ALL, "update-error", "");
    post("/api/plans/check", plan)
        .andExpect(jsonPath("$.ready").value(true))
        .andExpect(
            jsonPath("$.findings[?(@.code=='SOFTWARE_UPDATES_ON')].devices")
                .value(contains(greaterThan(0))));
    String id = desk.start(plan, REQUESTER);
    int pilot = wave0("excluded is null", id);
    jdbc.sql(
            """
            update client_setting set software_updates = true where resource_id in (
              select d.resource_id from wave_device w join device d on d.id = w.device_id
              where w.rollout_id = :id and w.wave_no = 0 and mod(d.id, 2) = 0)""")
        .param("id", id)
        .update();

    until(
        "the pilot is ordered",
        () ->
            count("select count(*) from authority_order where rollout_id = :id", Map.of("id", id))
                > 0,
        Duration.ofHours(1),
        24);

    assertThat(wave0("excluded = 'SOFTWARE_UPDATES_ON'", id)).isPositive();
    assertThat(wave0("excluded is null", id)).isPositive().isLessThan(pilot);
    assertThat(
            count(
                """
                select count(*) from authority_order o
                join wave_device w on w.rollout_id = o.rollout_id and w.device_id = o.device_id
                where o.rollout_id = :id and w.excluded is not null""",
                Map.of("id", id)))
        .isZero();
  }

  @Test
  void an_administrator_tunes_the_table_and_a_running_rollout_keeps_to_it_at_its_next_wave()
      throws Exception {
    String id = desk.start(plan("windows-update-policies", ALL, "update-error", ""), REQUESTER);
    jdbc.sql(
            """
            update client_setting set software_updates = true where resource_id in (
              select d.resource_id from wave_device w join device d on d.id = w.device_id
              where w.rollout_id = :id and w.wave_no = 0)""")
        .param("id", id)
        .update();
    String xml = read(policy(get(POLICY)), "$.xml");
    int before = read(policy(get(POLICY)), "$.version");
    String tuned =
        xml.replaceFirst("(?s)(inputEntry_dualScan_workload.*?)\"EXCLUDE\"", "$1\"KEEP\"");

    int after = read(policy(put(tuned, before)).andExpect(status().isOk()), "$.version");
    try {
      until(
          "the pilot is ordered",
          () ->
              count("select count(*) from authority_order where rollout_id = :id", Map.of("id", id))
                  > 0,
          Duration.ofHours(1),
          24);
      assertThat(wave0("excluded = 'SOFTWARE_UPDATES_ON'", id)).isZero();
      policy(get(POLICY))
          .andExpect(jsonPath("$.by").value("ADMINISTRATOR"))
          .andExpect(jsonPath("$.inForce").value(true))
          .andExpect(
              jsonPath("$.rows[?('SOFTWARE_UPDATES_ON' in @.findings)].device").value("KEEP"));
    } finally {
      policy(goBack(before, after)).andExpect(status().isOk());
    }
    policy(get(POLICY + "/versions"))
        .andExpect(jsonPath("$[0].inForce").value(true))
        .andExpect(jsonPath("$[0].version").value(after + 1))
        .andExpect(jsonPath("$[1].inForce").value(false));
    policy(get(POLICY)).andExpect(jsonPath("$.xml").value(xml));
    List<String> journal =
        ids("select details from journal where action = 'readiness-policy-changed' order by seq");
    assertThat(journal)
        .hasSize(2)
        .first(as(STRING))
        .startsWith("Version %d takes the place of version %d: ours".formatted(after, before))
        .contains("SHA-256 " + sha256(tuned) + ", before it " + sha256(xml));
    assertThat(journal.get(1)).contains("It says what version %d says.".formatted(before));
    assertThat(
            count(
                """
                select count(*) from journal
                where action = 'readiness-policy-changed' and actor = 'admin'""",
                Map.of()))
        .isEqualTo(2);
  }

  @Test
  void a_table_that_is_refused_changes_nothing() throws Exception {
    String xml = read(policy(get(POLICY)), "$.xml");
    int version = read(policy(get(POLICY)), "$.version");
    String listed =
        policy(get(POLICY + "/versions")).andReturn().getResponse().getContentAsString();
    int told = journal();

    policy(put(xml.replace("FIRST", "COLLECT"), version))
        .andExpect(status().isBadRequest())
        .andExpect(
            jsonPath("$.detail")
                .value(
                    "The hit policy is COLLECT; it must be FIRST, for the first rule that fits counts."));
    // Fit for the table, and not for the engine.
    policy(put(xml.replace("historyTimeToLive=\"P365D\"", "historyTimeToLive=\"soon\""), version))
        .andExpect(status().isBadRequest());
    policy(put(xml, version + 1)).andExpect(status().isConflict());
    policy("approver1", put(xml, version)).andExpect(status().isForbidden());
    policy("approver1", goBack(version, version)).andExpect(status().isForbidden());
    policy(goBack(version + 7, version)).andExpect(status().isNotFound());
    policy(goBack(version, version - 1)).andExpect(status().isConflict());
    policy(
            MockMvcRequestBuilders.put(POLICY)
                .queryParam("replaces", String.valueOf(version))
                .contentType("application/xml")
                .content(xml))
        .andExpect(status().isBadRequest());

    policy(get(POLICY + "/versions")).andExpect(content().string(listed));
    assertThat(journal()).isEqualTo(told);
  }

  @Test
  void the_advice_on_a_pilot_covers_the_important_applications_that_the_estate_reports()
      throws Exception {
    pass(Duration.ofMinutes(30));

    // Of a workload that no other test hands over: there would be nobody left to move.
    post("/api/plans/recommend-pilot", plan("compliance-policies", ALL, "noncompliant", ""))
        .andExpect(status().isOk())
        .andExpect(jsonPath("$.covers[?(@.what=='application Microsoft Teams')]").isNotEmpty())
        .andExpect(jsonPath("$.covers[?(@.what=='application SAP GUI')].inPilot").isNotEmpty())
        // Few have it: whether the pilot meets it is left to chance, and told either way.
        .andExpect(jsonPath("$..[?(@.what=='application Badge reader')]").isNotEmpty());
  }

  private int journal() {
    return count(
        "select count(*) from journal where action = 'readiness-policy-changed'", Map.of());
  }

  private static final String POLICY = "/api/policies/readiness";

  private static MockHttpServletRequestBuilder put(String xml, int replaces) {
    return MockMvcRequestBuilders.put(POLICY)
        .queryParam("replaces", String.valueOf(replaces))
        .queryParam("reason", "ours")
        .contentType("application/xml")
        .content(xml);
  }

  private static MockHttpServletRequestBuilder goBack(int version, int replaces) {
    return MockMvcRequestBuilders.post(POLICY + "/versions/" + version + "/restore")
        .contentType("application/json")
        .content("{\"replaces\": %d, \"reason\": \"theirs\"}".formatted(replaces));
  }

  private ResultActions policy(MockHttpServletRequestBuilder request) throws Exception {
    return policy("admin", request);
  }

  private ResultActions policy(String user, MockHttpServletRequestBuilder request)
      throws Exception {
    return MockMvcBuilders.webAppContextSetup(web)
        .apply(SecurityMockMvcConfigurers.springSecurity())
        .build()
        .perform(request.with(httpBasic(user, "sandbox")));
  }

  private static <T> T read(ResultActions answer, String path) throws Exception {
    return JsonPath.read(answer.andReturn().getResponse().getContentAsString(), path);
  }

  private static String sha256(String text) throws NoSuchAlgorithmException {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private int wave0(String condition, String id) {
    return count(
        "select count(*) from wave_device where rollout_id = :id and wave_no = 0 and " + condition,
        Map.of("id", id));
  }
}
