package dev.handover.device;

import dev.handover.workload.CapabilityMask;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The values of one line, each checked as it is asked for. One object serves all lines of a file in
 * turn.
 */
final class FleetLine {

  /** What is wrong with a line, in a sentence. */
  static final class Bad extends Exception {

    private static final long serialVersionUID = 1L;

    Bad(String message) {
      super(message, null, false, false);
    }
  }

  private static final String NO_ID = "00000000-0000-0000-0000-000000000000";

  /** What .NET writes for a time that was never set. */
  private static final String NEVER = "0001-01-01";

  private static final Set<String> YES = Set.of("1", "true", "yes");
  private static final Set<String> NO = Set.of("0", "false", "no");
  private static final Set<String> INTUNE = Set.of("intune", "microsoft intune", "1", "true");
  private static final Set<String> CONFIGMGR =
      Set.of("configmgr", "configuration manager", "0", "false");

  private static final String MASK =
      "a mask that a client can write, such as 8193 with no workload moved";
  private static final String EITHER = "Intune or Configuration Manager";

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendPattern("[' '][XXX]")
          .toFormatter(Locale.ROOT);

  private final FleetHeader header;
  private final Instant latest;
  private final String[] values = new String[FleetColumn.values().length];
  private final Map<Integer, Optional<Integer>> masks = new HashMap<>();

  /**
   * @param latest a time after it cannot have been reported yet
   */
  FleetLine(FleetHeader header, Instant latest) {
    this.header = header;
    this.latest = latest;
  }

  void clear() {
    Arrays.fill(values, null);
  }

  void set(FleetColumn column, String value) {
    values[column.ordinal()] = value.isEmpty() ? null : value;
  }

  /** The text of a column, null where it is empty or the file has no such column. */
  String get(FleetColumn column) {
    return values[column.ordinal()];
  }

