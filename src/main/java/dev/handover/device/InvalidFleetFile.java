package dev.handover.device;

/** A file that cannot be read as the export it is said to be; the message is a sentence. */
public class InvalidFleetFile extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public InvalidFleetFile(String message) {
    super(message);
  }
}
