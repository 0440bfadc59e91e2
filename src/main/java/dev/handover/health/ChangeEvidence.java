package dev.handover.health;

import java.util.Objects;

/**
 * What is known of a metric on the devices of a wave and on its control group, before the move and
 * since.
 *
 * @param moved the devices of the wave that count; one without a reading from before counts as
 *     healthy then, so that what it has now is held against the move
 * @param control the devices of the control group that are still in it, all with a reading from
 *     before
 * @param known devices of the wave, of those that count, with a reading from before
 * @param left devices of the control group whose management has changed since: they have left it
 */
public record ChangeEvidence(String metric, Group moved, Group control, int known, int left) {

  public ChangeEvidence {
    Objects.requireNonNull(metric, "metric");
    if (known < 0 || known > moved.devices() || left < 0) {
      throw new IllegalArgumentException(
          "%d of %d devices cannot be known from before, nor %d have left"
              .formatted(known, moved.devices(), left));
    }
  }

  /** The same while the deadline has not passed: nobody is silent yet. */
  ChangeEvidence awaited() {
    return new ChangeEvidence(metric, moved.awaited(), control.awaited(), known, left);
  }

  /** Devices by what they were before. */
  public record Group(Now healthyBefore, Now unhealthyBefore) {

    public static final Group NONE = new Group(Now.NONE, Now.NONE);

    public int devices() {
      return healthyBefore.devices() + unhealthyBefore.devices();
    }

    public int reported() {
      return healthyBefore.reported() + unhealthyBefore.reported();
    }

    int silent() {
      return healthyBefore.silent() + unhealthyBefore.silent();
    }

    private Group awaited() {
      return new Group(healthyBefore.awaited(), unhealthyBefore.awaited());
    }

    Group plus(boolean unhealthyBefore, Now more) {
      return unhealthyBefore
          ? new Group(healthyBefore, this.unhealthyBefore.plus(more))
          : new Group(healthyBefore.plus(more), this.unhealthyBefore);
    }

    /** The devices that have reported, and the others as they are to be taken. */
    BeforeAfter taking(Taken silent, Taken open) {
      return new BeforeAfter(
          healthyBefore.healthy(silent, open),
          healthyBefore.unhealthy(silent, open),
          unhealthyBefore.healthy(silent, open),
          unhealthyBefore.unhealthy(silent, open));
    }
  }

  /**
   * Devices by what they are now.
   *
   * @param silent without a reading since, and the deadline has passed
   * @param open without one before that, or with one that is too old to count
   */
  public record Now(int healthy, int unhealthy, int silent, int open) {

    public static final Now NONE = new Now(0, 0, 0, 0);

    public Now {
      if (healthy < 0 || unhealthy < 0 || silent < 0 || open < 0) {
        throw new IllegalArgumentException("a number of devices is not negative");
      }
    }

    private Now awaited() {
      return new Now(healthy, unhealthy, 0, open + silent);
    }

    Now plus(Now more) {
      return new Now(
          healthy + more.healthy,
          unhealthy + more.unhealthy,
          silent + more.silent,
          open + more.open);
    }

    int devices() {
      return reported() + silent + open;
    }

    int reported() {
      return healthy + unhealthy;
    }

    private int healthy(Taken bySilent, Taken byOpen) {
      return healthy + as(Taken.HEALTHY, bySilent, byOpen);
    }

    private int unhealthy(Taken bySilent, Taken byOpen) {
      return unhealthy + as(Taken.UNHEALTHY, bySilent, byOpen);
    }

    private int as(Taken what, Taken bySilent, Taken byOpen) {
      return (bySilent == what ? silent : 0) + (byOpen == what ? open : 0);
    }
  }

  /** As what a device is taken that says nothing. */
  enum Taken {
    HEALTHY,
    UNHEALTHY,
    LEFT_OUT
  }
}
