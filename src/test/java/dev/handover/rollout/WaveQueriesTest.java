package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.handover.TestDatabase;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What is told of waves, their devices and what was decided on them. */
abstract class WaveQueriesTest extends RolloutQueriesStage {

  static class OnH2Test extends WaveQueriesTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  static class OnPostgresTest extends WaveQueriesTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @Test
  void waves_are_told_with_their_kind_their_counts_and_their_evidence() {
    rollout("r1", "EXPANDING", "compliance-policies", 0);
    wave("r1", 0, 0, 3, "PASSED", "PASS", EVIDENCE);
    wave("r1", 1, 1, 5, "PLANNED", null, null);
    wave("r1", 2, 0, 0, "PLANNED", null, null);
    device(1, "A");
    device(2, "B");
    device(3, "C");
    waveDevice("r1", 0, 1, null);
    waveDevice("r1", 0, 2, null);
    waveDevice("r1", 0, 3, "retired");
    order("r1", 0, 1, "TO_INTUNE", "CONFIRMED");
    order("r1", 0, 2, "TO_INTUNE", "DELIVERED");

    List<WaveView> found = waves.waves("r1");
    assertThat(found)
        .extracting(WaveView::kind)
        .containsExactly(WaveView.Kind.PILOT, WaveView.Kind.WAVE, WaveView.Kind.PRODUCTION);
    WaveView pilot = found.get(0);
    assertThat(List.of(pilot.ordered(), pilot.moved(), pilot.confirmed(), pilot.excluded()))
        .containsExactly(2, 2, 1, 1);
    assertThat(List.of(pilot.judged(), pilot.unhealthy(), pilot.silent())).containsExactly(1, 1, 1);
    assertThat(pilot.reasons()).containsExactly("One sentence.");
    assertThat(pilot.soak()).isEqualTo(Duration.ofHours(1));
    assertThat(pilot.passedAt()).isEqualTo(NOW);
    assertThat(found.get(1).judged()).isNull();
    assertThat(found.get(1).passedAt()).isNull();
  }

  @Test
  void evidence_is_shown_for_waves_that_have_begun() {
    rollout("r1", "EXPANDING", "compliance-policies", 0);
    wave("r1", 0, 0, 3, "PASSED", "PASS", EVIDENCE);
    wave("r1", 1, 1, 5, "PLANNED", null, null);
    assertThat(waves.evidence("r1")).extracting(WaveEvidence::wave).containsExactly(0);
    assertThat(waves.evidence("r1", 1).orElseThrow().evidence()).isNull();
    assertThat(waves.evidence("r1", 0).orElseThrow().evidenceHash()).isEqualTo("hash");
  }

  @Test
  void a_wave_device_is_in_the_state_of_its_newest_order() {
    rollout("r1", "ROLLING_BACK", "compliance-policies", 0);
    wave("r1", 0, 0, 7, "ROLLING_BACK", null, null);
    for (int id = 1; id <= 7; id++) {
      device(id, "D" + id);
      waveDevice("r1", 0, id, id == 6 ? "retired" : null);
    }
    order("r1", 0, 1, "TO_INTUNE", "CONFIRMED");
    order("r1", 0, 2, "TO_INTUNE", "CONFIRMED");
    order("r1", 0, 2, "TO_CONFIGMGR", "CONFIRMED");
    order("r1", 0, 3, "TO_INTUNE", "CONFIRMED");
    order("r1", 0, 3, "TO_CONFIGMGR", "ORDERED");
    order("r1", 0, 4, "TO_INTUNE", "FAILED");
    jdbc.sql("update wave_device set excluded = 'QUARANTINE', quarantine = 1 where device_id = 7")
        .update();

    assertThat(devices.page("r1", 0, null, WaveDevices.SORTING.usual(), 0, 50).items())
        .extracting(WaveDeviceView::name, WaveDeviceView::state)
        .containsExactly(
            tuple("D1", WaveDeviceView.State.CONFIRMED),
            tuple("D2", WaveDeviceView.State.RETURNED),
            tuple("D3", WaveDeviceView.State.RETURNING),
            tuple("D4", WaveDeviceView.State.FAILED),
            tuple("D5", WaveDeviceView.State.PENDING),
            tuple("D6", WaveDeviceView.State.EXCLUDED),
            tuple("D7", WaveDeviceView.State.QUARANTINED));
    for (WaveDeviceView.State state : WaveDeviceView.State.values()) {
      Page<WaveDeviceView> page = devices.page("r1", 0, state, WaveDevices.SORTING.usual(), 0, 50);
      assertThat(page.total()).isEqualTo(1);
      assertThat(page.items()).allSatisfy(d -> assertThat(d.state()).isEqualTo(state));
    }
  }

