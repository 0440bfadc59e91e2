package dev.handover.programme;

import dev.handover.plan.Programme.OnFailure;
import dev.handover.workload.Workload;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a programme does next. Judged by where its rollouts stand and by nothing else, so that it
 * comes to the same however often, and after whatever, it is asked.
 *
 * @param part the rollout that begins, or that a person is asked about; null for the rest
 */
record Course(Step step, Part part) {

  /** One step. */
  public enum Step {
    /** Nothing, until something ends or somebody says something. */
    WAIT("wait"),
    BEGIN("begin"),
    /** A person decides. */
    ASK("ask"),
    /** All have ended, or were left out. */
    DONE("done");

    private final String slug;

    Step(String slug) {
      this.slug = slug;
    }

    public String slug() {
      return slug;
    }
  }

  static Course of(List<Part> parts, OnFailure onFailure, boolean paused) {
    Optional<Part> asked = first(parts, part -> asks(part, parts, onFailure));
    if (asked.isPresent()) {
      return new Course(Step.ASK, asked.get());
    }
    Optional<Part> waiting =
        first(
            parts,
            part ->
                part.standing() == Standing.WAITING && waitsFor(part, parts, onFailure).isEmpty());
    if (waiting.isPresent() && !paused) {
      return new Course(Step.BEGIN, waiting.get());
    }
    boolean open =
        parts.stream()
            .anyMatch(p -> p.standing() == Standing.WAITING || p.standing() == Standing.RUNNING);
    return new Course(open ? Step.WAIT : Step.DONE, null);
  }

  /** The workloads that a rollout still waits for, of those that it has to. */
  static List<Workload> waitsFor(Part part, List<Part> parts, OnFailure onFailure) {
    return parts.stream()
        .filter(other -> part.after().contains(other.workload()))
        .filter(
            other ->
                switch (other.standing()) {
                  case MOVED, LEFT_OUT -> false;
                  case FAILED -> asks(other, parts, onFailure);
                  case WAITING, REFUSED, RUNNING -> true;
                })
        .map(Part::workload)
        .toList();
  }

  /**
   * Going on past what has failed is for the text to allow; not where a rollout still to come would
   * take the workload that failed to Intune with it.
   */
  private static boolean asks(Part part, List<Part> parts, OnFailure onFailure) {
    return switch (part.standing()) {
      case REFUSED -> true;
      case FAILED ->
          onFailure == OnFailure.STOP || first(parts, p -> takesAlong(p, part)).isPresent();
      default -> false;
    };
  }

  /** Whether a rollout that is still to begin would move this one's workload as well. */
  static boolean takesAlong(Part waiting, Part other) {
    return waiting.standing() == Standing.WAITING
        && waiting.workload().implied().contains(other.workload());
  }

  private static Optional<Part> first(List<Part> parts, Predicate<Part> so) {
    return parts.stream().filter(so).findFirst();
  }
}
