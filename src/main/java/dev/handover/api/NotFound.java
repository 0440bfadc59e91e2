package dev.handover.api;

/** There is no such thing, in a sentence. */
class NotFound extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotFound(String sentence) {
    super(sentence);
  }
}
