package dev.handover.sql;

import java.util.Collection;

/** A list has been asked for in an order that it cannot be had in; the message is for people. */
public final class UnknownSort extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnknownSort(Collection<String> keys) {
    super(
        "This list is sorted by one of %s, with ,asc or ,desc behind it where wanted."
            .formatted(String.join(", ", keys)));
  }
}
