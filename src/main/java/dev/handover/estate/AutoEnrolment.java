package dev.handover.estate;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The site's setting of whose clients enrol in Intune by themselves. */
public enum AutoEnrolment {
  NONE("None"),
  /** The members of one collection. */
  PILOT("Pilot"),
  ALL("All");

  private final String title;

  AutoEnrolment(String title) {
    this.title = title;
  }

  /** As the console calls it. */
  public String title() {
    return title;
  }

  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<AutoEnrolment> of(String slug) {
    return Arrays.stream(values()).filter(a -> a.slug().equals(slug)).findFirst();
  }
}
