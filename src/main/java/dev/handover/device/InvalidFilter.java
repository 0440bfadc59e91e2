package dev.handover.device;

/** A filter that cannot be used; the message is a sentence that names the place. */
public class InvalidFilter extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public InvalidFilter(String message) {
    super(message);
  }
}
