package dev.handover.plan;

import dev.handover.workload.Workload;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads whom a move may lock out. */
final class ImpactReader {

  private static final Pattern PRINCIPAL_NAME = Pattern.compile("[^@\\s]+@[^@\\s]+");

  private ImpactReader() {}

  static Impact read(Place place, Workload workload) {
    if (!place.object("maxBlockedUsers", "maxBlockedShare", "breakGlass")) {
      return null;
    }
    Impact impact =
        new Impact(
            place.at("maxBlockedUsers").or(null, p -> p.integer(0, 1_000_000)),
            place.at("maxBlockedShare").or(null, Place::share),
            place
                .at("breakGlass")
                .or(List.of(), p -> PlanReader.distinct(p.items(100), ImpactReader::account)));
    boolean locksNobodyOut = workload != null && workload != Workload.COMPLIANCE_POLICIES;
    if (locksNobodyOut && !impact.equals(Impact.NOT_CAPPED)) {
      place.problem(
          "Only a rollout of compliance-policies changes who is locked out; leave this out.");
    }
    return impact;
  }

  private static String account(Place place) {
    String name = place.text(256);
    if (name != null && !PRINCIPAL_NAME.matcher(name).matches()) {
      place.problem("This must be a user principal name, such as break-glass-1@contoso.com.");
      return null;
    }
    return name == null ? null : name.toLowerCase(Locale.ROOT);
  }
}
