package dev.handover.process;

import dev.handover.rollout.Decisions;
import dev.handover.rollout.Refused;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Lets those who answer the tasks of one rollout in one by one. The engine reads a task in parts
 * and finds out only as it writes that somebody else was first; by then it may have come upon a
 * task without its process.
 */
@Component
final class TaskTurn {

  private final Decisions decisions;
  private final JdbcClient jdbc;

  TaskTurn(Decisions decisions, JdbcClient jdbc) {
    this.decisions = decisions;
    this.jdbc = jdbc;
  }

  /**
   * Waits until nobody else is at the task's rollout; call it in the transaction of the answer,
   * before the engine has read anything.
   *
   * @throws Refused if the task has gone meanwhile; one that was not there is for the engine to say
   */
  void take(String taskId) {
    Optional<String> rollout = rollout(taskId);
    if (rollout.isPresent()) {
      decisions.await(rollout.get());
      if (rollout(taskId).isEmpty()) {
        throw overtaken();
      }
    }
  }

  static Refused overtaken() {
    return Refused.conflict("Somebody else has just done this; look again.");
  }

  private Optional<String> rollout(String taskId) {
    return jdbc.sql(
            """
            select e.business_key_ from act_ru_task t
            join act_ru_execution e on e.id_ = t.proc_inst_id_
            where t.id_ = :task""")
        .param("task", taskId)
        .query(String.class)
        .optional();
  }
}
