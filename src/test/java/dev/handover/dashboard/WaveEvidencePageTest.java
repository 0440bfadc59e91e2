package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.mockito.Mockito.when;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.handover.TestClock;
import dev.handover.health.Verdict;
import dev.handover.rollout.MetricCourse;
import dev.handover.rollout.MetricCourse.Point;
import dev.handover.rollout.ReplayReport;
import dev.handover.rollout.ShadowReport;
import dev.handover.rollout.WaveState;
import dev.handover.sql.Sql;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the page of a rollout shows of the evidence on its waves. */
class WaveEvidencePageTest extends PageStage {

  @Test
  void when_a_wave_is_looked_at_next_is_said_once_however_many_reasons_there_are()
      throws Exception {
    rollout();
    String next = " It is looked at with every report, and at 26 November 2026 12:00 UTC.";
    jdbc.sql("update wave set evidence = :evidence")
        .param(
            "evidence",
            """
            {"verdict":"HOLD_INSUFFICIENT","metrics":[
             {"name":"noncompliant","verdict":"HOLD_INSUFFICIENT","sentence":"One is so.%1$s"},
             {"name":"check-in-missing","verdict":"HOLD_INSUFFICIENT","sentence":"Two is so.%1$s"}],
             "reasons":[{"code":"X","metric":"noncompliant","sentence":"One is so.%1$s"},
              {"code":"X","metric":null,"sentence":"Both are.%1$s"}]}"""
                .formatted(next))
        .update();
    assertThat(page("/rollouts/R-1"))
        .containsOnlyOnce(next.strip())
        .containsOnlyOnce(">One is so.<")
        .contains(">Two is so.<", ">Both are.<");
  }

  @Test
  void how_the_evidence_came_in_stands_in_a_table_from_which_it_is_drawn() throws Exception {
    rollout();
    assertThat(page("/rollouts/R-1")).doesNotContain("Evidence over time", "echarts");
    when(courses.of("R-1", 0))
        .thenReturn(
            List.of(
                new MetricCourse(
                    "noncompliant",
                    0.02,
                    0.08,
                    -3,
                    4.61,
                    false,
                    List.of(
                        new Point(TestClock.START, 0, 0, null, 0, 1, 0),
                        new Point(TestClock.START.plusSeconds(60), 50, 2, 0.04, 0, 0.14, -1.5)))));
    assertThat(page("/rollouts/R-1"))
        .contains("Evidence over time", "echarts.common.min.js", "data-limit=\"0.08\"")
        .contains(
            "data-p=\"0.0400,0.0000,0.1400,-1.5000\"",
            ">4 %<",
            "0 % to 14 %",
            ">−1.50<",
            "Non-compliant");
    assertThat(page("/rollouts/R-1/course?course=0")).contains("data-fail=\"4.61\"");
  }

  @Test
  void a_rollout_shows_its_waves_its_evidence_and_what_it_waits_for() throws Exception {
    rollout();
    assertThat(page("/rollouts/R-1"))
        .contains("Pilot")
        .contains("Gathering evidence")
        .contains("Non-compliant")
        .contains(">5 %<")
        .contains("passes at −3.00, fails at 4.61")
        .contains("20 of 100 devices are judged by every metric, 1 unhealthy by the worst.")
        .contains("<time datetime=\"2026-11-23T15:00:00Z\">23 Nov 2026, 15:00 UTC</time>")
        .contains("in 3 h");
  }

  @Test
  void a_hold_is_a_warning_only_once_waiting_changes_nothing() throws Exception {
    rollout();
    assertThat(page("/rollouts/R-1"))
        .contains("Gathering evidence")
        .doesNotContain("badge held", "Held: not enough evidence");
    jdbc.sql("update wave set state = 'HELD'").update();
    assertThat(page("/rollouts/R-1"))
        .contains("badge held", "Held: not enough evidence")
        .doesNotContain("Gathering evidence");
  }

  @Test
  void a_metric_that_is_compared_shows_the_excess_in_place_of_limit_and_test() throws Exception {
    rollout();
    jdbc.sql(
            """
            update wave set evidence = replace(evidence, '"sentence":"S"', '"sentence":"S",
              "change":{"compared":true,"margin":0.02,"confidence":0.95,"excess":0.004,
              "lower":-0.006,"upper":0.014}')""")
        .update();

    assertThat(page("/rollouts/R-1"))
        .contains("0.4 % over the control group (95 % interval −0.6 % … 1.4 %), margin 2 %")
        .doesNotContain("passes at −3.00");
  }

  @Test
  void the_parts_of_a_wave_with_unhealthy_devices_are_shown_with_what_was_found() throws Exception {
    rollout();
    assertThat(page("/rollouts/R-1")).doesNotContain("Parts with unhealthy devices");
    jdbc.sql(
            """
            update wave set evidence = replace(evidence, '"reasons":', '"strata":{"looked":20,
              "more":0,"worst":[{"title":"Model ThinkPad X1","metric":"noncompliant","judged":10,
              "unhealthy":9,"rate":0.9,"failed":true,"sentence":"9 of 10"}]},"reasons":')""")
        .update();
    assertThat(page("/rollouts/R-1"))
        .contains(
            "Parts with unhealthy devices: 1, of which one has failed",
            "Model ThinkPad X1",
            "90 %",
            "Failed");
  }

  @Test
  void a_passed_wave_shows_that_it_is_guarded_and_when_it_has_regressed() throws Exception {
    rollout();
    jdbc.sql("update wave set state = 'PASSED'").update();
    jdbc.sql(
            """
            insert into wave_guard
              (rollout_id, wave_no, seen, verdict, judged_at, evidence, evidence_hash)
            values ('R-1', 0, 's', 'PASS', :at, '{"reasons":[{"sentence":"As good as ever."}]}',
              'g')""")
        .param("at", Sql.time(TestClock.START))
        .update();
    assertThat(page("/rollouts/R-1"))
        .contains(">guarded<")
        .contains("As good as ever.")
        .doesNotContain(">regressed<");

    jdbc.sql("update wave set state = 'FAILED'").update();
    jdbc.sql("update wave_guard set regressed_at = judged_at, regressed_why = :why")
        .param("why", HOSTILE)
        .update();
    assertThat(page("/rollouts/R-1"))
        .contains(">regressed<")
        .contains("It had passed and has regressed")
        .doesNotContain(">guarded<", HOSTILE);
  }

  @Test
  void shadow_policies_are_shown_with_what_they_would_have_done() throws Exception {
    Instant at = TestClock.START;
    ReplayReport.Wave wave =
        new ReplayReport.Wave(
            1,
            "Wave 1 of 2",
            WaveState.PASSED,
            at,
            Verdict.PASS,
            at,
            new ReplayReport.Replayed(Verdict.FAIL, true, at, List.of()),
            false,
            "A failure instead of a pass, 3 hours earlier.");
    when(replay.shadows("R-1"))
        .thenReturn(
            List.of(
                new ShadowReport("stricter", new ReplayReport("R-1", true, List.of(wave))),
                new ShadowReport("none", new ReplayReport("R-1", false, List.of()))));
    pages
        .perform(get("/rollouts/R-1/shadow"))
        .andExpect(status().isOk())
        .andExpect(content().string(containsString("stricter")))
        .andExpect(content().string(containsString("Wave 1 of 2")))
        .andExpect(
            content().string(containsString("A failure instead of a pass, 3 hours earlier.")))
        .andExpect(content().string(containsString("would not have come to it")));
  }
}