  @Test
  void a_page_of_a_waves_devices_in_a_state_tells_how_many_there_are_even_beyond_the_last() {
    rollout("r1", "PILOTING", "compliance-policies", 0);
    wave("r1", 0, 0, 3, "MOVING", null, null);
    for (int i = 1; i <= 3; i++) {
      device(i, "D" + i);
      waveDevice("r1", 0, i, null);
    }
    order("r1", 0, 1, "TO_INTUNE", "CONFIRMED");
    for (int page : new int[] {0, 1, 7}) {
      Page<WaveDeviceView> pending =
          devices.page(
              "r1", 0, WaveDeviceView.State.PENDING, WaveDevices.SORTING.of("name,desc"), page, 1);
      assertThat(pending.total()).isEqualTo(2);
      assertThat(pending.items())
          .extracting(WaveDeviceView::name)
          .isEqualTo(page == 0 ? List.of("D3") : page == 1 ? List.of("D2") : List.of());
    }
  }

  @Test
  void a_wave_device_shows_only_the_metrics_of_its_rollouts_gate() {
    rollout("r1", "PILOTING", "compliance-policies", 0);
    wave("r1", 0, 0, 1, "SOAKING", null, null);
    device(1, HOSTILE);
    waveDevice("r1", 0, 1, null);
    jdbc.sql("insert into gate_metric values ('r1', 'noncompliant', 3600, false)").update();
    for (String metric : List.of("noncompliant", "blue-screens")) {
      jdbc.sql("insert into observation values (1, :metric, :now, true)")
          .param("metric", metric)
          .param("now", Sql.time(NOW))
          .update();
    }
    assertThat(
            devices.page("r1", 0, null, WaveDevices.SORTING.usual(), 0, 1).items().get(0).health())
        .containsExactly(new WaveDeviceView.Reading("noncompliant", true, NOW));
  }

  @Test
  void decisions_come_in_the_order_they_were_taken() {
    rollout("r1", "EXPANDING", "compliance-policies", 0);
    for (String actor : List.of("approver2", "approver1")) {
      jdbc.sql(
              """
              insert into decision (rollout_id, stage, wave_no, outcome, actor, at, comment,
                evidence_hash, plan_hash, scope_hash)
              values ('r1', 'EXPANSION', 0, 'approve', :actor, :now, :comment, 'e', 'p', 's')""")
          .param("actor", actor)
          .param("now", Sql.time(NOW))
          .param("comment", HOSTILE)
          .update();
    }
    assertThat(rollouts.decisions("r1"))
        .extracting(DecisionView::actor, DecisionView::comment)
        .containsExactly(tuple("approver2", HOSTILE), tuple("approver1", HOSTILE));
  }

  private static final String EVIDENCE =
      """
      {"metrics": [
        {"name": "noncompliant", "healthy": 1, "unhealthy": 1, "silent": 1},
        {"name": "policy-error", "healthy": 1, "unhealthy": 0, "silent": 0}],
       "reasons": [{"code": "PASSED", "sentence": "One sentence."}]}""";
}
