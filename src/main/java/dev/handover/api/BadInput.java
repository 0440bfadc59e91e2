package dev.handover.api;

/** Something in a request that cannot be used: where it stands, and what is wrong with it. */
class BadInput extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String path;

  /**
   * @param path the parameter or the place in the body
   * @param message a sentence
   */
  BadInput(String path, String message) {
    super(message);
    this.path = path;
  }

  String path() {
    return path;
  }
}
