package dev.handover.rollout;

import java.time.Instant;
import java.util.List;

/**
 * The tables by which findings have been weighed, version by version. Here for direction, as {@link
 * ReadinessPolicy} is.
 */
public interface ReadinessTables {

  /** The newest first. */
  List<Version> versions();

  /**
   * Which of these is in force: the newest that an administrator has deployed, or the newest at all
   * where none has. So a newer Handover does not take back what administrators have tuned.
   *
   * @param versions the newest first, not empty
   */
  static Version inForce(List<Version> versions) {
    return versions.stream()
        .filter(Version::byAdministrator)
        .findFirst()
        .orElseGet(() -> versions.get(0));
  }

  /**
   * @throws Refused if there is no such version
   */
  Table table(int version);

  /**
   * Deploys a table as a new version, which is in force from the end of the transaction on. Nobody
   * else deploys one until then.
   *
   * @param xml a DMN file
   * @return the versions as they then are
   * @throws Refused if it is not a table by which every finding can be weighed; nothing is deployed
   */
  List<Version> deploy(String xml);

  /**
   * @param id the engine's
   * @param byAdministrator whether an administrator has deployed it; others came with Handover
   * @param hash SHA-256 over the file's bytes, lower-case hex
   */
  record Version(
      int version, String id, boolean byAdministrator, Instant deployedAt, String hash) {}

  /** A version with what it says. */
  record Table(Version version, List<Row> rows, String xml) {}

  /**
   * One rule; the first that fits counts.
   *
   * @param no its place, from 1
   * @param findings the codes that it is for, in the order of the table; empty for any
   * @param workloads likewise
   * @param device EXCLUDE or KEEP, for findings about devices; null, which excludes, if the table
   *     does not say
   */
  record Row(
      int no,
      String description,
      List<String> findings,
      List<String> workloads,
      Finding.Severity severity,
      String device) {

    public boolean fits(String finding, String workload) {
      return (findings.isEmpty() || findings.contains(finding))
          && (workloads.isEmpty() || workloads.contains(workload));
    }
  }
}
