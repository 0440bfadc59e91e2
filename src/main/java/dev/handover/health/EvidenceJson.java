package dev.handover.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handover.health.Judgement.ChangeJudgement;
import dev.handover.health.Judgement.MetricJudgement;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * Evidence and judgement as they are shown to whoever decides, in one canonical form: fixed order
 * of fields, metrics by name, no spaces. The same evidence always has the same hash. Moments are
 * left out, so that a device reporting the same again does not void a decision.
 *
 * @param json the text
 * @param hash SHA-256 of its UTF-8, lower-case hex
 */
public record EvidenceJson(String json, String hash) {

  /** So many are shown, those that have failed first. */
  private static final int MOST_STRATA = 50;

  private static final ObjectMapper JSON = new ObjectMapper();

  public static EvidenceJson write(Evidence evidence, Judgement judgement) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("verdict", judgement.verdict().name());
    root.put("cohort", evidence.cohort());
    root.put("excluded", evidence.excluded());
    root.put("quarantined", evidence.quarantined());
    root.put("ordered", evidence.ordered());
    root.put("confirmed", evidence.confirmed());
    ArrayNode metrics = root.putArray("metrics");
    judgement.metrics().stream()
        .sorted(Comparator.comparing(MetricJudgement::name))
        .forEach(metric -> write(metrics.addObject(), metric));
    if (!judgement.strata().isEmpty()) {
      write(root.putObject("strata"), evidence, judgement.strata());
    }
    ArrayNode reasons = root.putArray("reasons");
    judgement
        .reasons()
        .forEach(
            reason ->
                reasons
                    .addObject()
                    .put("code", reason.code().name())
                    .put("metric", reason.metric())
                    .put("sentence", reason.sentence()));
    ArrayNode errors = root.putArray("sourceErrors");
    evidence.sourceErrors().stream().sorted().forEach(errors::add);
    String json = text(root);
    return new EvidenceJson(json, sha256(json));
  }

  private static void write(ObjectNode node, MetricJudgement metric) {
    node.put("name", metric.name());
    node.put("advisory", metric.advisory());
    node.put("verdict", metric.verdict().name());
    node.put("expected", metric.expected());
    node.put("limit", metric.limit());
    node.put("healthy", metric.counts().healthy());
    node.put("unhealthy", metric.counts().unhealthy());
    node.put("silent", metric.counts().silent());
    node.put("pending", metric.counts().pending());
    node.put("rejected", metric.counts().rejected());
    node.put("stale", metric.counts().stale());
    node.put("judged", metric.judged());
    node.put("judgedUnhealthy", metric.unhealthy());
    node.put("rate", metric.rate());
    node.put("lower", metric.interval().lower());
    node.put("upper", metric.interval().upper());
    node.put("llr", metric.llr());
    node.put("maxLlr", metric.maxLlr());
    node.put("failBound", metric.upper());
    node.put("passBound", metric.lower());
    node.put("sentence", metric.sentence());
    if (metric.change() != null) {
      write(node.putObject("change"), metric.change());
    }
  }

  /** The worst are enough to decide by; how many more there are is said. */
  private static void write(ObjectNode node, Evidence evidence, List<StratumJudgement> strata) {
    node.put("looked", evidence.strata().looked());
    node.put("more", Math.max(0, strata.size() - MOST_STRATA));
    ArrayNode worst = node.putArray("worst");
    strata.stream().limit(MOST_STRATA).forEach(stratum -> write(worst.addObject(), stratum));
  }

  private static void write(ObjectNode node, StratumJudgement stratum) {
    node.put("dimension", stratum.stratum().dimension());
    node.put("label", stratum.stratum().label());
    node.put("title", stratum.stratum().title());
    node.put("metric", stratum.metric());
    node.put("judged", stratum.judged());
    node.put("unhealthy", stratum.unhealthy());
    node.put("silent", stratum.silent());
    node.put("rate", stratum.rate());
    node.put("p", stratum.p());
    node.put("threshold", stratum.threshold());
    node.put("failed", stratum.failed());
    node.put("sentence", stratum.sentence());
  }

  private static void write(ObjectNode node, ChangeJudgement change) {
    node.put("margin", change.margin());
    node.put("confidence", change.confidence());
    node.put("compared", change.unable() == null);
    node.put("notComparedBecause", change.unable());
    node.put("leftControl", change.left());
    if (change.unable() == null) {
      write(node.putObject("moved"), change.moved());
      write(node.putObject("control"), change.control());
    }
    if (change.excess() != null) {
      node.put("excess", change.excess().value());
      node.put("lower", change.excess().lower());
      node.put("upper", change.excess().upper());
    }
  }

  private static void write(ObjectNode node, BeforeAfter group) {
    node.put("devices", group.devices());
    node.put("unhealthyBefore", group.unhealthyBefore());
    node.put("unhealthyAfter", group.unhealthyAfter());
  }

  private static String text(ObjectNode root) {
    try {
      return JSON.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of values cannot be unwritable", e);
    }
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
