package dev.handover.health;

import java.util.List;
import java.util.Objects;

/**
 * What is known of the parts of a wave: all its devices of one model, of one OS build, of one site.
 * Each device is in one stratum of each dimension.
 *
 * @param looked how many strata the wave has, over all dimensions; 0 where nobody looked, because
 *     no device of the wave is unhealthy or silent, nor has been
 * @param counts one per stratum and metric of which something speaks against the stratum, now or
 *     earlier; no other can fail
 */
public record Strata(int looked, List<Count> counts) {

  /** Nothing speaks against any part of the wave. */
  public static final Strata NONE = new Strata(0, List.of());

  public Strata {
    counts = List.copyOf(counts);
    if (looked < 0 || counts.stream().map(Count::stratum).distinct().count() > looked) {
      throw new IllegalArgumentException("a wave has no fewer strata than are counted, " + looked);
    }
    if (counts.stream().map(c -> List.of(c.stratum(), c.metric())).distinct().count()
        < counts.size()) {
      throw new IllegalArgumentException("a stratum is counted once by a metric, not twice");
    }
  }

  /**
   * By what a stratum is made.
   *
   * @param dimension {@code model}, {@code osBuild} or {@code site}
   * @param label the model, build or site that its devices share; empty for those of which it is
   *     not known
   */
  public record Stratum(String dimension, String label) {

    public Stratum {
      Objects.requireNonNull(dimension, "dimension");
      Objects.requireNonNull(label, "label");
    }

    /** "Model Latitude 5440", "OS build not known". */
    public String title() {
      String what =
          switch (dimension) {
            case "model" -> "Model";
            case "osBuild" -> "OS build";
            case "site" -> "Site";
            default -> dimension;
          };
      return what + " " + (label.isEmpty() ? "not known" : label);
    }
  }

  /**
   * One metric in one stratum, counted as {@link Evidence.MetricEvidence} counts a wave.
   *
   * @param maxLlr the highest log likelihood ratio at any look so far, from 0
   */
  public record Count(
      Stratum stratum,
      String metric,
      int healthy,
      int unhealthy,
      int silent,
      int pending,
      double maxLlr) {

    public Count {
      Objects.requireNonNull(metric, "metric");
      if (healthy < 0 || unhealthy < 0 || silent < 0 || pending < 0) {
        throw new IllegalArgumentException("a number of devices is not negative");
      }
      if (!(maxLlr >= 0)) {
        throw new IllegalArgumentException(
            "the highest ratio so far is that of no evidence, 0, or above; not " + maxLlr);
      }
    }
  }
}
