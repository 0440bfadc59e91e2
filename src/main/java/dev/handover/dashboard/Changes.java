package dev.handover.dashboard;

import dev.handover.audit.Journal;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutWithWaves;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Tells what has changed of what pages show, from one look for all who watch. */
@Component
class Changes {

  /** What the dashboard shows; the others are numbers of rollouts. */
  static final String FLEET = "fleet";

  private final Overview overview;
  private final RolloutQueries rollouts;
  private final Journal journal;

  /** A fingerprint of each topic at the last look. */
  private Map<String, Integer> last = Map.of();

  Changes(Overview overview, RolloutQueries rollouts, Journal journal) {
    this.overview = overview;
    this.rollouts = rollouts;
    this.journal = journal;
  }

  /** Those of these topics that have changed since the last look, which they were part of. */
  synchronized Set<String> among(Set<String> topics) {
    Map<String, Integer> now = look(topics);
    Set<String> changed = new HashSet<>(now.keySet());
    changed.removeIf(
        topic -> Objects.equals(last.getOrDefault(topic, now.get(topic)), now.get(topic)));
    last = now;
    return changed;
  }

  private Map<String, Integer> look(Set<String> topics) {
    Map<String, Integer> marks = new HashMap<>();
    Set<String> ids = new HashSet<>(topics);
    if (ids.remove(FLEET)) {
      marks.put(FLEET, Objects.hash(overview.mark(), journal.newest()));
    }
    if (!ids.isEmpty()) {
      Map<String, Long> told = journal.newest(ids);
      for (RolloutWithWaves rollout : rollouts.withWaves(ids)) {
        String id = rollout.rollout().id();
        marks.put(id, Objects.hash(rollout, told.get(id)));
      }
    }
    return marks;
  }
}
