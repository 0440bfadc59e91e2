package dev.handover.dashboard;

import dev.handover.dashboard.Wording.Tone;
import dev.handover.rollout.DeviceMoves.DeviceMove;
import dev.handover.rollout.WaveDeviceView;
import dev.handover.rollout.WaveDeviceView.Order;

/** How far a device has come in a wave, in words. */
public final class DeviceWording {

  /** Pages call these. */
  static final DeviceWording INSTANCE = new DeviceWording();

  private DeviceWording() {}

  public String of(WaveDeviceView.State state) {
    return switch (state) {
      case EXCLUDED -> "left out";
      case QUARANTINED -> "in quarantine";
      case PENDING -> "not confirmed yet";
      case CONFIRMED -> "at Intune";
      case RETURNING -> "going back";
      case RETURNED -> "back";
      case FAILED -> "failed";
    };
  }

  /** A device that is yet to move has not been ordered to. */
  public String of(WaveDeviceView device) {
    return ordered(device) ? of(device.state()) : "not ordered";
  }

  public Tone tone(WaveDeviceView device) {
    return ordered(device) ? tone(device.state()) : Tone.QUIET;
  }

  private static boolean ordered(WaveDeviceView device) {
    return device.order() != null || device.state() != WaveDeviceView.State.PENDING;
  }

  private Tone tone(WaveDeviceView.State state) {
    return switch (state) {
      case EXCLUDED -> Tone.QUIET;
      case QUARANTINED -> Tone.HELD;
      case PENDING -> Tone.BUSY;
      case CONFIRMED -> Tone.GOOD;
      case RETURNING, RETURNED -> Tone.BACK;
      case FAILED -> Tone.BAD;
    };
  }

  public String wave(int no) {
    return no == 0 ? "Pilot" : "Wave " + no;
  }

  /** Which way an order goes. */
  public String direction(Order order) {
    return order.direction().equals("TO_INTUNE") ? "To Intune" : "Back to Configuration Manager";
  }

  public String state(Order order) {
    return switch (order.state()) {
      case "ORDERED" -> "ordered";
      case "CLAIMED" -> "being sent";
      case "DELIVERED" -> "sent, not confirmed yet";
      case "CONFIRMED" -> "confirmed by both systems";
      case "FAILED" -> "failed";
      case "SUPERSEDED" -> "called off";
      default -> order.state();
    };
  }

  public Tone tone(Order order) {
    return switch (order.state()) {
      case "CONFIRMED" -> order.direction().equals("TO_INTUNE") ? Tone.GOOD : Tone.BACK;
      case "FAILED" -> Tone.BAD;
      case "SUPERSEDED" -> Tone.QUIET;
      default -> Tone.BUSY;
    };
  }

  /** Why a rollout that has the device in a wave has ordered nothing for it. */
  public String unordered(DeviceMove move) {
    if (move.quarantined()) {
      return "in quarantine";
    }
    if (move.excluded() != null) {
      return "left out: " + AuthorityWording.INSTANCE.excluded(move.excluded());
    }
    return move.rolloutState().goesForward() ? "not moved yet" : "not moved";
  }
}
