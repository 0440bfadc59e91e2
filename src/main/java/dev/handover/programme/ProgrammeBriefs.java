package dev.handover.programme;

import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutView;
import dev.handover.rollout.TaskBrief.Fact;
import dev.handover.workload.Workload;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Says what is asked about a programme, in a few sentences. */
@Component
class ProgrammeBriefs {

  private final RolloutQueries rollouts;

  ProgrammeBriefs(RolloutQueries rollouts) {
    this.rollouts = rollouts;
  }

  /**
   * @param asked the rollout that the person is asked about
   */
  ProgrammeBrief of(ProgrammeRow programme, List<Part> parts, Part asked) {
    String title =
        "%s: the rollout of %s %s"
            .formatted(
                programme.title(),
                asked.workload().title(),
                asked.standing() == Standing.REFUSED ? "cannot begin" : "has not ended well");
    String summary =
        "%s asked for it. %s No rollout of this programme begins until this is decided%s.%s"
            .formatted(
                programme.createdBy(), happened(asked), underWay(parts), withoutIt(parts, asked));
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Why", why(asked)));
    parts.forEach(p -> facts.add(new Fact(p.workload().title(), words(p))));
    return new ProgrammeBrief(
        title, summary, "/programmes/" + programme.id(), facts, hash(programme.id(), parts));
  }

  /** Why a programme has stopped. */
  static String stopped(List<Part> parts, Part asked) {
    return happened(asked) + along(parts, asked);
  }

  /** In our own words alone: a form would read those of others as Markdown. */
  private static String happened(Part part) {
    return part.standing() == Standing.REFUSED
        ? "The rollout of %s could not begin, and its plan cannot be changed any more: what stands in its way has to go, or the programme goes on without it or ends."
            .formatted(part.workload().title())
        : "The rollout of %s (%s) is %s."
            .formatted(part.workload().title(), part.rolloutId(), state(part));
  }

  private String why(Part part) {
    return part.standing() == Standing.REFUSED
        ? part.refusal()
        : rollouts
            .find(part.rolloutId())
            .map(RolloutView::rollbackReason)
            .orElse("It was %s; the journal says why.".formatted(state(part)));
  }

  private static String state(Part part) {
    return part.rolloutState().name().toLowerCase().replace('_', ' ');
  }

  private static String underWay(List<Part> parts) {
    List<String> running =
        parts.stream()
            .filter(p -> p.standing() == Standing.RUNNING)
            .map(p -> p.workload().title())
            .toList();
    return running.isEmpty()
        ? ""
        : "; what is under way goes on by itself (%s)".formatted(String.join(", ", running));
  }

  /** What going on leads to. */
  private static String withoutIt(List<Part> parts, Part asked) {
    List<Part> waiting = parts.stream().filter(p -> p.standing() == Standing.WAITING).toList();
    if (waiting.isEmpty()) {
      return " Nothing is left to begin.";
    }
    return " Still to begin: %s.%s"
        .formatted(
            waiting.stream().map(p -> p.workload().title()).collect(Collectors.joining(", ")),
            along(parts, asked));
  }

  private static String along(List<Part> parts, Part asked) {
    return parts.stream()
        .filter(p -> Course.takesAlong(p, asked))
        .map(
            p ->
                " %s, which is still to come, takes %s to Intune with it."
                    .formatted(p.workload().title(), asked.workload().title()))
        .collect(Collectors.joining());
  }

  private static String words(Part part) {
    String rollout = part.rolloutId() == null ? "" : " (%s)".formatted(part.rolloutId());
    return switch (part.standing()) {
      case WAITING ->
          part.after().isEmpty()
              ? "has not begun"
              : "has not begun; comes after "
                  + part.after().stream().map(Workload::title).collect(Collectors.joining(", "));
      case REFUSED -> "could not begin: " + part.refusal();
      case RUNNING -> "under way" + rollout;
      case MOVED -> "completed" + rollout;
      case FAILED -> state(part) + rollout;
      case LEFT_OUT -> "left out" + rollout + ". " + part.decision();
    };
  }

  /** Of how everything stands: whoever decides has seen this and nothing else. */
  static String hash(String programmeId, List<Part> parts) {
    String seen =
        programmeId
            + parts.stream()
                .map(p -> "%d %s %s %s".formatted(p.no(), p.standing(), p.rolloutId(), p.refusal()))
                .collect(Collectors.joining("\n", "\n", ""));
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(seen.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
