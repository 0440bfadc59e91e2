package dev.handover.health;

import dev.handover.workload.Workload;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Set;

/**
 * One thing that can be wrong with a device, and when it is.
 *
 * @param name as in plans, in the database and in readings
 * @param title for people: what an unhealthy device is said to be
 * @param reads where its values come from
 * @param unit of the value
 * @param bad on which side of the threshold a device is unhealthy; the threshold itself is bad
 * @param threshold in the unit
 * @param workloads those that the signal tells of
 * @param expected a usual share of unhealthy devices, offered to whoever writes a plan; put into
 *     one only where the signal is compared with a control group and no rates are given
 * @param limit a share of unhealthy devices that nobody would want, likewise
 */
public record Signal(
    String name,
    String title,
    Source reads,
    Unit unit,
    Bad bad,
    double threshold,
    Set<Workload> workloads,
    double expected,
    double limit) {

  /**
   * Where values come from.
   *
   * @param system who measures
   * @param field what is read there, in that system's own terms; null where it is pushed
   */
  public record Source(System system, String field) {

    /** The source of every signal that an administrator defines. */
    public static final Source PUSHED = new Source(System.PUSHED, null);
  }

  /** Who measures. */
  public enum System {
    /** Microsoft Graph: Intune, Entra, and the reports about both. */
    MICROSOFT_GRAPH,
    /** The site's AdminService. */
    CONFIGURATION_MANAGER,
    /** Windows Update for Business reports, in Log Analytics. */
    WINDOWS_UPDATE_REPORTS,
    /** Somebody else, who sends what was measured. */
    PUSHED
  }

  /** What a value means; each knows which values can be true. */
  public enum Unit {
    /** 1 for yes, 0 for no, nothing else. */
    YES_NO("0 or 1"),
    /** Whole, from 0. */
    COUNT("a whole number from 0"),
    /** Hours since the last time, from 0. */
    HOURS("a number from 0"),
    /** 0 … 100. */
    PERCENT("a number from 0 to 100");

    private final String values;

    Unit(String values) {
      this.values = values;
    }

    /** Which values there are, for people. */
    public String possible() {
      return values;
    }

    boolean possible(double value) {
      return switch (this) {
        case YES_NO -> value == 0 || value == 1;
        case COUNT -> value >= 0 && value == Math.rint(value) && !Double.isInfinite(value);
        case HOURS -> value >= 0 && !Double.isInfinite(value);
        case PERCENT -> value >= 0 && value <= 100;
      };
    }
  }

  /** On which side of a threshold a device is unhealthy. */
  public enum Bad {
    FROM,
    UP_TO
  }

  public Signal {
    Objects.requireNonNull(reads, "reads");
    workloads = Set.copyOf(workloads);
    if (!unit.possible(threshold)) {
      throw new IllegalArgumentException(
          "the threshold must be %s, not %s".formatted(unit.possible(), plain(threshold)));
    }
    if (bad == Bad.FROM && threshold == 0) {
      throw new IllegalArgumentException(
          "a device that is unhealthy from 0 on is never healthy; the threshold must be above 0");
    }
    if (bad == Bad.UP_TO
        && (unit == Unit.YES_NO && threshold == 1 || unit == Unit.PERCENT && threshold == 100)) {
      throw new IllegalArgumentException(
          "a device that is unhealthy up to %s is never healthy; the threshold must be lower"
              .formatted(plain(threshold)));
    }
    if (!(0 < expected && expected < limit && limit < 1)) {
      throw new IllegalArgumentException(
          "expected must be above 0 and below limit, and limit below 1; they are %s and %s"
              .formatted(expected, limit));
    }
  }

  /** Whether a value can be true; NaN, infinite and negative ones cannot. */
  public boolean possible(double value) {
    return unit.possible(value);
  }

  /** Whether a possible value says that the device is unhealthy; the threshold itself does. */
  public boolean unhealthy(double value) {
    return bad == Bad.FROM ? value >= threshold : value <= threshold;
  }

  /** When a device counts as unhealthy, for people: "from 48 hours on". */
  public String rule() {
    String value = plain(threshold);
    String side = bad == Bad.FROM ? "from %s on" : "up to %s";
    return switch (unit) {
      case YES_NO -> bad == Bad.FROM ? "when it is so" : "when it is not so";
      case COUNT -> side.formatted(value);
      case HOURS -> side.formatted(value + (threshold == 1 ? " hour" : " hours"));
      case PERCENT -> side.formatted(value + " %");
    };
  }

  /** A title at the head of a line: {@code Not seen for 48 hours}. */
  static String heading(String title) {
    return Character.toUpperCase(title.charAt(0)) + title.substring(1);
  }

  /** A number as people write it. */
  static String plain(double value) {
    return Double.isNaN(value) || Double.isInfinite(value)
        ? String.valueOf(value)
        : BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
