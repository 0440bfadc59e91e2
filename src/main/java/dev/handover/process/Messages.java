package dev.handover.process;

/** The messages that processes wait for: each name stands here and in the models, nowhere else. */
final class Messages {

  static final String CLEAR_TO_MOVE = "ClearToMove";
  static final String WAVE_JUDGED = "WaveJudged";
  static final String WAVE_REGRESSED = "WaveRegressed";
  static final String SLIDER_CONFIRMED = "SliderConfirmed";
  static final String DEVICES_BACK = "DevicesBack";
  static final String LAST_DEVICES_BACK = "LastDevicesBack";
  static final String ROLLBACK_REQUESTED = "RollbackRequested";
  static final String CANCEL_REQUESTED = "CancelRequested";

  private Messages() {}
}
