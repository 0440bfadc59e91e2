package dev.handover.dashboard;

import static dev.handover.device.DeviceCount.number;

import dev.handover.authority.DeviceFinding;
import dev.handover.plan.DurationWords;
import dev.handover.security.Role;
import dev.handover.workload.Workload;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The entries of a decision table in words; what is not of a few forms stays as it is. */
final class PolicyWords {

  private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");
  private static final Pattern TEXTS = Pattern.compile("\"[^\"]*\"(?:\\s*,\\s*\"[^\"]*\")*");
  private static final Pattern NOT = Pattern.compile("not\\((.*)\\)");
  private static final Pattern COMPARED = Pattern.compile("([<>]=?)\\s*(\\d{1,18})");
  private static final Pattern BETWEEN =
      Pattern.compile("\\[\\s*(\\d{1,18})\\s*\\.\\.\\s*(\\d{1,18})\\s*]");
  private static final Pattern DURATION = Pattern.compile("duration\\(\"([^\"]*)\"\\)");
  private static final Pattern CODE = Pattern.compile("[A-Z]{2,}(?:_[A-Z]+)*");
  private static final Map<String, String> SIGNS =
      Map.of("<", "fewer than", "<=", "at most", ">", "more than", ">=", "at least");

  /** What the product calls the values that its tables have in common. */
  private static final Map<String, String> VALUES = new HashMap<>();

  static {
    VALUES.putAll(
        Map.of(
            "PERSON", "a person",
            "AUTOMATIC", "Handover by itself",
            "PLAN", "as the plan says",
            "ASK", "put before a person",
            "EXCLUDE", "left out",
            "KEEP", "moved all the same"));
    for (Workload workload : Workload.values()) {
      VALUES.put(workload.slug(), workload.title());
    }
    for (DeviceFinding finding : DeviceFinding.values()) {
      VALUES.put(finding.name(), finding.predicate());
    }
    for (Role role : Role.values()) {
      VALUES.put(role.group(), role.group().replace('-', ' '));
    }
  }

  private PolicyWords() {}

  /** {@code "start","wave"} as {@code start or wave}. */
  static String condition(String feel) {
    return feel.isBlank() || feel.equals("-") ? "any" : words(feel);
  }

  static String answer(String feel) {
    return feel.isBlank() ? "–" : words(feel);
  }

  private static String words(String feel) {
    if (feel.equals("true") || feel.equals("false")) {
      return feel.equals("true") ? "yes" : "no";
    }
    Matcher compared = COMPARED.matcher(feel);
    if (compared.matches()) {
      return SIGNS.get(compared.group(1)) + " " + number(Long.parseLong(compared.group(2)));
    }
    Matcher between = BETWEEN.matcher(feel);
    if (between.matches()) {
      return "%s to %s"
          .formatted(
              number(Long.parseLong(between.group(1))), number(Long.parseLong(between.group(2))));
    }
    Matcher duration = DURATION.matcher(feel);
    if (duration.matches()) {
      return duration(duration.group(1), feel);
    }
    Matcher not = NOT.matcher(feel);
    if (not.matches() && TEXTS.matcher(not.group(1)).matches()) {
      return "not " + texts(not.group(1));
    }
    return TEXTS.matcher(feel).matches() ? texts(feel) : feel;
  }

  private static String texts(String feel) {
    // What is found is told in half sentences, some of them with an "or" of their own.
    return String.join(
        feel.contains("_") ? "; or " : " or ",
        TEXT.matcher(feel).results().map(text -> value(text.group(1))).toList());
  }

  /** A code that nobody has words for is words of its own: {@code NO_COMPLIANCE_POLICY}. */
  private static String value(String value) {
    String known = VALUES.get(value);
    if (known != null) {
      return known;
    }
    return CODE.matcher(value).matches()
        ? value.toLowerCase(Locale.ROOT).replace('_', ' ')
        : duration(value, value);
  }

  private static String duration(String iso, String otherwise) {
    try {
      String words = iso.startsWith("P") ? DurationWords.of(Duration.parse(iso)) : "";
      return words.isEmpty() ? otherwise : words;
    } catch (DateTimeException | ArithmeticException e) {
      return otherwise;
    }
  }
}
