package dev.handover.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handover.health.SignalRegistry;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a wave against which something speaks, as its evidence has it.
 *
 * @param title "Model ThinkPad X1"
 * @param finding whether it has failed, in words
 */
public record StratumRow(
    String title,
    String metric,
    int unhealthy,
    int judged,
    String rate,
    String finding,
    String tone,
    String mark,
    String sentence) {

  /** Those that have failed first. */
  static List<StratumRow> of(JsonNode evidence, SignalRegistry signals) {
    List<StratumRow> rows = new ArrayList<>();
    if (evidence != null) {
      evidence.path("strata").path("worst").forEach(s -> rows.add(row(s, signals)));
    }
    return rows;
  }

  private static StratumRow row(JsonNode s, SignalRegistry signals) {
    boolean failed = s.path("failed").asBoolean();
    // Something speaks against it, so that it is never called good.
    Wording.Tone tone = failed ? Wording.Tone.BAD : Wording.Tone.QUIET;
    return new StratumRow(
        s.path("title").asText(),
        signals.heading(s.path("metric").asText()),
        s.path("unhealthy").asInt(),
        s.path("judged").asInt(),
        s.path("rate").isNumber() ? Wording.percent(s.path("rate").asDouble()) : "–",
        failed ? "Failed" : "Has not failed",
        tone.css(),
        tone.mark(),
        s.path("sentence").asText());
  }
}
