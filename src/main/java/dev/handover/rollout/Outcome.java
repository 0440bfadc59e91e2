package dev.handover.rollout;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What a person may answer to a task. */
public enum Outcome {
  APPROVE("approve"),
  /** The rollout ends, and whatever it has moved is put back. */
  REJECT("reject"),
  /** Ask again later: at a moment that the person names. */
  DEFER("defer"),
  /** Gather evidence for longer. */
  EXTEND("extend"),
  /** Go on without a pass of the gate, by name and with a reason. */
  ACCEPT_RISK("accept-risk"),
  ROLLBACK("rollback"),
  /** What the task asked for has been done. */
  DONE("done");

  private final String slug;

  Outcome(String slug) {
    this.slug = slug;
  }

  public String slug() {
    return slug;
  }

  /**
   * @throws Refused with a sentence that lists the outcomes there are
   */
  public static Outcome of(String slug) {
    return Arrays.stream(values())
        .filter(o -> o.slug.equals(slug))
        .findFirst()
        .orElseThrow(
            () ->
                Refused.invalid(
                    "'%s' is not an outcome; it must be one of %s"
                        .formatted(
                            slug,
                            Arrays.stream(values())
                                .map(Outcome::slug)
                                .collect(Collectors.joining(", ")))));
  }
}
