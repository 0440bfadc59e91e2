package dev.handover.calendar;

/** A maintenance window that cannot be; the message is a sentence. */
public class InvalidWindow extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String field;

  public InvalidWindow(String field, String message) {
    super(message);
    this.field = field;
  }

  /** The part of the window that is wrong, such as {@code recurrence}. */
  public String field() {
    return field;
  }
}
