package dev.handover.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.estate.sandbox.SandboxFaults;
import dev.handover.estate.sandbox.Scenario;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.PolicyReplay;
import dev.handover.rollout.QuarantineView;
import dev.handover.rollout.Quarantines;
import dev.handover.rollout.Refused;
import dev.handover.rollout.ReplayReport;
import dev.handover.rollout.TaskKind;
import dev.handover.rollout.WaveQueries;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** The switch breaks one model, of which every wave has a few. */
@TestPropertySource(properties = "handover.sandbox.devices=600")
@Import(PostgresJourneyTest.Postgres.class)
class QuarantineJourneyTest extends Journey {

  private static final String WORKLOAD = "compliance-policies";
  private static final String MODEL = "Surface Pro 9";
  private static final Duration STEP = Duration.ofHours(4);

  @Autowired private SandboxFaults faults;
  @Autowired private WaveQueries waves;
  @Autowired private Quarantines quarantines;
  @Autowired private PolicyReplay replay;

  @BeforeEach
  void oneModelBreaks() {
    faults.replaceScenarios(
        List.of(new Scenario(Workload.COMPLIANCE_POLICIES, "noncompliant", MODEL, 1, 0)));
    // PostgreSQL plans badly for tables that were empty when it last looked.
    jdbc.sql("analyze").update();
  }

  @AfterEach
  void nothingBreaks() {
    faults.replaceScenarios(List.of());
  }

  @Test
  void a_model_that_breaks_goes_back_and_stays_back_until_a_second_person_releases_it() {
    int addedBefore = ledger(WORKLOAD, "ADD");
    int removedBefore = ledger(WORKLOAD, "REMOVE");
    String id = untilQuarantined();

    until("the model is back", () -> standing(id).back() == standing(id).devices(), STEP, 6 * 3);
    int back = standing(id).devices();
    assertThat(back).isEqualTo(ofModel(id, 0, "")).isPositive();
    assertThat(ledger(WORKLOAD, "REMOVE") - removedBefore).isEqualTo(back);
    assertThat(atIntune(id, 0, true)).isZero();

    untilAsked(id, TaskKind.APPROVE_EXPANSION);
    assertThat(waveStates(id)).startsWith("PASSED", "PLANNED");
    assertThat(waves.wave(id, 0).orElseThrow())
        .satisfies(
            pilot -> {
              assertThat(pilot.quarantined()).isEqualTo(back);
              assertThat(pilot.excluded()).isZero();
              assertThat(pilot.judged()).isEqualTo(pilot.size() - back);
            });
    assertThat(ledger(WORKLOAD, "REMOVE") - removedBefore).isEqualTo(back);
    assertThat(atIntune(id, 0, false)).isEqualTo(ledger(WORKLOAD, "ADD") - addedBefore - back);

    decide(id, Outcome.APPROVE, null, APPROVER1);
    until("wave 1 is ordered", () -> waveStates(id).get(1).equals("SOAKING"), STEP, 6 * 5);
    assertThat(ofModel(id, 1, "")).isPositive();
    assertThat(ofModel(id, 1, "and x.excluded = 'QUARANTINE' and o.id is null"))
        .isEqualTo(ofModel(id, 1, ""));
    int kept = standing(id).devices();
    assertThat(kept).isEqualTo(back + ofModel(id, 1, ""));
    assertThat(journal(id, "part-quarantined")).hasSize(1);

    faults.replaceScenarios(List.of());
    long quarantine = standing(id).id();
    assertThatThrownBy(() -> quarantines.release(id, quarantine, "fixed", REQUESTER))
        .isInstanceOf(Refused.class);
    int size = waves.wave(id, 2).orElseThrow().size();
    quarantines.release(id, quarantine, "firmware 3 fixes it", APPROVER2);
    // Nothing is added to what has been approved: they wait until the next wave is opened.
    assertThat(waves.wave(id, 2).orElseThrow().size()).isEqualTo(size);
    assertThat(standing(id).devices()).isEqualTo(kept);
    assertThatThrownBy(() -> quarantines.release(id, quarantine, "again", APPROVER2))
        .hasMessageContaining("was released by approver2 already");

    untilAsked(id, TaskKind.APPROVE_WAVE);
    assertThat(waves.wave(id, 2).orElseThrow().size()).isEqualTo(size + kept);
    assertThat(journal(id, "scope-changed"))
        .containsExactly(
            "%d devices released from quarantine join Wave 2 of 2. What approver1 approved before was the rollout without them and no longer counts: 1 person is asked anew."
                .formatted(kept));
    pass(STEP);
    assertThat(waveStates(id).get(2)).isEqualTo("PLANNED");
    decide(id, Outcome.APPROVE, null, APPROVER2);
    until("wave 2 passes", () -> waveStates(id).get(2).equals("PASSED"), STEP, 6 * 5);
    assertThat(ofModel(id, 2, "and o.confirmed_at is not null"))
        .isEqualTo(ofModel(id, 2, ""))
        .isGreaterThanOrEqualTo(kept);
    assertThat(waves.wave(id, 0).orElseThrow().quarantined()).isZero();
    assertThat(atIntune(id, 2, true)).isEqualTo(ofModel(id, 2, ""));
    untilAsked(id, TaskKind.MOVE_SLIDER);
    assertThat(replay.replay(id, "gate: {}"))
        .satisfies(
            same -> {
              assertThat(same.differs()).isFalse();
              assertThat(same.waves()).hasSize(3).allMatch(ReplayReport.Wave::reached);
            });

    desk.rollback(id, 0, "the test goes on", ADMIN);
    untilRolledBack(id);
    assertNobodyIsLeftAtIntune(id, WORKLOAD);
    assertThat(ledger(WORKLOAD, "REMOVE") - removedBefore)
        .isEqualTo(ledger(WORKLOAD, "ADD") - addedBefore);
  }

