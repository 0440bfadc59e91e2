package dev.handover.notify;

/** Something that this person may not do; the message is a sentence. */
public class NotAllowed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotAllowed(String message) {
    super(message);
  }
}
