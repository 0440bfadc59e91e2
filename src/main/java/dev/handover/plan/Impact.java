package dev.handover.plan;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * How many users may lose access through Conditional Access when compliance moves to Intune, and
 * which may not at all. Where both caps are set the lower one holds.
 *
 * @param maxBlockedUsers users, 0 … 1,000,000; null for no such cap
 * @param maxBlockedShare share of the users of the population, in (0, 1]; null for no such cap
 * @param breakGlass user principal names, in lower case, none of which may lose access on a device
 */
public record Impact(Integer maxBlockedUsers, Double maxBlockedShare, List<String> breakGlass) {

  /** No cap and no break-glass account. */
  public static final Impact NOT_CAPPED = new Impact(null, null, List.of());

  public Impact {
    breakGlass = List.copyOf(breakGlass);
  }

  /** How many of so many users may lose access; empty where the plan sets no cap. */
  public Optional<Integer> cap(int users) {
    if (maxBlockedUsers == null && maxBlockedShare == null) {
      return Optional.empty();
    }
    int most = maxBlockedUsers == null ? Integer.MAX_VALUE : maxBlockedUsers;
    // A share of 0.07 of 100 users is 7, though the product of the doubles is 7.000000000000001
    int share =
        maxBlockedShare == null
            ? Integer.MAX_VALUE
            : BigDecimal.valueOf(maxBlockedShare).multiply(BigDecimal.valueOf(users)).intValue();
    return Optional.of(Math.min(most, share));
  }
}
