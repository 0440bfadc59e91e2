package dev.handover.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handover.health.PilotPower;
import dev.handover.health.SequentialTest;
import dev.handover.health.SignalRegistry;
import java.util.ArrayList;
import java.util.List;

/**
 * What the pilot of a rollout can prove by one metric that its limit judges, for its page.
 *
 * @param expected the normal share of unhealthy devices, {@code limit} the intolerable one
 * @param fewest devices that can pass at all
 * @param onAverage devices that the test takes while all is as expected
 * @param pass the chance that a normal pilot passes, {@code undecided} that it ends undecided,
 *     {@code falseStop} that it is stopped
 * @param falsePass the chance that a pilot at the limit passes
 */
public record PilotProof(
    String title,
    boolean advisory,
    String expected,
    String limit,
    int fewest,
    int onAverage,
    String pass,
    String undecided,
    String falseStop,
    String falsePass) {

  /**
   * @param plan in its canonical form
   */
  static List<PilotProof> of(JsonNode plan, SignalRegistry signals) {
    List<PilotProof> proofs = new ArrayList<>();
    for (JsonNode m : plan.path("gate").path("metrics")) {
      if (!m.path("kind").asText().equals("change")) {
        proofs.add(of(m, plan.path("pilot").path("size").asInt(), signals));
      }
    }
    return proofs;
  }

  /** The metrics that are compared with a control group, of which there is no such proof. */
  static List<String> compared(JsonNode plan, SignalRegistry signals) {
    List<String> compared = new ArrayList<>();
    for (JsonNode m : plan.path("gate").path("metrics")) {
      if (m.path("kind").asText().equals("change")) {
        compared.add(signals.heading(m.path("name").asText()));
      }
    }
    return compared;
  }

  private static PilotProof of(JsonNode m, int size, SignalRegistry signals) {
    double expected = m.path("expected").asDouble();
    double limit = m.path("limit").asDouble();
    PilotPower power =
        PilotPower.of(
            new SequentialTest(
                expected, limit, m.path("alpha").asDouble(), m.path("beta").asDouble()),
            size);
    return new PilotProof(
        signals.heading(m.path("name").asText()),
        m.path("advisory").asBoolean(),
        Wording.percent(expected),
        Wording.percent(limit),
        power.fewest(),
        power.expected(),
        Wording.percent(power.atExpected().pass()),
        Wording.percent(power.atExpected().undecided()),
        Wording.percent(power.atExpected().stop()),
        Wording.percent(power.atLimit().pass()));
  }
}
