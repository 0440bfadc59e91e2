package dev.handover.estate.sandbox;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * How the simulated estate misbehaves.
 *
 * @param ruleChanges how many direct rules may change per interval before the site throttles; 0 for
 *     any number. What fits is done, the rest is refused
 * @param per that interval, in estate time, at least a second
 * @param loseEvery every how many-th command is done while its reply is lost; 0 for none, 1 for all
 * @param outages what answers nothing at all
 * @param silentShare the share of devices, 0 … 1, that never speak again once they have been moved
 *     to Intune and have told the site; they wake up when the share is set to 0
 */
public record Faults(
    int ruleChanges, Duration per, int loseEvery, Set<Source> outages, double silentShare) {

  /** An estate that does what it is asked. */
  public static final Faults NONE = new Faults(0, Duration.ofMinutes(1), 0, Set.of(), 0);

  /** What can be out of order. */
  public enum Source {
    /** Everything that the site is asked or told, but the clients' reports. */
    SITE,
    COMANAGEMENT_STATES,
    MANAGED_DEVICES,
    HEALTH_READINGS
  }

  public Faults {
    if (ruleChanges < 0) {
      throw new IllegalArgumentException("rule changes are 0 or more, not " + ruleChanges);
    }
    if (per.getSeconds() < 1) {
      throw new IllegalArgumentException("an interval lasts at least a second, not " + per);
    }
    if (loseEvery < 0) {
      throw new IllegalArgumentException("every how many-th is 0 or more, not " + loseEvery);
    }
    if (!(silentShare >= 0 && silentShare <= 1)) {
      throw new IllegalArgumentException("a share is between 0 and 1, not " + silentShare);
    }
    Set<Source> copy = EnumSet.noneOf(Source.class);
    copy.addAll(outages);
    outages = Set.copyOf(copy);
  }

  /** The same, with the site throttling. */
  public Faults throttled(int changes, Duration interval) {
    return new Faults(changes, interval, loseEvery, outages, silentShare);
  }

  /** The same, with every so many-th reply lost. */
  public Faults losing(int every) {
    return new Faults(ruleChanges, per, every, outages, silentShare);
  }

  /** The same, with exactly these sources out of order. */
  public Faults without(Source... sources) {
    return new Faults(ruleChanges, per, loseEvery, Set.of(sources), silentShare);
  }

  /** The same, with this share of moved devices falling silent. */
  public Faults silent(double share) {
    return new Faults(ruleChanges, per, loseEvery, outages, share);
  }
}
