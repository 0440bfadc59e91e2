package dev.handover.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handover.health.SignalRegistry;
import dev.handover.rollout.WaveState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A metric of a wave's evidence, with its places on two scales of 0 … 100: the share of unhealthy
 * devices, and the test between its bounds.
 *
 * @param compared whether it is judged by a comparison with a control group, not by the test
 * @param comparison what that says, or why there is none; null for a metric that its limit judges
 */
public record MetricChart(
    String title,
    boolean advisory,
    String verdict,
    String tone,
    String mark,
    int judged,
    int unhealthy,
    int silent,
    int pending,
    String rate,
    String interval,
    String expected,
    String limit,
    double rateAt,
    double lowerAt,
    double upperAt,
    double expectedAt,
    double limitAt,
    double llrAt,
    String llr,
    String bounds,
    boolean compared,
    String comparison,
    String sentence) {

  /** What fails a wave stands first. */
  static List<MetricChart> of(JsonNode evidence, WaveState wave, SignalRegistry signals) {
    List<MetricChart> charts = new ArrayList<>();
    if (evidence != null) {
      evidence.path("metrics").forEach(m -> charts.add(chart(m, wave, signals)));
      charts.sort(
          Comparator.comparing(c -> c.advisory() || !c.tone().equals(Wording.Tone.BAD.css())));
    }
    return charts;
  }

  private static MetricChart chart(JsonNode m, WaveState wave, SignalRegistry signals) {
    double limit = m.path("limit").asDouble();
    double upper = m.path("upper").asDouble();
    double rate = m.path("rate").asDouble();
    // Twice the limit in view, more where the rate lies beyond; a wide interval is cut off.
    double scale = Math.min(1, Math.max(2 * limit, 1.2 * rate));
    double pass = m.path("passBound").asDouble();
    double fail = m.path("failBound").asDouble();
    double llr = m.path("llr").asDouble();
    String verdict = m.path("verdict").asText(null);
    Wording.Tone tone = Wording.verdictTone(verdict, wave);
    return new MetricChart(
        signals.heading(m.path("name").asText()),
        m.path("advisory").asBoolean(),
        Wording.verdict(verdict, wave),
        tone.css(),
        tone.mark(),
        m.path("judged").asInt(),
        m.path("judgedUnhealthy").asInt(),
        m.path("silent").asInt(),
        m.path("pending").asInt(),
        m.path("rate").isNumber() ? Wording.percent(rate) : "–",
        "%s … %s".formatted(Wording.percent(m.path("lower").asDouble()), Wording.percent(upper)),
        Wording.percent(m.path("expected").asDouble()),
        Wording.percent(limit),
        place(rate, 0, scale),
        place(m.path("lower").asDouble(), 0, scale),
        place(upper, 0, scale),
        place(m.path("expected").asDouble(), 0, scale),
        place(limit, 0, scale),
        // The bounds stand at 20 and 80, so that one sees how far beyond a test has gone.
        place(llr, pass - (fail - pass) / 3, fail + (fail - pass) / 3),
        number(llr),
        "passes at %s, fails at %s".formatted(number(pass), number(fail)),
        m.path("change").path("compared").asBoolean(),
        comparison(m.path("change")),
        Wording.withoutNextLook(m.path("sentence").asText()));
  }

  private static String comparison(JsonNode change) {
    if (change.isMissingNode()) {
      return null;
    }
    if (!change.path("compared").asBoolean()) {
      return "judged by its absolute limit: " + change.path("notComparedBecause").asText();
    }
    String margin = Wording.percent(change.path("margin").asDouble());
    return change.path("excess").isNumber()
        ? "%s over the control group (%s interval %s … %s), margin %s"
            .formatted(
                Wording.percent(change.path("excess").asDouble()),
                Wording.percent(change.path("confidence").asDouble()),
                Wording.percent(change.path("lower").asDouble()),
                Wording.percent(change.path("upper").asDouble()),
                margin)
        : "nothing to compare with the control group yet, margin " + margin;
  }

  private static double place(double value, double from, double to) {
    return to <= from ? 0 : Math.max(0, Math.min(100, 100 * (value - from) / (to - from)));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value).replace('-', '−');
  }
}
