package dev.handover.health;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is known of a wave that has passed: each device counts as its last reading since its move
 * says, however old that is.
 *
 * @param evidence healthy and unhealthy by the last reading, nobody silent or stale; moments are
 *     left out, so that equal counts are equal evidence
 * @param late per metric, how many of those readings are older than the metric's age limit
 * @param accepted the metrics that had failed when a person accepted the risk of it
 */
public record LastKnown(Evidence evidence, Map<String, Integer> late, Set<String> accepted) {

  public LastKnown {
    Objects.requireNonNull(evidence, "evidence");
    late = Map.copyOf(late);
    accepted = Set.copyOf(accepted);
  }

  /** The same with what is known of its parts. */
  public LastKnown with(Strata strata) {
    return new LastKnown(evidence.with(strata), late, accepted);
  }

  /** The same for the same counts, on every node: SHA-256, lower-case hex. */
  public String fingerprint() {
    String text = evidence + " " + new TreeMap<>(late) + " " + new TreeSet<>(accepted);
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
