package dev.handover.rollout;

import dev.handover.authority.Eligibility.Selection;
import dev.handover.plan.Pilot;
import dev.handover.plan.PilotCover;
import dev.handover.plan.Stratum;
import dev.handover.rollout.PilotSample.Attribute;
import dev.handover.rollout.PilotSample.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Draws pilots, or tells how one would be drawn. */
@Component
class PilotSamples {

  private final ApplicationCover applications;
  private final JdbcClient jdbc;

  PilotSamples(ApplicationCover applications, JdbcClient jdbc) {
    this.applications = applications;
    this.jdbc = jdbc;
  }

  /**
   * The devices of a pilot, by ascending id; the same ones for the same seed.
   *
   * @param selection of which they are drawn, within its transaction
   */
  List<Long> draw(Pilot pilot, Selection selection, int seed) {
    PilotDraw draw = new PilotDraw(jdbc, selection, pilot.stratifyBy());
    int mayMove = draw.strata().values().stream().mapToInt(Integer::intValue).sum();
    Set<Long> sure = applications.important(selection, mayMove, pilot.coverAbove()).devices();
    return draw.draw(pilot.size(), pilot.coverAbove(), sure, seed);
  }

  /**
   * How it would be drawn, by the strata alone: to find the devices with the important applications
   * takes longer than all of the check, and moves single seats only.
   */
  PilotSample sample(Pilot pilot, Selection selection) {
    PilotDraw draw = new PilotDraw(jdbc, selection, pilot.stratifyBy());
    Map<List<String>, Integer> all = draw.strata();
    Map<List<String>, Integer> drawn = PilotDraw.drawn(all, pilot.size(), pilot.coverAbove(), 0);
    List<List<String>> missed =
        all.keySet().stream().filter(stratum -> !drawn.containsKey(stratum)).toList();
    return new PilotSample(
        drawn.values().stream().mapToInt(Integer::intValue).sum(),
        attributes(pilot.stratifyBy(), all, drawn),
        all.size(),
        missed.size(),
        missed.stream().mapToInt(all::get).sum());
  }

  private static List<Attribute> attributes(
      List<Stratum> by, Map<List<String>, Integer> all, Map<List<String>, Integer> drawn) {
    Map<List<String>, Integer> mayMove = PilotCover.counts(all);
    Map<List<String>, Integer> inPilot = PilotCover.counts(drawn);
    List<Attribute> attributes = new ArrayList<>();
    for (int i = 0; i < by.size(); i++) {
      int at = i;
      List<Part> parts =
          mayMove.keySet().stream()
              .filter(trait -> alone(trait, at))
              .map(
                  trait ->
                      new Part(trait.get(at), mayMove.get(trait), inPilot.getOrDefault(trait, 0)))
              .sorted(Comparator.comparingInt(Part::mayMove).reversed().thenComparing(Part::value))
              .toList();
      int missed = (int) parts.stream().filter(part -> part.inPilot() == 0).count();
      attributes.add(new Attribute(by.get(i).key(), told(parts), parts.size(), missed));
    }
    return attributes;
  }

  /** Whether a trait is a value of this attribute, and of no other. */
  private static boolean alone(List<String> trait, int attribute) {
    for (int i = 0; i < trait.size(); i++) {
      if ((trait.get(i) != null) != (i == attribute)) {
        return false;
      }
    }
    return true;
  }

  private static List<Part> told(List<Part> parts) {
    int most = Math.min(PilotSample.LONGEST, parts.size());
    List<Part> told = new ArrayList<>(parts.subList(0, most));
    parts.subList(most, parts.size()).stream()
        .filter(part -> part.inPilot() == 0)
        .limit(PilotSample.LONGEST)
        .forEach(told::add);
    return told;
  }
}
