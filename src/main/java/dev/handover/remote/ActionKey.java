package dev.handover.remote;

import dev.handover.rollout.Refused;
import java.util.regex.Pattern;

/** The number of an action as people and processes know it: {@code A-12}. */
public final class ActionKey {

  private static final Pattern KEY = Pattern.compile("A-([1-9][0-9]{0,17})");

  private ActionKey() {}

  public static String of(long id) {
    return "A-" + id;
  }

  /**
   * @throws Refused if it is the number of no action
   */
  public static long id(String key) {
    var matcher = KEY.matcher(String.valueOf(key));
    if (!matcher.matches()) {
      throw Refused.unknown("There is no remote action '%s'.".formatted(key));
    }
    return Long.parseLong(matcher.group(1));
  }
}
