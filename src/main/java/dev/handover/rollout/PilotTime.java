package dev.handover.rollout;

import dev.handover.sql.Sql;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * When a pilot may pass, as its devices check in.
 *
 * @param coverage the share of its devices that have to report, above 0, at most 1
 * @param covered so long after their move that many will have reported
 * @param soak so long it soaks in any case
 */
public record PilotTime(double coverage, Duration covered, Duration soak) {

  private static final double SECONDS_A_DAY = Duration.ofDays(1).toSeconds();

  /**
   * A check-in that is as regular as before lies as far ahead as the last one lies back, whatever
   * the moment. So the ages of the last check-ins are the waits for the next ones.
   *
   * @param devices a table or subquery with the column {@code id}, over the parameters
   * @return empty where too few of the devices have ever checked in to tell
   */
  static Optional<PilotTime> of(
      JdbcClient jdbc,
      String devices,
      Map<String, ?> parameters,
      double coverage,
      Duration soak,
      Instant now) {
    return jdbc.sql(
            """
            select percentile_disc(cast(:coverage as double precision))
              within group (order by d.intune_seen_at desc) as covered
            from %s e
            join device d on d.id = e.id"""
                .formatted(devices))
        .params(parameters)
        .param("coverage", coverage)
        .query((rs, row) -> Optional.ofNullable(Sql.instant(rs, "covered")))
        .single()
        .map(seen -> seen.isAfter(now) ? Duration.ZERO : Duration.between(seen, now))
        .map(covered -> new PilotTime(coverage, covered, soak));
  }

  /** From the start of the pilot to the first moment at which it may pass. */
  public double days() {
    return passes().toSeconds() / SECONDS_A_DAY;
  }

  /** What is known of those who checked in: "90 % checked in with Intune in the last 2.5 days". */
  public String basis() {
    return "%s %% checked in with Intune in the last %s"
        .formatted(plain(100 * coverage), inDays(covered));
  }

  /** What follows of it, to the end of the sentence. */
  public String consequence() {
    return "judged by that, so many of the pilot will have reported as long after its move."
        + " With a soak of %s it can pass after %s.".formatted(inDays(soak), inDays(passes()));
  }

  private Duration passes() {
    return covered.compareTo(soak) >= 0 ? covered : soak;
  }

  /** {@code 1 day}, {@code 2.5 days}. */
  static String inDays(Duration duration) {
    String days = plain(duration.toSeconds() / SECONDS_A_DAY);
    return days + (days.equals("1") ? " day" : " days");
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number)
        .setScale(1, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }
}
