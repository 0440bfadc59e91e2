package dev.handover.enablement;

import dev.handover.estate.AutoEnrolment;
import java.time.Instant;

/**
 * Automatic enrolment as the site was last seen to have it.
 *
 * @param collection the id of the enrolment pilot; null where none has been chosen
 * @param collectionName null where there is none, or it is not known
 */
public record SiteSetting(
    AutoEnrolment setting, String collection, String collectionName, Instant readAt) {

  /** {@code Pilot (Early birds)}. */
  public String words() {
    return words(setting, collectionName == null ? collection : collectionName);
  }

  static String words(AutoEnrolment setting, String collection) {
    return setting == AutoEnrolment.PILOT
        ? "%s (%s)".formatted(setting.title(), collection)
        : setting.title();
  }

  boolean is(AutoEnrolment wanted, String ofCollection) {
    return setting == wanted
        && (wanted != AutoEnrolment.PILOT || String.valueOf(ofCollection).equals(collection));
  }
}
