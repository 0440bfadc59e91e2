package dev.handover.remote;

import java.util.Arrays;
import java.util.List;

/** How far a remote action has come. */
public enum Progress {
  /** It destroys something, and another person has not said yes yet. */
  AWAITING_APPROVAL(false),
  /** To be sent. */
  REQUESTED(false),
  /** A sender has it in hand; nothing was sent yet. */
  CLAIMED(false),
  /** A sender is sending it. */
  SENDING(false),
  /** It was sent, and no reply came: it is looked for, and never sent again. */
  UNANSWERED(false),
  /** Intune has it; the device may not have. */
  SENT(false),
  DONE(true),
  FAILED(true),
  NOT_SUPPORTED(true),
  /** By somebody in Intune. */
  CANCELLED(true),
  /** Nothing is known of an end, and nobody looks any more. */
  TIMED_OUT(true),
  /** A person has said no. */
  REJECTED(true),
  /** Nobody has approved it in time. */
  EXPIRED(true);

  private final boolean ended;

  Progress(boolean ended) {
    this.ended = ended;
  }

  public boolean ended() {
    return ended;
  }

  /** Those in which something is still to happen. */
  public static List<Progress> open() {
    return Arrays.stream(values()).filter(s -> !s.ended).toList();
  }
}
