package dev.handover.plan;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 3 days}, {@code 1 day 6 hours}, {@code 45 minutes}. */
public final class DurationWords {

  private static final Pattern WORDS =
      Pattern.compile(
          "(?:(\\d{1,5}) ?(?:d|days?))?[ ,]*(?:(\\d{1,5}) ?(?:h|hours?))?[ ,]*(?:(\\d{1,7}) ?(?:m|min|minutes?))?");

  private DurationWords() {}

  /** In days, hours and minutes; empty below a minute. */
  public static String of(Duration duration) {
    String days = unit(duration.toDays(), "day");
    String hours = unit(duration.toHoursPart(), "hour");
    String minutes = unit(duration.toMinutesPart(), "minute");
    return String.join(" ", days, hours, minutes).strip().replaceAll(" +", " ");
  }

  private static String unit(long count, String name) {
    return count == 0 ? "" : count + " " + name + (count == 1 ? "" : "s");
  }

  /** From words, or as ISO-8601 writes it; empty for what is neither. */
  public static Optional<Duration> read(String text) {
    String plain = text.strip();
    Matcher words = WORDS.matcher(plain.toLowerCase(Locale.ROOT));
    if (!plain.isEmpty() && words.matches()) {
      return Optional.of(
          Duration.ofDays(number(words.group(1)))
              .plusHours(number(words.group(2)))
              .plusMinutes(number(words.group(3))));
    }
    return iso(plain);
  }

  static Optional<Duration> iso(String text) {
    try {
      return Optional.of(Duration.parse(text));
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** As plans write it, with days as days: {@code P3D}, {@code P1DT6H}. */
  static String iso(Duration duration) {
    long days = duration.toDays();
    Duration rest = duration.minusDays(days);
    if (days == 0 || duration.isNegative()) {
      return duration.toString();
    }
    return "P" + days + "D" + (rest.isZero() ? "" : rest.toString().substring(1));
  }

  private static long number(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
