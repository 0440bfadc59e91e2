package dev.handover.plan;

import java.util.List;
import java.util.stream.Collectors;

/** A plan that cannot be carried out, with everything that could be found wrong with it at once. */
public class InvalidPlan extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public InvalidPlan(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining(" ")));
    this.problems = List.copyOf(problems);
  }

  /** A plan with one thing wrong. */
  public InvalidPlan(String path, String message) {
    this(List.of(new Problem(path, message)));
  }

  /** At least one. */
  public List<Problem> problems() {
    return problems;
  }
}
