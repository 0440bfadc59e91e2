package dev.handover.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What a list of waves shows of the evidence kept with them. */
record EvidenceSummary(Integer judged, Integer unhealthy, Integer silent, List<String> reasons) {

  private static final EvidenceSummary NONE = new EvidenceSummary(null, null, null, List.of());

  /** Of evidence as {@code EvidenceJson} writes it; null before the first judgement. */
  static EvidenceSummary of(JsonNode evidence) {
    if (evidence == null) {
      return NONE;
    }
    Integer judged = null;
    Integer unhealthy = null;
    Integer silent = null;
    for (JsonNode metric : evidence.path("metrics")) {
      int sick = metric.path("unhealthy").asInt();
      int both = sick + metric.path("healthy").asInt();
      judged = judged == null ? both : Math.min(judged, both);
      unhealthy = unhealthy == null ? sick : Math.max(unhealthy, sick);
      int quiet = metric.path("silent").asInt();
      silent = silent == null ? quiet : Math.max(silent, quiet);
    }
    List<String> reasons = new ArrayList<>();
    evidence.path("reasons").forEach(r -> reasons.add(r.path("sentence").asText()));
    return new EvidenceSummary(judged, unhealthy, silent, reasons);
  }
}
