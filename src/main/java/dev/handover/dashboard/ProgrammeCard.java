package dev.handover.dashboard;

import dev.handover.dashboard.RolloutCard.Action;
import dev.handover.dashboard.Wording.Tone;
import dev.handover.programme.Part;
import dev.handover.programme.ProgrammeState;
import dev.handover.programme.ProgrammeView;
import dev.handover.programme.Standing;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A programme as its page and the list of programmes show it.
 *
 * @param lanes its rollouts, in the order in which they may begin
 * @param moved how many of them are completed
 * @param actions what this person may ask for now
 */
public record ProgrammeCard(
    ProgrammeView programme,
    String state,
    String tone,
    String mark,
    List<Lane> lanes,
    long moved,
    List<Action> actions) {

  /**
   * One rollout of it.
   *
   * @param card of the rollout that has begun; null before
   * @param said what it waits for, or why it does not begin; null where its card says it all
   * @param earlier its rollouts that were tried again
   */
  public record Lane(
      Part part,
      RolloutCard card,
      String state,
      String tone,
      String mark,
      String said,
      List<Tried> earlier) {}

  /** In which state a rollout is that was tried again. */
  public record Tried(String rolloutId, String state) {}

  /**
   * @param rollouts the cards of those that have begun, by id; where one is not given, its lane
   *     does without
   */
  static ProgrammeCard of(ProgrammeView programme, Map<String, RolloutCard> rollouts, Actor actor) {
    Tone tone = tone(programme);
    return new ProgrammeCard(
        programme,
        state(programme),
        tone.css(),
        tone.mark(),
        programme.rollouts().stream()
            .map(
                part ->
                    lane(
                        programme,
                        part,
                        part.rolloutId() == null ? null : rollouts.get(part.rolloutId())))
            .toList(),
        programme.rollouts().stream().filter(p -> p.standing() == Standing.MOVED).count(),
        actions(programme, actor));
  }

  private static String state(ProgrammeView programme) {
    String state = Wording.of(programme.state());
    if (programme.state() == ProgrammeState.COMPLETED) {
      return state
          + some(programme, Standing.LEFT_OUT, "left out")
          + some(programme, Standing.FAILED, "not moved");
    }
    return programme.pause() != null && !programme.state().ended() ? state + ", paused" : state;
  }

  private static String some(ProgrammeView programme, Standing standing, String words) {
    long some = programme.rollouts().stream().filter(p -> p.standing() == standing).count();
    return some == 0 ? "" : ", %d %s".formatted(some, words);
  }

  private static Tone tone(ProgrammeView programme) {
    return switch (programme.state()) {
      case RUNNING -> programme.pause() == null ? Tone.BUSY : Tone.HELD;
      case STOPPED -> Tone.HELD;
      case COMPLETED ->
          programme.rollouts().stream().allMatch(p -> p.standing() == Standing.MOVED)
              ? Tone.GOOD
              : Tone.QUIET;
      case CANCELLED -> Tone.QUIET;
    };
  }

  private static Lane lane(ProgrammeView programme, Part part, RolloutCard card) {
    boolean never = programme.state().ended() && part.rolloutId() == null;
    String said = said(programme, part, never);
    List<Tried> earlier =
        programme.earlier().stream()
            .filter(a -> a.workload() == part.workload())
            .map(a -> new Tried(a.rolloutId(), Wording.of(a.state())))
            .toList();
    if (card != null && part.standing() != Standing.LEFT_OUT) {
      return new Lane(part, card, card.state(), card.tone(), card.mark(), said, earlier);
    }
    Tone tone =
        switch (part.standing()) {
          case WAITING, LEFT_OUT -> Tone.QUIET;
          case REFUSED -> never ? Tone.QUIET : Tone.HELD;
          case RUNNING, MOVED, FAILED -> Wording.tone(part.rolloutState());
        };
    String state =
        switch (part.standing()) {
          case WAITING -> never ? "Not begun" : "Waiting";
          case REFUSED -> never ? "Not begun" : "Cannot begin";
          case LEFT_OUT -> "Left out";
          case RUNNING, MOVED, FAILED -> Wording.of(part.rolloutState());
        };
    return new Lane(part, card, state, tone.css(), tone.mark(), said, earlier);
  }

  private static String said(ProgrammeView programme, Part part, boolean never) {
    if (part.refusal() != null && part.standing() == Standing.REFUSED) {
      return "It could not begin: " + part.refusal();
    }
    if (part.standing() != Standing.WAITING || never) {
      return null;
    }
    List<Workload> others = programme.waitsFor().getOrDefault(part.workload().slug(), List.of());
    if (!others.isEmpty()) {
      return "Waits for %s."
          .formatted(others.stream().map(Workload::title).collect(Collectors.joining(", ")));
    }
    if (programme.state() == ProgrammeState.STOPPED) {
      return "Waits for the decision that the programme has stopped for.";
    }
    return programme.pause() == null ? "Begins next." : "Waits until the programme is resumed.";
  }

  private static List<Action> actions(ProgrammeView programme, Actor actor) {
    if (programme.state().ended()) {
      return List.of();
    }
    String path = "/api/programmes/" + programme.id() + "/";
    boolean manages = actor.is(Role.CHANGE_MANAGER, Role.ADMINISTRATOR);
    boolean own = actor.is(Role.REQUESTER) && actor.id().equals(programme.createdBy());
    List<Action> actions = new ArrayList<>();
    if (programme.pause() == null && (manages || own)) {
      actions.add(
          new Action(
              "pause",
              "Pause",
              path + "pause",
              "No further rollout begins until it is resumed. Those under way go on; pause them on their own pages.",
              false));
    }
    if (programme.pause() != null && manages) {
      actions.add(
          new Action(
              "resume",
              "Resume",
              path + "resume",
              "The next rollout begins when it is its turn.",
              false));
    }
    if (manages) {
      actions.add(
          new Action(
              "cancel",
              "Cancel programme",
              path + "cancel",
              "No further rollout begins. Those under way go on; cancel them or roll them back on their own pages.",
              true));
    }
    return List.copyOf(actions);
  }
}
