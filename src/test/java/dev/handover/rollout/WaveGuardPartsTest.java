package dev.handover.rollout;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.health.Evidence;
import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.EvidenceStore;
import dev.handover.health.LastKnown;
import dev.handover.health.PassedWaves;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A passed wave of which only a part has become bad. */
class WaveGuardPartsTest extends PartsStage {

  private final PassedWaves passed = mock(PassedWaves.class);
  private final GuardStore looks = mock(GuardStore.class);

  @BeforeEach
  void oneModelIsBad() {
    rollout(RolloutState.EXPANDING, "ask");
    WaveRow wave =
        new WaveRow(
            "R-1",
            0,
            0,
            200,
            WaveState.PASSED,
            Duration.ofDays(1),
            clock.instant(),
            clock.instant(),
            clock.instant(),
            null,
            "PASS",
            null,
            null,
            null,
            0);
    pilot(wave);
    when(passed.changed(any()))
        .thenReturn(
            Map.of(
                PILOT,
                new LastKnown(
                    new Evidence(
                        200,
                        0,
                        200,
                        200,
                        List.of(new MetricEvidence("noncompliant", 194, 6, 0, 0, 0, 0, 0, null)),
                        List.of()),
                    Map.of(),
                    Set.of())));
    when(strata.lastKnown(any(), eq(PILOT), any())).thenReturn(badModel(6));
    when(workflow.waveRegressed(any(), anyInt(), any())).thenReturn(true);
  }

  @Test
  void the_part_is_put_in_quarantine_and_the_wave_stays_passed() {
    when(quarantines.impose(any(), any(), any())).thenReturn(true);

    look();

    verify(quarantines).impose(eq(rollout), any(), any());
    verify(looks, never()).regressed(any(), any());
    verify(workflow, never()).waveRegressed(any(), anyInt(), any());
  }

  @Test
  void a_part_that_cannot_be_put_in_quarantine_is_the_regression_of_the_wave() {
    when(quarantines.impose(any(), any(), any())).thenReturn(false);

    look();

    verify(looks).regressed(eq(PILOT), any());
    verify(workflow).waveRegressed("R-1", 0, WaveCourse.ASK_FAILED);
  }

  private void look() {
    new WaveGuard(
            passed,
            mock(EvidenceStore.class),
            strata,
            quarantines,
            looks,
            waves,
            rollouts,
            plans,
            signals,
            mock(Approvals.class),
            mock(Rollback.class),
            workflow,
            mock(RolloutJournal.class),
            transaction,
            clock)
        .look();
  }
}
