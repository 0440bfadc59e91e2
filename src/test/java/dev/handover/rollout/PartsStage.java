package dev.handover.rollout;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.handover.TestClock;
import dev.handover.health.SignalRegistry;
import dev.handover.health.Strata;
import dev.handover.health.StrataStore;
import dev.handover.health.WaveKey;
import dev.handover.plan.Plan;
import dev.handover.plan.Plans;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** A rollout of compliance, and everything around what looks at the parts of its pilot. */
abstract class PartsStage {

  static final WaveKey PILOT = new WaveKey("R-1", 0);

  /** Six devices of model A, all of them bad. */
  static Strata badModel(int among) {
    return new Strata(
        among,
        List.of(new Strata.Count(new Strata.Stratum("model", "A"), "noncompliant", 0, 6, 0, 0, 0)));
  }

  final TestClock clock = new TestClock();
  final StrataStore strata = mock(StrataStore.class);
  final WaveStore waves = mock(WaveStore.class);
  final RolloutStore rollouts = mock(RolloutStore.class);
  final ReadPlans plans = mock(ReadPlans.class);
  final SignalRegistry signals = mock(SignalRegistry.class);
  final Quarantines quarantines = mock(Quarantines.class);
  final RolloutWorkflow workflow = mock(RolloutWorkflow.class);
  final TransactionTemplate transaction = mock(TransactionTemplate.class);
  final RolloutRow rollout = mock(RolloutRow.class);

  /**
   * @param onFail what the plan says of a wave that fails
   */
  void rollout(RolloutState state, String onFail) {
    Plan plan =
        new Plans(Set.of("noncompliant"))
            .parse(
                """
                title: Parts
                workload: compliance-policies
                population: managementState==CO_MANAGED
                pilot: { size: 60 }
                waves: [100%%]
                soak: { pilot: P1D, wave: P1D, production: P1D }
                gate:
                  metrics: [{ name: noncompliant, expected: 0.02, limit: 0.10 }]
                  onFail: %s
                """
                    .formatted(onFail));
    when(rollout.id()).thenReturn("R-1");
    when(rollout.state()).thenReturn(state);
    when(rollout.onFailure()).thenReturn(OnFailure.PLAN);
    when(rollouts.lock("R-1")).thenReturn(rollout);
    when(plans.of(rollout)).thenReturn(plan);
    when(signals.title("noncompliant")).thenReturn("non-compliant");
    doAnswer(
            call -> {
              call.<Consumer<TransactionStatus>>getArgument(0).accept(null);
              return null;
            })
        .when(transaction)
        .executeWithoutResult(any());
  }

  /** What the stores say of the pilot. */
  void pilot(WaveRow wave) {
    when(waves.get("R-1", 0)).thenReturn(wave);
    when(waves.all("R-1")).thenReturn(List.of(wave, wave));
  }
}