  @Test
  void a_model_that_breaks_after_its_wave_has_passed_goes_back_and_the_rollout_goes_on() {
    faults.replaceScenarios(
        List.of(new Scenario(Workload.COMPLIANCE_POLICIES, "noncompliant", MODEL, 1, 60)));
    int addedBefore = ledger(WORKLOAD, "ADD");
    int removedBefore = ledger(WORKLOAD, "REMOVE");
    String id = start();
    untilAsked(id, TaskKind.APPROVE_EXPANSION);
    assertThat(quarantines.of(id)).isEmpty();
    int moved = ledger(WORKLOAD, "ADD") - addedBefore;

    until("the model is quarantined", () -> !quarantines.of(id).isEmpty(), STEP, 6 * 6);
    until("the model is back", () -> standing(id).back() == standing(id).devices(), STEP, 6 * 3);

    int back = standing(id).devices();
    assertThat(standing(id).title()).isEqualTo("Model Surface Pro 9");
    assertThat(back).isEqualTo(ofModel(id, 0, "")).isPositive();
    assertThat(atIntune(id, 0, true)).isZero();
    assertThat(atIntune(id, 0, false)).isEqualTo(moved - back);
    assertThat(ledger(WORKLOAD, "REMOVE") - removedBefore).isEqualTo(back);
    assertThat(waveStates(id)).startsWith("PASSED", "PLANNED");
    assertThat(waves.wave(id, 0).orElseThrow().guard().regressedAt()).isNull();
    assertThat(journal(id, "wave-regressed")).isEmpty();
    assertThat(journal(id, "part-quarantined"))
        .singleElement()
        .asString()
        .contains("in Pilot,", "the others go on");

    assertThat(pending(id, TaskKind.APPROVE_EXPANSION)).isTrue();
    decide(id, Outcome.APPROVE, null, APPROVER1);
    until("wave 1 passes", () -> waveStates(id).get(1).equals("PASSED"), STEP, 6 * 5);
    assertThat(ofModel(id, 1, "")).isPositive();
    assertThat(atIntune(id, 1, true)).isZero();
    assertThat(waveStates(id)).startsWith("PASSED", "PASSED");
  }

