package dev.handover.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.estate.sandbox.SandboxFaults;
import dev.handover.plan.Waves;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.PolicyReplay;
import dev.handover.rollout.ReplayReport;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutReports;
import dev.handover.rollout.RolloutView;
import dev.handover.rollout.TaskKind;
import dev.handover.rollout.WaveQueries;
import dev.handover.rollout.WaveView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** Devices leave a collection that the plan excludes while the rollout goes on. */
@TestPropertySource(properties = "handover.sandbox.devices=600")
abstract class LateJoinersJourneyContract extends Journey {

  private static final String WORKLOAD = "client-apps";
  private static final String OTHER = "windows-update-policies";
  private static final String KEPT_BACK = "TST00001";
  private static final Duration STEP = Duration.ofHours(4);

  @Autowired private SandboxFaults faults;
  @Autowired private RolloutQueries rollouts;
  @Autowired private WaveQueries waves;
  @Autowired private PolicyReplay replay;
  @Autowired private RolloutReports reports;

  @BeforeEach
  void someAreKeptBack() {
    faults.replaceScenarios(List.of());
    jdbc.sql(
            """
            insert into sandbox_collection (id, name, built_in)
            values (:id, 'kept back', false)""")
        .param("id", KEPT_BACK)
        .update();
    jdbc.sql(
            """
            insert into sandbox_rule (collection_id, resource_id, direct_rule, member)
            select :id, resource_id, true, true from sandbox_device
            where resource_id is not null and mod(id, 3) = 0""")
        .param("id", KEPT_BACK)
        .update();
    pass(Duration.ofHours(2));
    // PostgreSQL plans badly for tables that were empty when it last looked.
    jdbc.sql("analyze").update();
  }

  @AfterEach
  void nobodyIsKeptBack() {
    letGo("true");
    jdbc.sql("delete from sandbox_collection where id = :id").param("id", KEPT_BACK).update();
  }

