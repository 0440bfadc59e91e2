package dev.handover.health;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What is known of a wave's frozen cohort at one moment.
 *
 * @param cohort its devices, those excluded since among them, those in quarantine not
 * @param excluded those that are no longer counted
 * @param quarantined devices taken out of the wave because their part of it has failed
 * @param ordered those, not excluded, with an order to move
 * @param confirmed those of them whose move both sides report
 * @param metrics one per metric of the policy
 * @param changes one per metric that is compared with a control group
 * @param strata what is known of its parts; null stands for nothing, as in looks kept before there
 *     were any
 * @param sourceErrors a sentence for each source that cannot be read now
 */
public record Evidence(
    int cohort,
    int excluded,
    int quarantined,
    int ordered,
    int confirmed,
    List<MetricEvidence> metrics,
    List<ChangeEvidence> changes,
    Strata strata,
    List<String> sourceErrors) {

  public Evidence {
    notNegative(cohort, excluded, quarantined, ordered, confirmed);
    metrics = List.copyOf(metrics);
    changes = List.copyOf(changes);
    strata = strata == null ? Strata.NONE : strata;
    sourceErrors = List.copyOf(sourceErrors);
  }

  /** Evidence without a control group. */
  public Evidence(
      int cohort,
      int excluded,
      int ordered,
      int confirmed,
      List<MetricEvidence> metrics,
      List<String> sourceErrors) {
    this(cohort, excluded, ordered, confirmed, metrics, List.of(), sourceErrors);
  }

  /** Evidence of which no part has been looked at, and none is in quarantine. */
  public Evidence(
      int cohort,
      int excluded,
      int ordered,
      int confirmed,
      List<MetricEvidence> metrics,
      List<ChangeEvidence> changes,
      List<String> sourceErrors) {
    this(cohort, excluded, 0, ordered, confirmed, metrics, changes, Strata.NONE, sourceErrors);
  }

  /** The same with what is known of its parts. */
  public Evidence with(Strata strata) {
    return new Evidence(
        cohort, excluded, quarantined, ordered, confirmed, metrics, changes, strata, sourceErrors);
  }

  /** The same with so many devices in quarantine. */
  public Evidence withQuarantined(int devices) {
    return new Evidence(
        cohort, excluded, devices, ordered, confirmed, metrics, changes, strata, sourceErrors);
  }

  /** The devices that count: the cohort without those excluded. */
  public int counted() {
    return cohort - excluded;
  }

  /**
   * Every device that counts is one of healthy, unhealthy, stale, silent or pending.
   *
   * @param healthy devices whose newest reading since their move says so
   * @param unhealthy likewise
   * @param silent devices without any reading since their move when the deadline has passed
   * @param pending devices without any reading since their move before that, or never sent
   * @param rejected devices, among all of the above, with a reading since their move that could not
   *     be true
   * @param stale devices whose newest reading since their move is too old to count
   * @param maxLlr the highest log likelihood ratio at any look so far, from 0
   * @param newest the newest reading that counts, null if none does
   */
  public record MetricEvidence(
      String name,
      int healthy,
      int unhealthy,
      int silent,
      int pending,
      int rejected,
      int stale,
      double maxLlr,
      Instant newest) {

    public MetricEvidence {
      Objects.requireNonNull(name, "name");
      notNegative(healthy, unhealthy, silent, pending, rejected, stale);
      if (!(maxLlr >= 0)) {
        throw new IllegalArgumentException(
            "the highest ratio so far is that of no evidence, 0, or above; not " + maxLlr);
      }
    }

    /** Devices that have reported in time. */
    public int reported() {
      return healthy + unhealthy;
    }

    /** Devices from which a report may still come. */
    public int outstanding() {
      return pending + stale;
    }
  }

  private static void notNegative(int... counts) {
    for (int count : counts) {
      if (count < 0) {
        throw new IllegalArgumentException("a number of devices is not negative, not " + count);
      }
    }
  }
}
