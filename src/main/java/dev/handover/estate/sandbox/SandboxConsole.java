package dev.handover.estate.sandbox;

import dev.handover.estate.AutoEnrolment;
import dev.handover.estate.EstateException;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;

/**
 * The site's console, as a person uses it: the only place where its settings can always be changed.
 */
public final class SandboxConsole {

  private final World world;
  private final Sliders sliders;
  private final AutoEnrolments enrolments;
  private final SandboxLedger ledger;

  SandboxConsole(World world, Sliders sliders, AutoEnrolments enrolments, SandboxLedger ledger) {
    this.world = world;
    this.sliders = sliders;
    this.enrolments = enrolments;
    this.ledger = ledger;
  }

  /**
   * Moves a slider by hand; clients follow when they next fetch policy.
   *
   * @throws EstateException for resource access, which stands at Intune for good
   */
  public void moveSlider(Workload workload, Slider position) {
    world.now(
        now -> {
          move(now, workload, position);
          return null;
        });
  }

  /** To be called with the world locked. */
  void move(long now, Workload workload, Slider position) {
    if (Sliders.retired(workload)) {
      throw new EstateException(
          "the slider of %s stands at Intune since site version %d and cannot be moved"
              .formatted(workload.title(), Sliders.SITE_VERSION));
    }
    boolean changed = sliders.move(workload, position);
    if (changed) {
      world.retargetAll(now);
    }
    ledger.slider(world.instant(), workload, position, changed);
  }

  /**
   * Sets automatic enrolment by hand; clients follow when they next fetch policy.
   *
   * @param collectionId of the enrolment pilot; needed for {@code PILOT}, else ignored
   * @throws EstateException for a collection that there is not, or that comes with the product
   */
  public void setAutoEnrolment(AutoEnrolment setting, String collectionId) {
    world.now(
        now -> {
          set(now, setting, collectionId);
          return null;
        });
  }

  /** To be called with the world locked. */
  void set(long now, AutoEnrolment setting, String collectionId) {
    boolean changed = enrolments.set(now, setting, collectionId);
    ledger.autoEnrolment(world.instant(), setting, collectionId, changed);
  }
}