  @Test
  void those_who_come_late_join_within_the_shares_of_waves_and_void_what_was_approved_before() {
    String id =
        desk.start(
            plan(
                    WORKLOAD,
                    ALL,
                    "check-in-missing",
                    "exclude: [kept back]\napprovals: { start: 1, expansion: 1 }")
                .replace("pilot: P1D, wave: PT12H", "pilot: PT8H, wave: PT4H"),
            REQUESTER);
    int population = view(id).population();
    int planned = wave(id, 1).size();
    untilAsked(id, TaskKind.APPROVE_START);
    decide(id, Outcome.APPROVE, null, APPROVER1);

    // They are no part of the pilot; the next wave takes its share of them.
    letGo("mod(resource_id, 2) = 0");
    until("they are seen", () -> view(id).late().waiting() > 0, STEP, 6);
    int late = view(id).late().waiting();
    assertThat(view(id).population()).isEqualTo(population).isEqualTo(devices(id));
    untilAsked(id, TaskKind.APPROVE_EXPANSION);
    int first = wave(id, 1).joined();
    assertThat(first).isEqualTo(wave(id, 1).size() - planned).isBetween(1, late - 1);
    assertThat(wave(id, 0).size() + wave(id, 1).size())
        .isEqualTo(Waves.devices(0.3, population + late));
    assertThat(view(id).late())
        .extracting("waiting", "joined")
        .containsExactly(late - first, first);
    assertThat(leases(id, WORKLOAD)).isEqualTo(devices(id)).isEqualTo(population + first);
    assertThat(journal(id, "scope-changed"))
        .containsExactly(joined(first, "Wave 1 of 2", "approver1"));
    decide(id, Outcome.APPROVE, null, APPROVER1);

    // Policy asks nobody about a second wave, but of those who join it nobody has approved any.
    untilAsked(id, TaskKind.APPROVE_WAVE);
    assertThat(wave(id, 2).joined()).isEqualTo(late - first);
    assertThat(view(id).waiting().reason())
        .endsWith(
            "waits for a person. %d devices have joined it since it was planned."
                .formatted(late - first));
    assertThat(view(id).population()).isEqualTo(population + late).isEqualTo(devices(id));
    assertThat(journal(id, "scope-changed"))
        .hasSize(2)
        .contains(joined(late - first, "Wave 2 of 2", "approver1"));
    assertThat(decisions.brief(id, TaskKind.APPROVE_WAVE, 2).summary())
        .contains("%d of its devices have joined it since".formatted(late - first))
        .contains("Approvals: 0 of 1.");

    // Whoever comes while people decide is not in what they decide on.
    letAllButTwelveGo();
    pass(STEP);
    assertThat(waveStates(id).get(2)).isEqualTo("PLANNED");
    decide(id, Outcome.APPROVE, null, APPROVER2);
    until("wave 2 is ordered", () -> wave(id, 2).ordered() > 0, STEP, 6 * 4);
    assertThat(devices(id)).isEqualTo(population + late);
    int last = view(id).late().waiting();
    assertThat(last).isPositive();

    untilAsked(id, TaskKind.APPROVE_WAVE);
    assertThat(wave(id, 3)).extracting("size", "joined").containsExactly(last, last);
    assertThat(wave(id, 4).kind()).isEqualTo(WaveView.Kind.PRODUCTION);
    decide(id, Outcome.APPROVE, null, APPROVER2);

    // Too few to be judged by themselves go with the slider, and who moves it is told.
    letGo("true");
    until("the slider is moved", () -> actions(id).contains("slider-ordered"), STEP, 6 * 10);
    assertThat(waveStates(id)).containsExactly("PASSED", "PASSED", "PASSED", "PASSED", "PLANNED");
    assertThat(view(id).confirmed()).isEqualTo(population + late + last);
    int few = view(id).late().waiting();
    assertThat(few).isBetween(1, 15);
    assertThat(journal(id, "late-joiners-too-few"))
        .singleElement()
        .asString()
        .startsWith("%d devices wait that no wave has moved, fewer than the 16".formatted(few));
    int along = count("select count(*) from slider_along where rollout_id = :id", Map.of("id", id));
    assertThat(along).as("with those that were left out").isGreaterThan(few);
    assertThat(decisions.brief(id, TaskKind.MOVE_SLIDER, 4).summary())
        .contains("It takes %d devices along that no wave moves".formatted(along));
    jdbc.sql("delete from slider_along where rollout_id = :id").param("id", id).update();
    assertThat(decisions.brief(id, TaskKind.MOVE_SLIDER, 4).summary())
        .as("as of an order from before they were kept")
        .contains("It takes %d devices along that no wave moves".formatted(few));

    // Waves that were joined, and the one that only late ones make, are judged again as they were.
    ReplayReport same = replay.replay(id, "gate: {}");
    assertThat(same.differs()).isFalse();
    assertThat(same.waves()).hasSize(4);
    assertThat(same.waves())
        .allSatisfy(w -> assertThat(w.replayed().at()).isEqualTo(w.lookedUntil()));
    ReplayReport.Wave follower =
        replay.replay(id, "soak: { wave: P2D, production: PT1H }").waves().get(3);
    assertThat(follower.title()).isEqualTo("Wave 3 of 3");
    assertThat(follower.replayed().decided()).isFalse();
  }

