package dev.handover.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A place in the tree of a plan. Reading it gives a value, or null and one more problem: a missing
 * or wrong value never becomes a default.
 */
record Place(JsonNode node, String path, List<Problem> problems) {

  private static final Duration LONGEST = Duration.ofDays(366);
  static final Pattern PERCENT = Pattern.compile("\\d{1,6}(\\.\\d{1,6})? ?%");
  static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  Place at(String key) {
    return new Place(node.path(key), path.equals("plan") ? key : path + "." + key, problems);
  }

  boolean given() {
    return !node.isMissingNode();
  }

  /** What the function reads, or the default where the key is absent; an empty value is no key. */
  <T> T or(T whenAbsent, Function<Place, T> read) {
    return given() ? read.apply(this) : whenAbsent;
  }

  /** This object as JSON, without one of its keys. */
  String without(String key) {
    return ((ObjectNode) node.deepCopy()).without(key).toString();
  }

  /** Whether this is an object with none but these keys; reports what it is not. */
  boolean object(String... keys) {
    if (!present()) {
      return false;
    }
    if (!node.isObject()) {
      problem("This must be a group of keys: " + String.join(", ", keys) + ".");
      return false;
    }
    List<String> known = List.of(keys);
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                at(shortened(key))
                    .problem(
                        "There is no key '%s' here; the keys are %s."
                            .formatted(shortened(key), String.join(", ", keys)));
              }
            });
    return true;
  }

  /** The entries of a list; empty, with a problem, where there is no list or too many entries. */
  List<Place> items(int most) {
    if (!present()) {
      return List.of();
    }
    if (!node.isArray()) {
      problem("This must be a list.");
      return List.of();
    }
    if (node.size() > most) {
      problem("These are %d entries; at most %d are allowed.".formatted(node.size(), most));
      return List.of();
    }
    List<Place> items = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      items.add(new Place(node.get(i), "%s[%d]".formatted(path, i), problems));
    }
    return Collections.unmodifiableList(items);
  }

  /** A line of text without control characters, which no database and no page wants. */
  String text(int most) {
    if (!present()) {
      return null;
    }
    String text = node.isTextual() ? node.textValue().strip() : null;
    if (text == null) {
      problem("This must be a text; put it in quotes if it looks like a number.");
    } else if (text.length() > most) {
      problem("This text is longer than %d characters.".formatted(most));
    } else if (text.codePoints()
        .anyMatch(c -> Character.isISOControl(c) || isSurrogate(c) || turnsText(c))) {
      problem("This text has control characters in it.");
    } else {
      return text;
    }
    return null;
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  /** Marks that show a text otherwise than it is written, and ends of lines that are no control. */
  private static boolean turnsText(int c) {
    return c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069 || c == 0x2028 || c == 0x2029;
  }

  <E> E choice(Map<String, E> choices) {
    String text = text(100);
    if (text == null) {
      return null;
    }
    E choice = choices.get(text);
    if (choice == null) {
      Set<String> sorted = new TreeSet<>(choices.keySet());
      problem("'%s' is not one of %s.".formatted(text, String.join(", ", sorted)));
    }
    return choice;
  }

  Integer integer(int least, int most) {
    if (!present()) {
      return null;
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToInt()
        || node.intValue() < least
        || node.intValue() > most) {
      problem("This must be a whole number from %d to %d.".formatted(least, most));
      return null;
    }
    return node.intValue();
  }

  Boolean flag() {
    if (!present()) {
      return null;
    }
    if (!node.isBoolean()) {
      problem("This must be true or false.");
      return null;
    }
    return node.booleanValue();
  }

  /** A share, written 0.05 or 5%: greater than 0 and at most 1. */
  Double share() {
    if (!present()) {
      return null;
    }
    BigDecimal share = null;
    if (node.isNumber() && Double.isFinite(node.doubleValue())) {
      share = node.decimalValue();
    } else if (node.isTextual() && PERCENT.matcher(node.textValue()).matches()) {
      String number = node.textValue().replaceAll("[ %]", "");
      share = new BigDecimal(number).divide(HUNDRED);
    }
    if (share == null) {
      problem("This must be a share such as 0.05, or a percentage such as 5%.");
    } else if (share.signum() <= 0) {
      problem("This share must be greater than 0.");
    } else if (share.compareTo(BigDecimal.ONE) > 0) {
      problem("This share is more than the whole (1, or 100%); five percent is 0.05 or 5%.");
    } else {
      return share.doubleValue();
    }
    return null;
  }

  /** A duration greater than zero and at most 366 days. */
  Duration duration() {
    if (!present()) {
      return null;
    }
    Duration duration = null;
    try {
      duration = node.isTextual() ? Duration.parse(node.textValue()) : null;
    } catch (DateTimeException e) {
      // reported below, like any other value that is no duration
    }
    if (duration == null) {
      problem("This must be a duration in days, hours, minutes or seconds, such as P3D or PT12H.");
    } else if (duration.isNegative() || duration.isZero()) {
      problem("This duration must be longer than zero.");
    } else if (duration.compareTo(LONGEST) > 0) {
      problem("This duration is longer than 366 days.");
    } else {
      return duration;
    }
    return null;
  }

  Instant instant() {
    if (!present()) {
      return null;
    }
    try {
      Instant instant = OffsetDateTime.parse(node.isTextual() ? node.textValue() : "").toInstant();
      if (instant.isBefore(Instant.parse("2000-01-01T00:00:00Z"))
          || instant.isAfter(Instant.parse("2200-01-01T00:00:00Z"))) {
        problem("This moment must lie between the years 2000 and 2200.");
        return null;
      }
      return instant;
    } catch (DateTimeException e) {
      problem("This must be a moment with its offset, such as 2026-12-01T20:00Z.");
      return null;
    }
  }

  void problem(String message) {
    problems.add(new Problem(path, message));
  }

  private boolean present() {
    if (node.isMissingNode()) {
      problem("This is required.");
      return false;
    }
    if (node.isNull() || (node.isTextual() && node.textValue().isBlank())) {
      problem("This has no value; give one.");
      return false;
    }
    return true;
  }

  private static String shortened(String key) {
    // never between the halves of one character
    if (key.length() <= 60) {
      return key;
    }
    int end = Character.isHighSurrogate(key.charAt(59)) ? 59 : 60;
    return key.substring(0, end) + "…";
  }
}
