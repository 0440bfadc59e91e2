package dev.handover.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.greaterThan;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.jayway.jsonpath.JsonPath;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

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

  private int wave0(String condition, String id) {
    return count(
        "select count(*) from wave_device where rollout_id = :id and wave_no = 0 and " + condition,
        Map.of("id", id));
  }
}
