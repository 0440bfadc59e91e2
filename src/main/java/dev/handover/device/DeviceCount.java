package dev.handover.device;

import java.util.Locale;

/**
 * Numbers of devices, and of anything else, as sentences tell them, whatever the machine's locale.
 */
public final class DeviceCount {

  private DeviceCount() {}

  /** {@code 1 device}, {@code 9,461 devices}. */
  public static String devices(long count) {
    return of(count, "device", "devices");
  }

  /** With what is said of them: {@code 1 device is left}, {@code 2 devices are left}. */
  public static String of(long count, String one, String many) {
    return number(count) + " " + (count == 1 ? one : many);
  }

  /** {@code 9,461}. */
  public static String number(long count) {
    // Most need no comma, and the formatter looks up the locale's each time: most of a judgement.
    return 0 <= count && count < 1000
        ? Long.toString(count)
        : String.format(Locale.ROOT, "%,d", count);
  }
}
