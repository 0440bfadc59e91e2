package dev.handover.health;

import dev.handover.health.Standings.Standing;

/**
 * Which devices, orders and readings of a wave count, and as what; in SQL, and only here.
 *
 * <p>A reading counts if it was made after the device's move was confirmed (and, where a wave looks
 * at devices of earlier waves, after it started) and not later than now. Orders of an earlier
 * generation than the rollout's do not count.
 */
final class StandingRule {

  /**
   * The devices {@code d} of the table {@code counted_wave}, each with the order {@code o} that
   * counts and its newest reading {@code b}.
   */
  static final String DEVICES =
      """
      from counted_wave w
      join wave_device d on d.rollout_id = w.rollout_id and d.wave_no = w.wave_no
      left join authority_order o on %s
      left join observation b on b.device_id = d.device_id and b.metric = w.metric"""
          .formatted(order("w.generation"));

  /** How a device of {@link #DEVICES} stands, as a number. */
  static final String STANDING =
      numbered(
          """
          case
            when d.quarantine is not null then {QUARANTINED}
            when d.excluded is not null then {EXCLUDED}
            when o.id is null then {NOT_ORDERED}
            when o.confirmed_at is null and o.delivered_at is null then {NOT_SENT}
            when o.confirmed_at is null then {NOT_CONFIRMED}
            when %s and (w.not_before is null or b.observed_at > w.not_before)
              then case
                when b.observed_at >= w.oldest
                  then case when b.unhealthy then {UNHEALTHY} else {HEALTHY} end
                when b.unhealthy then {LATE_UNHEALTHY}
                else {LATE_HEALTHY}
              end
            else {NOT_REPORTED}
          end"""
              .formatted(countsSince("o.confirmed_at")));

  private StandingRule() {}

  /**
   * The order {@code o} that counts for a device {@code d} of a wave.
   *
   * @param generation that of its rollout
   */
  static String order(String generation) {
    return """
        o.rollout_id = d.rollout_id and o.device_id = d.device_id
          and o.direction = 'TO_INTUNE' and o.generation = %s and o.state <> 'SUPERSEDED'"""
        .formatted(generation);
  }

  /** That a reading {@code b} was made after a moment, and not after {@code :now}. */
  static String countsSince(String moment) {
    return "b.observed_at > %s and b.observed_at <= :now".formatted(moment);
  }

  private static String numbered(String statement) {
    String numbered = statement;
    for (Standing standing : Standing.values()) {
      numbered = numbered.replace("{" + standing + "}", Integer.toString(standing.ordinal()));
    }
    return numbered;
  }
}
