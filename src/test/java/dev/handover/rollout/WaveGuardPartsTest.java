package dev.handover.rollout;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.TestClock;
import dev.handover.health.Evidence;
import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.EvidenceStore;
import dev.handover.health.LastKnown;
import dev.handover.health.PassedWaves;
import dev.handover.health.SignalRegistry;
import dev.handover.health.Strata;
import dev.handover.health.StrataStore;
import dev.handover.health.WaveKey;
import dev.handover.plan.Plan;
import dev.handover.plan.Plans;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** A passed wave of which only a part has become bad. */
class WaveGuardPartsTest {

  private static final WaveKey PILOT = new WaveKey("R-1", 0);

  private final TestClock clock = new TestClock();
  private final PassedWaves passed = mock(PassedWaves.class);
  private final StrataStore strata = mock(StrataStore.class);
  private final Quarantines quarantines = mock(Quarantines.class);
  private final GuardStore looks = mock(GuardStore.class);
  private final WaveStore waves = mock(WaveStore.class);
  private final RolloutStore rollouts = mock(RolloutStore.class);
  private final ReadPlans plans = mock(ReadPlans.class);
  private final SignalRegistry signals = mock(SignalRegistry.class);
  private final RolloutWorkflow workflow = mock(RolloutWorkflow.class);
  private final TransactionTemplate transaction = mock(TransactionTemplate.class);
  private final RolloutRow rollout = mock(RolloutRow.class);

  @BeforeEach
  void oneModelIsBad() {
    Plan plan =
        new Plans(Set.of("noncompliant"))
            .parse(
                """
                title: Parts
                workload: compliance-policies
                population: managementState==CO_MANAGED
                pilot: { size: 60 }
                waves: [100%]
                soak: { pilot: P1D, wave: P1D, production: P1D }
                gate:
                  metrics: [{ name: noncompliant, expected: 0.02, limit: 0.10 }]
                  onFail: ask
                """);
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
            "PASS",
            null,
            null,
            null,
            0);
    when(rollout.id()).thenReturn("R-1");
    when(rollout.state()).thenReturn(RolloutState.EXPANDING);
    when(rollout.onFailure()).thenReturn(OnFailure.PLAN);
    when(rollouts.lock("R-1")).thenReturn(rollout);
    when(waves.get("R-1", 0)).thenReturn(wave);
    when(waves.all("R-1")).thenReturn(List.of(wave, wave));
    when(plans.of(rollout)).thenReturn(plan);
    when(signals.title("noncompliant")).thenReturn("non-compliant");
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
    when(strata.lastKnown(any(), eq(PILOT), any()))
        .thenReturn(
            new Strata(
                6,
                List.of(
                    new Strata.Count(
                        new Strata.Stratum("model", "A"), "noncompliant", 0, 6, 0, 0, 0))));
    when(workflow.waveRegressed(any(), anyInt(), any())).thenReturn(true);
    doAnswer(
            call -> {
              call.<Consumer<TransactionStatus>>getArgument(0).accept(null);
              return null;
            })
        .when(transaction)
        .executeWithoutResult(any());
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
