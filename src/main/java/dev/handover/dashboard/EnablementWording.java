package dev.handover.dashboard;

import dev.handover.dashboard.Wording.Tone;
import dev.handover.enablement.EnrolmentCounts.Standing;

/** How devices stand that are to enrol, for templates. */
public final class EnablementWording {

  static final EnablementWording INSTANCE = new EnablementWording();

  private EnablementWording() {}

  public String of(Standing standing) {
    return EnablementCard.words(standing);
  }

  public Tone tone(Standing standing) {
    return EnablementCard.tone(standing);
  }
}
