package dev.handover.notify;

import java.time.Duration;

/** A receiver has not taken a message; the message says why. */
final class NotTaken extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Duration patience;
  private final boolean forGood;

  private NotTaken(String why, Duration patience, boolean forGood) {
    super(why);
    this.patience = patience;
    this.forGood = forGood;
  }

  static NotTaken now(String why) {
    return new NotTaken(why, Duration.ZERO, false);
  }

  /** The receiver asks not to be tried again before that. */
  static NotTaken before(Duration patience, String why) {
    return new NotTaken(why, patience, false);
  }

  /** The receiver wants nothing any more. */
  static NotTaken ever(String why) {
    return new NotTaken(why, Duration.ZERO, true);
  }

  Duration patience() {
    return patience;
  }

  boolean forGood() {
    return forGood;
  }
}
