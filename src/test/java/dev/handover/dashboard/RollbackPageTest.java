package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The page of a rollout before it goes back, meanwhile, and once it has ended. */
class RollbackPageTest extends PageStage {

  @Test
  void a_rollout_that_is_put_back_shows_what_stays_behind() throws Exception {
    rollout();
    assertThat(page("/rollouts/R-1")).doesNotContain("What stays behind", ">Back</th>");
    jdbc.sql("update rollout set state = 'ROLLED_BACK', rollback_from = 0, rollback_reason = 'x'")
        .update();
    assertThat(page("/rollouts/R-1"))
        .containsSubsequence("What stays behind", "<h2 id=\"waves\">", ">Back</th>")
        .contains("Nothing stays behind on these devices.");
  }

  @Test
  void who_rolls_back_is_told_before_what_stays_behind_and_what_that_means() throws Exception {
    rollout();
    device(1, "CO_MANAGED");
    jdbc.sql("update rollout set workload = 'windows-update-policies'").update();
    jdbc.sql(
            """
            insert into authority_order (rollout_id, wave_no, device_id, workload, direction,
              generation, state, attempts, ordered_at)
            values ('R-1', 0, 1, 'windows-update-policies', 'TO_INTUNE', 1, 'DONE', 1,
              current_timestamp)""")
        .update();
    assertThat(page("/rollouts/R-1"))
        .contains("this rollout has moved, 0 so far")
        .contains("What may stay behind: Configuration Manager&#39;s Software Updates")
        .contains("nobody updates the devices until");
  }

  @Test
  void the_page_leads_to_devices_that_are_not_back_as_long_as_there_are_any() throws Exception {
    rollout();
    device(1, "CO_MANAGED");
    jdbc.sql("insert into wave_device (rollout_id, device_id, wave_no) values ('R-1', 1, 0)")
        .update();
    jdbc.sql(
            """
            insert into authority_order (rollout_id, wave_no, device_id, workload, direction,
              generation, state, attempts, ordered_at)
            values ('R-1', 0, 1, 'client-apps', 'TO_CONFIGMGR', 1, 'DELIVERED', 1,
              current_timestamp)""")
        .update();
    String link = "href=\"/rollouts/R-1/waves/0?state=RETURNING\"";
    assertThat(page("/rollouts/R-1")).doesNotContain(link);
    jdbc.sql("update rollout set state = 'ROLLING_BACK', rollback_from = 0, rollback_reason = 'x'")
        .update();
    assertThat(page("/rollouts/R-1")).containsSubsequence(link, ">1 going back<");
    assertThat(page("/rollouts/R-1/waves/0?state=RETURNING")).contains("href=\"/devices/1\"");
    jdbc.sql("update authority_order set state = 'FAILED'").update();
    assertThat(page("/rollouts/R-1"))
        .containsSubsequence("waves/0?state=FAILED\"", ">1 failed<")
        .doesNotContain(link);

    jdbc.sql("update authority_order set state = 'CONFIRMED', confirmed_at = ordered_at").update();
    assertThat(page("/rollouts/R-1")).doesNotContain(link, "state=FAILED");
    assertThat(page("/rollouts/R-1/waves/0?state=RETURNING"))
        .contains("is going back any more", ">1 is back<", "/waves/0?state=RETURNED\"");
  }

  @Test
  void a_wave_that_went_back_undecided_is_told_as_such() throws Exception {
    rollout();
    assertThat(page("/rollouts/R-1")).doesNotContain("has been overtaken");
    jdbc.sql("update rollout set state = 'ROLLED_BACK', rollback_from = 0, rollback_reason = 'x'")
        .update();
    jdbc.sql("update wave set state = 'ROLLED_BACK'").update();
    assertThat(page("/rollouts/R-1"))
        .containsSubsequence("Not decided before it went back", "has been overtaken", "Twenty of")
        .doesNotContain("Held: not enough evidence");
    jdbc.sql("update wave set verdict = 'PASS'").update();
    assertThat(page("/rollouts/R-1")).contains(">Passed<").doesNotContain("has been overtaken");
  }

  @Test
  void waves_that_an_ended_rollout_has_not_come_to_are_not_planned_any_more() throws Exception {
    rollout();
    jdbc.sql("update wave set state = 'PLANNED', started_at = null").update();
    assertThat(page("/rollouts/R-1")).contains(">planned<").doesNotContain(">not reached<");
    jdbc.sql("update rollout set state = 'CANCELLED', ended_at = created_at").update();
    assertThat(page("/rollouts/R-1")).contains(">not reached<").doesNotContain(">planned<");
  }

  @Test
  void while_it_goes_back_a_wave_tells_what_is_back_and_one_that_is_not_reached_says_so()
      throws Exception {
    rollout();
    jdbc.sql(
            """
            insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds)
            values ('R-1', 1, 1, 100, 'PLANNED', 3600)""")
        .update();
    jdbc.sql("update wave set state = 'ROLLING_BACK' where no = 0").update();
    jdbc.sql("update rollout set state = 'ROLLING_BACK', rollback_from = 0, rollback_reason = 'x'")
        .update();
    assertThat(page("/"))
        .contains(">rolling back<", ">0 of 100 back<", ">not reached<")
        .doesNotContain(">planned<", "of 100 confirmed<");
    assertThat(page("/rollouts/R-1"))
        .contains("No device had been moved.")
        .doesNotContain("devices had been moved and confirmed");
  }
}
