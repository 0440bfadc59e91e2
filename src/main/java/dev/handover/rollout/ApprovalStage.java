package dev.handover.rollout;

import java.util.Arrays;
import java.util.Optional;

/** What an approval lets begin. */
public enum ApprovalStage {
  START,
  EXPANSION,
  WAVE;

  /** Empty for the name of a decision that is no approval. */
  static Optional<ApprovalStage> of(String name) {
    return Arrays.stream(values()).filter(s -> s.name().equals(name)).findFirst();
  }

  /** The wave under which this stage is kept: only those after the expansion differ. */
  int no(int wave) {
    return this == WAVE ? wave : 0;
  }

  /** The first wave that this stage lets move. */
  int opens(int wave) {
    return switch (this) {
      case START -> 0;
      case EXPANSION -> 1;
      case WAVE -> wave;
    };
  }

  /** {@code the start}, {@code wave 2}. */
  String words(int wave) {
    return switch (this) {
      case START -> "the start";
      case EXPANSION -> "the expansion";
      case WAVE -> "wave " + wave;
    };
  }
}
