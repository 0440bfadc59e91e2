package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.health.Evidence;
import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.EvidenceLog;
import dev.handover.health.EvidenceStore;
import dev.handover.health.Marks;
import dev.handover.health.Strata;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

/** When the parts of a wave are looked at, and what follows from one that has failed. */
class JudgePartsTest extends PartsStage {

  private static final Duration SOAK = Duration.ofDays(1);
  private static final Evidence GOOD = wave(300, 0, 297, 3);
  private static final Strata BAD_MODEL = badModel(9);

  private final EvidenceStore evidence = mock(EvidenceStore.class);
  private final EvidenceLog looks = mock(EvidenceLog.class);

  @BeforeEach
  void aPilot() {
    rollout(RolloutState.PILOTING, "rollback");
    when(strata.measure(any(), any(), any())).thenReturn(Strata.NONE);
    when(looks.newest(PILOT)).thenReturn(Optional.empty());
    when(waves.move(any(), anyInt(), any(), any())).thenReturn(true);
    when(workflow.waveJudged(any(), any())).thenReturn(true);
  }

  @Test
  void while_nothing_is_to_be_decided_parts_looked_at_lately_are_not_read_again() {
    soaking(clock.instant().minus(Duration.ofMinutes(4)));
    when(looks.newest(PILOT)).thenReturn(Optional.of(GOOD.with(BAD_MODEL)));

    judge(GOOD);

    verify(strata, never()).measure(any(), any(), any());
    verify(waves, never()).lookedAtStrata(any(), anyInt(), any());
    assertThat(seen().strata()).isEqualTo(BAD_MODEL);
  }

  @Test
  void after_five_minutes_they_are_read_again() {
    soaking(clock.instant().minus(Duration.ofMinutes(5)));

    judge(GOOD);

    verify(strata).measure(clock.instant(), PILOT, GOOD);
    verify(waves).lookedAtStrata("R-1", 0, clock.instant());
  }

  @Test
  void before_the_first_look_they_are_read() {
    soaking(null);

    judge(GOOD);

    verify(strata).measure(clock.instant(), PILOT, GOOD);
  }

  @Test
  void before_a_wave_passes_they_are_read_however_lately_they_were() {
    soaked(clock.instant().minus(Duration.ofSeconds(1)));
    when(strata.measure(any(), any(), any())).thenReturn(BAD_MODEL);

    judge(GOOD);

    verify(strata).measure(clock.instant(), PILOT, GOOD);
    verify(waves, never()).move(any(), anyInt(), eq(WaveState.PASSED), any());
  }

  @Test
  void a_part_that_goes_into_quarantine_leaves_the_decision_to_the_next_cycle() {
    soaked(null);
    when(strata.measure(any(), any(), any())).thenReturn(BAD_MODEL);
    when(quarantines.impose(any(), any(), any())).thenReturn(true);

    judge(GOOD);

    verify(waves, never()).move(any(), anyInt(), any(), any());
    verify(workflow, never()).waveJudged(any(), any());

    when(strata.measure(any(), any(), any())).thenReturn(Strata.NONE);
    judge(wave(294, 6, 294, 0));

    verify(workflow).waveJudged("R-1", WaveCourse.PASSED);
  }

  @Test
  void a_part_that_is_too_large_for_quarantine_is_for_a_person_to_decide_on_after_the_soak() {
    soaking(null);
    when(strata.measure(any(), any(), any())).thenReturn(BAD_MODEL);
    when(quarantines.impose(any(), any(), any())).thenReturn(false);

    judge(GOOD);
    verify(workflow, never()).waveJudged(any(), any());
    verify(rollouts).waiting(eq("R-1"), eq("EVIDENCE"), any(), any());

    soaked(null);
    judge(GOOD);
    verify(waves).move(eq("R-1"), eq(0), eq(WaveState.HELD), any());
    verify(workflow).waveJudged("R-1", WaveCourse.ASK_UNDECIDED);
  }

  @Test
  void a_wave_that_has_failed_as_a_whole_puts_no_part_in_quarantine() {
    soaking(null);
    when(strata.measure(any(), any(), any())).thenReturn(BAD_MODEL);

    judge(wave(300, 0, 200, 100));

    verify(quarantines, never()).impose(any(), any(), any());
    verify(waves).move(eq("R-1"), eq(0), eq(WaveState.FAILED), any());
  }

  @Test
  void a_wave_wholly_in_quarantine_never_passes_and_is_for_a_person_to_decide_on() {
    soaked(null);

    judge(wave(0, 300, 0, 0));

    verify(waves).move(eq("R-1"), eq(0), eq(WaveState.HELD), any());
    verify(workflow).waveJudged("R-1", WaveCourse.ASK_UNDECIDED);
  }

  private static Evidence wave(int cohort, int quarantined, int healthy, int unhealthy) {
    return new Evidence(
            cohort,
            0,
            cohort,
            cohort,
            List.of(new MetricEvidence("noncompliant", healthy, unhealthy, 0, 0, 0, 0, 0, null)),
            List.of())
        .withQuarantined(quarantined);
  }

  private void soaking(Instant strataAt) {
    started(clock.instant().minus(SOAK.dividedBy(2)), strataAt);
  }

  private void soaked(Instant strataAt) {
    started(clock.instant().minus(SOAK), strataAt);
  }

  private void started(Instant at, Instant strataAt) {
    WaveRow wave =
        new WaveRow(
            "R-1",
            0,
            0,
            300,
            WaveState.SOAKING,
            SOAK,
            at,
            at,
            at.plus(SOAK.multipliedBy(3)),
            null,
            null,
            null,
            strataAt,
            0);
    pilot(wave);
  }

  private Evidence seen() {
    ArgumentCaptor<Evidence> seen = ArgumentCaptor.forClass(Evidence.class);
    verify(looks).add(eq(PILOT), any(), seen.capture());
    return seen.getValue();
  }

  private void judge(Evidence seen) {
    when(evidence.measure(clock.instant())).thenReturn(Map.of(PILOT, seen));
    new Judge(
            evidence,
            mock(Marks.class),
            strata,
            looks,
            waves,
            rollouts,
            plans,
            signals,
            quarantines,
            mock(Rollback.class),
            workflow,
            mock(RolloutJournal.class),
            transaction,
            clock)
        .judge();
  }
}
