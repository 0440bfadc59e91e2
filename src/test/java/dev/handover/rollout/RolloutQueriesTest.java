package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rollouts, waves and their devices as others read them, on both databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RolloutQueriesTest {

  private static final Instant NOW = TestClock.START;
  private static final String HOSTILE = "<script>alert('x')</script> \"; drop table rollout; --";

  private final DataSource dataSource = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final RolloutQueries rollouts = new RolloutQueries(jdbc);
  private final WaveQueries waves = new WaveQueries(jdbc);
  private final WaveDevices devices = new WaveDevices(jdbc);

  abstract DataSource dataSource();

  static class OnH2Test extends RolloutQueriesTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  static class OnPostgresTest extends RolloutQueriesTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @BeforeEach
  void clean() {
    TestDatabase.empty(
        dataSource,
        "observation",
        "gate_metric",
        "decision",
        "authority_order",
        "wave_device",
        "wave",
        "rollout",
        "device");
  }

  @Test
  void a_rollout_is_told_with_its_counts_its_stage_and_what_it_waits_for() {
    rollout("r1", "EXPANDING", "compliance-policies", 0);
    wave("r1", 0, 0, 2, "PASSED", "PASS", null);
    wave("r1", 1, 1, 3, "SOAKING", "HOLD_INSUFFICIENT", null);
    wave("r1", 2, 2, 5, "PLANNED", null, null);
    wave("r1", 3, 0, 0, "PLANNED", null, null);
    order("r1", 0, 1, "TO_INTUNE", "CONFIRMED");
    order("r1", 0, 2, "TO_INTUNE", "CONFIRMED");
    order("r1", 1, 3, "TO_INTUNE", "DELIVERED");
    order("r1", 1, 4, "TO_INTUNE", "ORDERED");
    order("r1", 1, 5, "TO_INTUNE", "SUPERSEDED");
    jdbc.sql(
            """
            update rollout set waiting_for = 'EVIDENCE', waiting_reason = 'Too few have reported.',
              waiting_since = :now""")
        .param("now", Sql.time(NOW))
        .update();

    RolloutView found = rollouts.find("r1").orElseThrow();
    assertThat(found.stage()).isEqualTo("wave 1 of 2");
    assertThat(found.verdict()).isEqualTo("HOLD_INSUFFICIENT");
    assertThat(List.of(found.ordered(), found.moved(), found.confirmed(), found.returned()))
        .containsExactly(4, 3, 2, 0);
    assertThat(found.waiting())
        .isEqualTo(new RolloutView.Waiting("EVIDENCE", NOW, null, "Too few have reported."));
    assertThat(found.plan().path("title").asText()).isEqualTo("from the plan");
  }

  @Test
  void a_device_that_came_back_before_it_was_confirmed_is_not_counted_against_the_others() {
    rollout("r1", "ROLLED_BACK", "compliance-policies", 0);
    wave("r1", 0, 0, 3, "ROLLED_BACK", "FAIL", null);
    order("r1", 0, 1, "TO_INTUNE", "CONFIRMED");
    order("r1", 0, 1, "TO_CONFIGMGR", "CONFIRMED");
    order("r1", 0, 2, "TO_INTUNE", "DELIVERED");
    order("r1", 0, 2, "TO_CONFIGMGR", "CONFIRMED");
    order("r1", 0, 3, "TO_INTUNE", "CONFIRMED");
    order("r1", 0, 3, "TO_CONFIGMGR", "DELIVERED");

    RolloutView found = rollouts.find("r1").orElseThrow();
    assertThat(found.returned()).isEqualTo(2);
    assertThat(found.atIntune()).isEqualTo(1);
  }

  @Test
  void a_rollout_that_is_not_there_is_empty() {
    assertThat(rollouts.find("nope")).isEmpty();
    assertThat(waves.waves("nope")).isEmpty();
    assertThat(waves.evidence("nope", 0)).isEmpty();
  }

  @Test
  void pages_are_the_newest_first_and_filtered_by_state_and_workload() {
    rollout("a", "COMPLETED", "compliance-policies", 1);
    rollout("b", "PILOTING", "compliance-policies", 2);
    rollout("c", "PILOTING", "client-apps", 3);

    assertThat(rollouts.page(null, null, RolloutQueries.SORTING.usual(), 0, 2).items())
        .extracting(RolloutView::id)
        .containsExactly("c", "b");
    assertThat(rollouts.page(null, null, RolloutQueries.SORTING.usual(), 1, 2).items())
        .extracting(RolloutView::id)
        .containsExactly("a");
    assertThat(
            rollouts
                .page(RolloutState.PILOTING, null, RolloutQueries.SORTING.usual(), 0, 50)
                .total())
        .isEqualTo(2);
    assertThat(
            rollouts
                .page(
                    RolloutState.PILOTING,
                    Workload.CLIENT_APPS,
                    RolloutQueries.SORTING.usual(),
                    0,
                    50)
                .items())
        .extracting(RolloutView::id)
        .containsExactly("c");
    assertThat(
            rollouts.page(RolloutState.FAILED, null, RolloutQueries.SORTING.usual(), 0, 50).items())
        .isEmpty();
    assertThat(rollouts.page(null, null, RolloutQueries.SORTING.usual(), 1_000_000, 500).items())
        .isEmpty();
  }

  @Test
  void current_shows_what_is_under_way_before_what_has_ended() {
    rollout("old", "PILOTING", "client-apps", 1);
    rollout("done", "COMPLETED", "client-apps", 2);
    jdbc.sql("update rollout set ended_at = :now where id = 'done'")
        .param("now", Sql.time(NOW))
        .update();
    assertThat(rollouts.current(10)).extracting(RolloutView::id).containsExactly("old", "done");
    assertThat(rollouts.current(1)).extracting(RolloutView::id).containsExactly("old");
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
  void every_order_of_the_rollouts_is_had_on_both_databases_and_is_total() {
    rollout("a", "COMPLETED", "compliance-policies", 1);
    rollout("b", "PILOTING", "client-apps", 2);
    rollout("c", "PILOTING", "client-apps", 2);
    jdbc.sql("update rollout set title = id").update();
    jdbc.sql("update rollout set ended_at = created_at where id = 'a'").update();
    assertThat(sorted("title,desc")).containsExactly("c", "b", "a");
    assertThat(sorted("workload")).containsExactly("c", "b", "a");
    assertThat(sorted("state,desc")).containsExactly("c", "b", "a");
    assertThat(sorted("requester")).containsExactly("c", "b", "a");
    assertThat(sorted("created")).containsExactly("a", "b", "c");
    assertThat(sorted("ended")).containsExactly("a", "c", "b");
    assertThat(sorted("ended,desc")).as("those under way come last").containsExactly("a", "c", "b");
  }

  private List<String> sorted(String sort) {
    return rollouts.page(null, null, RolloutQueries.SORTING.of(sort), 0, 9).items().stream()
        .map(RolloutView::id)
        .toList();
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

  private void rollout(String id, String state, String workload, int age) {
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation)
            values (:id, :title, :workload, :state, false, :plan, 'p', 's', 'requester', false, :at, :at,
              100, 1)""")
        .params(
            Map.of(
                "id", id,
                "title", HOSTILE,
                "workload", workload,
                "state", state,
                "plan", "{\"title\":\"from the plan\"}",
                "at", Sql.time(NOW.plusSeconds(age))))
        .update();
  }

  private void wave(
      String id, int no, int from, int size, String state, String verdict, String evidence) {
    jdbc.sql(
            """
            insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds, verdict,
              evidence, evidence_hash, ended_at)
            values (:id, :no, :from, :size, :state, 3600, :verdict, :evidence, 'hash', :now)""")
        .param("id", id)
        .param("no", no)
        .param("from", from)
        .param("size", size)
        .param("state", state)
        .param("verdict", verdict)
        .param("evidence", evidence)
        .param("now", Sql.time(NOW))
        .update();
  }

  private void device(long id, String name) {
    jdbc.sql(
            """
            insert into device (id, entra_device_id, name, join_state, management_state)
            values (:id, :entra, :name, 'ENTRA_JOINED', 'CO_MANAGED')""")
        .param("id", id)
        .param("entra", "e" + id)
        .param("name", name)
        .update();
  }

  private void waveDevice(String id, int no, long device, String excluded) {
    jdbc.sql(
            """
            insert into wave_device (rollout_id, device_id, wave_no, excluded)
            values (:id, :device, :no, :excluded)""")
        .param("id", id)
        .param("device", device)
        .param("no", no)
        .param("excluded", excluded)
        .update();
  }

  private void order(String id, int no, long device, String direction, String state) {
    boolean delivered = List.of("DELIVERED", "CONFIRMED").contains(state);
    jdbc.sql(
            """
            insert into authority_order (rollout_id, wave_no, device_id, workload, direction,
              generation, state, attempts, ordered_at, delivered_at, confirmed_at)
            values (:id, :no, :device, 'compliance-policies', :direction, :generation, :state, 1,
              :now, :delivered, :confirmed)""")
        .param("id", id)
        .param("no", no)
        .param("device", device)
        .param("direction", direction)
        .param("generation", direction.equals("TO_INTUNE") ? 1 : 2)
        .param("state", state)
        .param("now", Sql.time(NOW))
        .param("delivered", delivered ? Sql.time(NOW) : null)
        .param("confirmed", state.equals("CONFIRMED") ? Sql.time(NOW) : null)
        .update();
  }
}
