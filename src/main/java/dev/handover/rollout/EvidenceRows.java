package dev.handover.rollout;

import static dev.handover.device.DeviceCount.number;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handover.health.Percent;
import dev.handover.health.SignalRegistry;
import dev.handover.health.Verdict;

/** Judged metrics as a form's table shows them. */
final class EvidenceRows {

  private EvidenceRows() {}

  /**
   * @param since what the verdict's word goes on with; empty where nothing has changed since
   */
  static TaskBrief.EvidenceRow of(JsonNode metric, SignalRegistry signals, String since) {
    return new TaskBrief.EvidenceRow(
        signals.heading(metric.path("name").asText()),
        "%s of %s"
            .formatted(
                number(metric.path("judgedUnhealthy").asLong()),
                number(metric.path("judged").asLong())),
        rate(metric),
        limit(metric),
        Words.outcome(Verdict.valueOf(metric.path("verdict").asText())) + since);
  }

  private static String limit(JsonNode metric) {
    JsonNode change = metric.path("change");
    String limit = percent(metric.path("limit").asDouble());
    if (change.isMissingNode()) {
      return limit;
    }
    return change.path("compared").asBoolean()
        ? "%s over the control group".formatted(percent(change.path("margin").asDouble()))
        : limit + ", without a control group";
  }

  private static String rate(JsonNode metric) {
    JsonNode change = metric.path("change");
    if (change.path("compared").asBoolean()) {
      return change.path("excess").isNumber()
          ? "%s (%s … %s) over the control group"
              .formatted(
                  percent(change.path("excess").asDouble()),
                  percent(change.path("lower").asDouble()),
                  percent(change.path("upper").asDouble()))
          : "none yet";
    }
    return metric.path("rate").isNumber()
        ? "%s (%s … %s)"
            .formatted(
                percent(metric.path("rate").asDouble()),
                percent(metric.path("lower").asDouble()),
                percent(metric.path("upper").asDouble()))
        : "none yet";
  }

  private static String percent(double share) {
    // Unbreakable, since columns are narrow.
    return Percent.of(share).replace(' ', '\u00a0');
  }
}
