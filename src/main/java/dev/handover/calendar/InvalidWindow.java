package dev.handover.calendar;

/** A maintenance window or a freeze that cannot be; the message is a sentence. */
public class InvalidWindow extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String field;

  public InvalidWindow(String field, String message) {
    super(message);
    this.field = field;
  }

  /** The part that is wrong, such as {@code recurrence}; of a calendar file, the event. */
  public String field() {
    return field;
  }
}