  /** As {@link #get}, for a database column of so many characters. */
  String text(FleetColumn column, int longest) throws Bad {
    String value = get(column);
    if (value == null) {
      return null;
    }
    if (value.length() > longest) {
      throw bad(column, "at most %d characters".formatted(longest));
    }
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < ' ') {
        throw bad(column, "one line of text without control characters");
      }
    }
    return value;
  }

  String required(FleetColumn column, int longest) throws Bad {
    String value = text(column, longest);
    if (value == null) {
      throw bad(column, "a value");
    }
    return value;
  }

  /** A GUID in lower case. */
  String guid(FleetColumn column) throws Bad {
    String value = get(column);
    String example = "a GUID such as 0f8fad5b-d9cb-469f-a165-70867728950e";
    if (value == null || value.length() != NO_ID.length() || value.equals(NO_ID)) {
      throw bad(column, example);
    }
    try {
      return UUID.fromString(value).toString();
    } catch (IllegalArgumentException e) {
      throw bad(column, example);
    }
  }

  long resourceId() throws Bad {
    String value = get(FleetColumn.RESOURCE_ID);
    try {
      long id = value == null ? 0 : Long.parseLong(value);
      if (id > 0) {
        return id;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw bad(FleetColumn.RESOURCE_ID, "a whole number above 0");
  }

  /** Null where it is empty or was never set. Without an offset it is UTC, as both systems keep. */
  OffsetDateTime time() throws Bad {
    String value = get(FleetColumn.SEEN_AT);
    if (value == null || value.startsWith(NEVER)) {
      return null;
    }
    OffsetDateTime time;
    try {
      // not parseBest, which throws and catches for every time without an offset
      TemporalAccessor read = TIME.parse(value);
      LocalDateTime local = LocalDateTime.from(read);
      time =
          read.isSupported(ChronoField.OFFSET_SECONDS)
              ? local.atOffset(ZoneOffset.from(read)).withOffsetSameInstant(ZoneOffset.UTC)
              : local.atOffset(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw bad(FleetColumn.SEEN_AT, "a time such as 2026-11-22T12:00:00Z");
    }
    if (time.toInstant().isAfter(latest)) {
      throw bad(FleetColumn.SEEN_AT, "a time that is not in the future");
    }
    return time;
  }

  /** Null where it is empty. */
  Boolean yes(FleetColumn column) throws Bad {
    return oneOf(column, YES, NO, "yes or no");
  }

  /**
   * The raw mask; null where it is empty or 0, which is how both systems write that none came. One
   * that no client writes is kept, for a finding about the device.
   */
  Integer mask() throws Bad {
    String value = get(FleetColumn.MASK);
    if (value == null || value.equals("0")) {
      return null;
    }
    try {
      return Integer.valueOf(value);
    } catch (NumberFormatException e) {
      throw bad(FleetColumn.MASK, MASK);
    }
  }

  /**
   * The workloads at Intune by the mask, as the sum of their bits; null as for the mask, and where
   * it is none that a client writes.
   */
  Integer atIntuneByMask() throws Bad {
    Integer mask = mask();
    return mask == null ? null : masks.computeIfAbsent(mask, FleetLine::decode).orElse(null);
  }

  /** The same, where nothing is kept of a mask but the workloads. */
  Integer atIntuneByPossibleMask() throws Bad {
    Integer bits = atIntuneByMask();
    if (bits == null && mask() != null) {
      throw bad(FleetColumn.MASK, MASK);
    }
    return bits;
  }

  private static Optional<Integer> decode(Integer value) {
    CapabilityMask mask = new CapabilityMask(value);
    return mask.form() == CapabilityMask.Form.IMPOSSIBLE
        ? Optional.empty()
        : Optional.of(CapabilityMask.bits(mask.atIntune()));
  }

  /** The workloads at Intune by one column each; null where all of them are empty. */
  Integer atIntuneByColumns() throws Bad {
    int bits = 0;
    FleetColumn empty = null;
    boolean told = false;
    for (FleetColumn column : FleetColumn.WORKLOADS) {
      Boolean intune = oneOf(column, INTUNE, CONFIGMGR, EITHER);
      if (intune == null) {
        empty = column;
        continue;
      }
      told = true;
      bits += intune ? column.workload.bit() : 0;
    }
    if (told && empty != null) {
      throw bad(empty, EITHER);
    }
    return told ? bits : null;
  }

  /** As {@code joinType} of Graph, by name or number; null where it is unknown. */
  String joinType() throws Bad {
    String value = get(FleetColumn.JOIN_TYPE);
    if (value == null) {
      return null;
    }
    String lower = value.toLowerCase(Locale.ROOT);
    if (lower.equals("0") || lower.equals("unknown")) {
      return null;
    }
    if (lower.equals("3") || lower.contains("hybrid")) {
      return "HYBRID_JOINED";
    }
    if (lower.equals("2") || lower.contains("registered")) {
      return "REGISTERED";
    }
    if (lower.equals("1") || lower.contains("joined")) {
      return "ENTRA_JOINED";
    }
    throw bad(FleetColumn.JOIN_TYPE, "joined, hybrid joined, registered or unknown");
  }

  private Boolean oneOf(FleetColumn column, Set<String> yes, Set<String> no, String right)
      throws Bad {
    String value = get(column);
    if (value == null) {
      return null;
    }
    String lower = value.toLowerCase(Locale.ROOT);
    if (yes.contains(lower)) {
      return true;
    }
    if (no.contains(lower)) {
      return false;
    }
    throw bad(column, right);
  }

  private Bad bad(FleetColumn column, String right) {
    String value = get(column);
    return new Bad(
        value == null
            ? "The column '%s' is empty; it must have %s.".formatted(header.title(column), right)
            : "The column '%s' has '%s'; it must have %s."
                .formatted(header.title(column), shortened(value), right));
  }

  private static String shortened(String value) {
    if (value.length() <= 80) {
      return value;
    }
    // never between the halves of one character
    int end = Character.isHighSurrogate(value.charAt(79)) ? 79 : 80;
    return value.substring(0, end) + "…";
  }
}