  @Test
  void those_whom_nobody_agrees_to_stay_and_are_not_asked_about_again_and_the_rest_goes_on() {
    String id =
        desk.start(
            plan(
                    OTHER,
                    ALL,
                    "check-in-missing",
                    "exclude: [kept back]\napprovals: { start: 1, expansion: 1, remindAfter: PT6H,"
                        + " escalateAfter: PT12H, within: P1D }")
                .replace("pilot: P1D, wave: PT12H", "pilot: PT8H, wave: PT4H"),
            REQUESTER);
    int population = view(id).population();
    untilAsked(id, TaskKind.APPROVE_START);
    decide(id, Outcome.APPROVE, null, APPROVER1);
    untilAsked(id, TaskKind.APPROVE_EXPANSION);
    decide(id, Outcome.APPROVE, null, APPROVER1);
    until("wave 1 moves", () -> wave(id, 1).ordered() > 0, STEP, 6 * 4);

    letGo("mod(resource_id, 2) = 0");
    untilAsked(id, TaskKind.APPROVE_WAVE);
    int first = wave(id, 2).joined();
    assertThat(first).isPositive();
    assertThat(view(id).late().asked()).isEqualTo(first);
    assertThat(decisions.brief(id, TaskKind.APPROVE_WAVE, 2).summary())
        .contains("only the %d devices that have joined are left out".formatted(first));
    until("it goes on", () -> wave(id, 2).ordered() > 0, STEP, 6 * 4);
    assertThat(wave(id, 2).joined()).isZero();
    assertThat(devices(id)).isEqualTo(leases(id, OTHER)).isEqualTo(population);
    assertThat(view(id).late())
        .extracting("leftOut", "asked", "waiting")
        .containsExactly(first, 0, 0);
    assertThat(journal(id, "approval-expired"))
        .singleElement()
        .asString()
        .startsWith(
            "Nobody approved wave 2 within 1 day; the %d devices that had joined Wave 2 of 2 are left out"
                .formatted(first));

    // Others come; of those who were left out nobody is asked again.
    letAllButTwelveGo();
    untilAsked(id, TaskKind.APPROVE_WAVE);
    int second = wave(id, 3).size();
    assertThat(second).isGreaterThanOrEqualTo(16);
    decide(id, Outcome.REJECT, "not these", APPROVER2);
    until("production is watched", () -> state(id).equals("WATCHING"), STEP, 6 * 4);
    assertThat(waves.waves(id)).hasSize(4);
    assertThat(view(id).late().leftOut()).isEqualTo(first + second);
    assertThat(view(id).confirmed()).isEqualTo(population);
    assertThat(actions(id)).doesNotContain("rollback-started", "slider-ordered");
    assertThat(journal(id, "slider-stays"))
        .singleElement()
        .asString()
        .satisfies(
            words ->
                assertThat(
                        Integer.parseInt(
                            words.replaceAll(".* move (\\d+) .* of the popul.*", "$1")))
                    .as("they are among those that it would move")
                    .isGreaterThanOrEqualTo(first + second));
    assertThat(reports.of(id).orElseThrow().exceptions())
        .filteredOn(d -> d.code().equals("NOT_APPROVED"))
        .singleElement()
        .extracting("devices", "sentence")
        .containsExactly(
            (long) first + second, "came late and were left out, for nobody agreed to them");
    untilState(id, "COMPLETED");
  }

  private static String joined(int devices, String wave, String approver) {
    return "%d devices that have come since join %s. What %s approved before was the rollout without them and no longer counts: 1 person is asked anew."
        .formatted(devices, wave, approver);
  }

  /** Those of whom this is so are no longer kept back. */
  private void letGo(String condition) {
    jdbc.sql("delete from sandbox_rule where collection_id = :id and " + condition)
        .param("id", KEPT_BACK)
        .update();
  }

  /** Those who are still kept back, but for the first twelve. */
  private void letAllButTwelveGo() {
    letGo(
        """
        resource_id > (
          select max(x.resource_id) from (
            select r.resource_id from sandbox_rule r
            join device d on d.resource_id = r.resource_id and d.management_state = 'CO_MANAGED'
            where r.collection_id = :id
            order by r.resource_id fetch first 12 rows only) x)""");
  }

  private int leases(String id, String workload) {
    return count(
        "select count(*) from lease where rollout_id = :id and workload = :workload",
        Map.of("id", id, "workload", workload));
  }

  private void untilAsked(String id, TaskKind kind) {
    until(kind + " is asked", () -> pending(id, kind), STEP, 6 * 14);
  }

  private RolloutView view(String id) {
    return rollouts.find(id).orElseThrow();
  }

  private WaveView wave(String id, int no) {
    return waves.wave(id, no).orElseThrow();
  }

  /** Of all waves. */
  private int devices(String id) {
    return count("select count(*) from wave_device where rollout_id = :id", Map.of("id", id));
  }

  private List<String> journal(String id, String action) {
    return jdbc.sql(
            "select details from journal where rollout_id = :id and action = :action order by seq")
        .param("id", id)
        .param("action", action)
        .query(String.class)
        .list();
  }
}
