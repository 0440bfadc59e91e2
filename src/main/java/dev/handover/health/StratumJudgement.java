package dev.handover.health;

import dev.handover.health.Strata.Stratum;

/**
 * What one metric says of one stratum.
 *
 * @param silent how many of the unhealthy count as such because they are silent
 * @param rate unhealthy of judged, null with nobody judged
 * @param llr log likelihood ratio now
 * @param maxLlr the highest so far, this look included
 * @param p the always-valid p-value of the highest ratio, above 0 to 1
 * @param threshold Holm's at its place in the order of the p-values: it fails if p is not above it
 *     and all before it in that order fail too
 * @param sentence in words
 */
public record StratumJudgement(
    Stratum stratum,
    String metric,
    int judged,
    int unhealthy,
    int silent,
    Double rate,
    double llr,
    double maxLlr,
    double p,
    double threshold,
    boolean failed,
    String sentence) {}
