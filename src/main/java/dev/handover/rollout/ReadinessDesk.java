package dev.handover.rollout;

import dev.handover.audit.Journal;
import dev.handover.rollout.ReadinessTables.Version;
import dev.handover.security.Actor;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Changes the table by which findings are weighed. What has been decided by the one before stands;
 * the new one counts from the next look on: the check of a plan, the start of a rollout, and every
 * wave that has not yet been cleared to move, of running rollouts as well.
 */
@Service
public class ReadinessDesk {

  private final ReadinessTables tables;
  private final Journal journal;

  ReadinessDesk(ReadinessTables tables, Journal journal) {
    this.tables = tables;
    this.journal = journal;
  }

  /**
   * Puts a table in force as a new version.
   *
   * @param replaces the version that this one was made from, which must be the one in force
   * @param reason why, for the journal
   * @throws Refused if another version is in force, or the table cannot be used
   */
  @Transactional
  public Version put(String xml, int replaces, String reason, Actor actor) {
    return put(xml, replaces, "", reason, actor);
  }

  /**
   * Goes back to an earlier version: what it says is put in force as a new one, so that versions
   * tell in their order what was in force when.
   *
   * @throws Refused if there is none, if another version than {@code replaces} is in force, or if
   *     the table of that time does not weigh every finding of today
   */
  @Transactional
  public Version goBack(int version, int replaces, String reason, Actor actor) {
    return put(
        tables.table(version).xml(),
        replaces,
        " It says what version %d says.".formatted(version),
        reason,
        actor);
  }

  private Version put(String xml, int replaces, String origin, String reason, Actor actor) {
    // Deployed first: from then on nobody else can, so that what was in force is known for certain.
    List<Version> versions = tables.deploy(xml);
    Version after = versions.get(0);
    Version before = ReadinessTables.inForce(versions.subList(1, versions.size()));
    if (before.version() != replaces) {
      throw Refused.conflict(
          "Version %d is in force, not %d; look at it again and change that one."
              .formatted(before.version(), replaces));
    }
    journal.append(
        actor.id(),
        "readiness-policy-changed",
        "readiness policy",
        null,
        "Version %d takes the place of version %d: %s.%s SHA-256 %s, before it %s."
            .formatted(
                after.version(), before.version(), reason, origin, after.hash(), before.hash()));
    return after;
  }
}
