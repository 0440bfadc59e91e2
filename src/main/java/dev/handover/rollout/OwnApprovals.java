package dev.handover.rollout;

import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.security.Actor;
import dev.handover.sql.Sql;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which approvals wait for somebody else than this person: they asked for the rollout, or have
 * approved already and another person has to.
 */
@Component
public class OwnApprovals {

  private final RolloutStore rollouts;
  private final Approvals approvals;
  private final JdbcClient jdbc;

  OwnApprovals(RolloutStore rollouts, Approvals approvals, JdbcClient jdbc) {
    this.rollouts = rollouts;
    this.approvals = approvals;
    this.jdbc = jdbc;
  }

  /** Of these tasks, those that this person may answer. */
  public List<OpenTask> without(List<OpenTask> tasks, Actor actor) {
    Set<String> asked =
        tasks.stream()
            .filter(task -> task.kind().isApproval())
            .map(OpenTask::rolloutId)
            .collect(Collectors.toSet());
    if (asked.isEmpty()) {
      return tasks;
    }
    Set<String> requested =
        of("select id from rollout where created_by = :actor and id", asked, actor);
    // Whether it still stands is asked only where this person has answered at all: seldom.
    Set<String> answered =
        of(
            "select distinct rollout_id from decision where actor = :actor and rollout_id",
            asked,
            actor);
    return tasks.stream()
        .filter(task -> !task.kind().isApproval() || !requested.contains(task.rolloutId()))
        .filter(task -> !answered.contains(task.rolloutId()) || !approved(task, actor))
        .toList();
  }

  private Set<String> of(String select, Set<String> ids, Actor actor) {
    Set<String> found = new HashSet<>();
    for (List<String> chunk : Sql.chunks(ids)) {
      jdbc.sql(select + " in (:ids)")
          .param("actor", actor.id())
          .param("ids", chunk)
          .query(String.class)
          .list()
          .forEach(found::add);
    }
    return found;
  }

  private boolean approved(OpenTask task, Actor actor) {
    return task.kind()
        .stage()
        .map(
            stage ->
                approvals
                    .given(rollouts.get(task.rolloutId()), stage, stage.no(task.wave()))
                    .contains(actor.id()))
        .orElse(false);
  }
}
