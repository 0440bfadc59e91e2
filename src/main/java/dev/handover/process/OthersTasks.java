package dev.handover.process;

import dev.handover.rollout.OwnApprovals;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.security.Actor;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Open tasks that a person may see, and that another has to answer. */
@Component
final class OthersTasks {

  private final TaskList tasks;
  private final OwnApprovals own;
  private final Caller caller;

  OthersTasks(TaskList tasks, OwnApprovals own, Caller caller) {
    this.tasks = tasks;
    this.own = own;
    this.caller = caller;
  }

  /**
   * @return their ids, for who is logged in to the engine now; none where nobody is
   */
  Set<String> ids() {
    return caller.someone().map(this::ids).orElse(Set.of());
  }

  private Set<String> ids(Actor actor) {
    return caller.asHandover(
        () -> {
          List<OpenTask> seen = tasks.of(actor);
          Set<String> others = ids(seen);
          others.removeAll(ids(own.without(seen, actor)));
          return others;
        });
  }

  private static Set<String> ids(List<OpenTask> tasks) {
    return tasks.stream().map(OpenTask::id).collect(Collectors.toCollection(HashSet::new));
  }
}