  @Test
  void the_slider_waits_while_a_quarantine_stands() {
    String id = untilQuarantined();
    untilAsked(id, TaskKind.APPROVE_EXPANSION);
    decide(id, Outcome.APPROVE, null, APPROVER1);
    // With a part in quarantine each wave takes a person.
    untilAsked(id, TaskKind.APPROVE_WAVE);
    decide(id, Outcome.APPROVE, null, APPROVER2);
    until("all waves have passed", () -> waveStates(id).get(2).equals("PASSED"), STEP, 6 * 10);

    for (int i = 0; i < 3; i++) {
      pass(STEP);
    }
    assertThat(desk.tasks(ADMIN)).noneMatch(t -> t.rolloutId().equals(id));
    assertThat(count("select count(*) from slider_order where rollout_id = :id", Map.of("id", id)))
        .isZero();
    assertThat(state(id)).isEqualTo("EXPANDING");
    assertThat(
            jdbc.sql("select waiting_reason from rollout where id = :id")
                .param("id", id)
                .query(String.class)
                .single())
        .startsWith("In quarantine: Model Surface Pro 9. The slider would move these devices");

    quarantines.release(id, standing(id).id(), "firmware 3 fixes it", APPROVER2);
    assertThat(journal(id, "part-released"))
        .singleElement()
        .asString()
        .contains("released from quarantine by approver2: firmware 3 fixes it. No wave is left");
    // They are enough to be judged by themselves, so the slider waits for one more wave of them.
    int released = standing(id).devices();
    untilAsked(id, TaskKind.APPROVE_WAVE);
    assertThat(waves.wave(id, 3).orElseThrow().size()).isEqualTo(released);
    assertThat(actions(id)).doesNotContain("slider-ordered");
  }

  private String start() {
    return desk.start(
        plan(WORKLOAD, ALL, "noncompliant", "approvals: { expansion: 1 }")
            .replace("size: 60", "size: 100")
            .replace("expected: 0.03, limit: 0.20", "expected: 0.05, limit: 0.40"),
        REQUESTER);
  }

  private String untilQuarantined() {
    String id = start();
    until("the model is quarantined", () -> !quarantines.of(id).isEmpty(), STEP, 6 * 6);
    assertThat(quarantines.of(id))
        .singleElement()
        .satisfies(
            q -> {
              assertThat(q.title()).isEqualTo("Model Surface Pro 9");
              assertThat(q.wave()).isZero();
              assertThat(q.standing()).isTrue();
            });
    assertThat(journal(id, "part-quarantined"))
        .singleElement()
        .asString()
        .startsWith("Model Surface Pro 9 is put in quarantine: Model Surface Pro 9: ")
        .contains("ordered back to Configuration Manager; the others go on.");
    return id;
  }

  private void untilAsked(String id, TaskKind kind) {
    until(kind + " is asked", () -> pending(id, kind), STEP, 6 * 14);
  }

  private QuarantineView standing(String id) {
    return quarantines.of(id).get(0);
  }

  /** Devices of the model in a wave, with the order to Intune that counts, if there is one. */
  private int ofModel(String id, int wave, String condition) {
    return count(
        """
        select count(*) from wave_device x
        join device d on d.id = x.device_id
        left join authority_order o on o.rollout_id = x.rollout_id and o.device_id = x.device_id
          and o.direction = 'TO_INTUNE' and o.generation > 0
        where x.rollout_id = :id and x.wave_no = :wave and d.model = :model
        """
            + condition,
        Map.of("id", id, "wave", wave, "model", MODEL));
  }

  private int atIntune(String id, int wave, boolean ofModel) {
    return count(
        """
        select count(*) from wave_device x
        join device d on d.id = x.device_id
        join effective_authority a on a.device_id = x.device_id and a.workload = :workload
        where x.rollout_id = :id and x.wave_no = :wave and a.authority = 'INTUNE'
          and case when d.model = :model then true else false end = :ofModel""",
        Map.of("id", id, "wave", wave, "workload", WORKLOAD, "model", MODEL, "ofModel", ofModel));
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
