package dev.handover.rollout;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What a person may answer to a task. */
public enum Outcome {
  APPROVE("approve", "approved"),
  /** The rollout ends, and whatever it has moved is put back. */
  REJECT("reject", "rejected"),
  /** Ask again later: at a moment that the person names. */
  DEFER("defer", "put it off"),
  /** Gather evidence for longer. */
  EXTEND("extend", "chose to wait longer"),
  /** Go on without a pass of the gate, by name and with a reason. */
  ACCEPT_RISK("accept-risk", "accepted the risk"),
  /** Neither on nor back: the wave stays where it stands until a moment that the person names. */
  HOLD("hold", "held it where it stands"),
  ROLLBACK("rollback", "chose to roll back"),
  /** What the task asked for has been done. */
  DONE("done", "reported it done"),
  /** Begin a programme's rollout anew. */
  TRY_AGAIN("try-again", "had it tried again"),
  /** Go on with a programme without one of its rollouts. */
  GO_ON("go-on", "had the programme go on without it"),
  /** End a programme where it stands. */
  END("end", "ended the programme"),
  /** Have all devices enrol after the pilot has. */
  WIDEN("widen", "had all devices enrol"),
  /** Leave automatic enrolment as far as it is, and end there. */
  KEEP("keep", "kept automatic enrolment as far as it is"),
  /** Set automatic enrolment back to what it was. */
  PUT_BACK("put-back", "had automatic enrolment put back");

  private final String slug;
  private final String words;

  Outcome(String slug, String words) {
    this.slug = slug;
    this.words = words;
  }

  public String slug() {
    return slug;
  }

  /** What a person has done with it, after their name: {@code accepted the risk}. */
  public String words() {
    return words;
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
