package dev.handover.rollout;

import java.util.List;

/**
 * How a pilot would be drawn now. Which devices those are is left to the lot of each rollout; how
 * many there are of each kind is not, but for single ones that have applications which the others
 * have not.
 *
 * @param devices in it
 * @param attributes those by which the plan stratifies, each with its values
 * @param combinations of these values that occur; 1 where the plan stratifies by nothing
 * @param uncovered combinations that have no device in the pilot
 * @param uncoveredDevices devices that may move and are of such a combination
 */
public record PilotSample(
    int devices,
    List<Attribute> attributes,
    int combinations,
    int uncovered,
    int uncoveredDevices) {

  /** The values of an attribute that are told; the rest is counted. */
  static final int LONGEST = 12;

  public PilotSample {
    attributes = List.copyOf(attributes);
  }

  /**
   * @param key as plans write it: {@code osBuild}
   * @param parts the most frequent first; those after the twelfth only where the pilot has none of
   *     them, and at most as many again
   * @param values how many there are
   * @param missed how many of them have no device in the pilot
   */
  public record Attribute(String key, List<Part> parts, int values, int missed) {

    public Attribute {
      parts = List.copyOf(parts);
    }
  }

  /**
   * @param value empty where it is not known
   * @param mayMove devices
   * @param inPilot devices of them
   */
  public record Part(String value, int mayMove, int inPilot) {}
}
