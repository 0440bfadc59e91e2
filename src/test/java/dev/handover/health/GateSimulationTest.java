package dev.handover.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.health.GateSimulation.Count;
import dev.handover.health.GateSimulation.Scenario;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The promise of the gate, held to on rollouts that are made up; a small one of the benchmark. */
class GateSimulationTest {

  static Stream<Scenario> scenarios() {
    return GateSimulation.scenarios().stream().filter(s -> !s.beyond());
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void it_errs_no_oftener_than_it_promises(Scenario scenario) {
    // The fewer, the further its errors must stay below what it promises.
    int rollouts = scenario.badEverywhere() ? 500 : 2_000;
    Count gate =
        GateSimulation.play(
                scenario, List.of(new SimulatedGate(scenario.p0(), scenario.p1())), rollouts)
            .get(0);

    assertThat(gate.upperBound()).isLessThanOrEqualTo(scenario.good() ? .01 : .05);
    assertThat(gate.upperBound(gate.mistaken()))
        .as("puts a part in quarantine by mistake")
        .isLessThanOrEqualTo(.01);
  }
}
