package dev.handover.notify;

/** A subscription that cannot be kept; the message is a sentence. */
public class InvalidSubscription extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String field;

  public InvalidSubscription(String field, String message) {
    super(message);
    this.field = field;
  }

  /** The field that is wrong. */
  public String field() {
    return field;
  }
}
