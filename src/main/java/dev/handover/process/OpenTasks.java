package dev.handover.process;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;

/** What open tasks are about. */
final class OpenTasks {

  private OpenTasks() {}

  /**
   * The business keys of the processes of these tasks, by the ids of the instances, in one query.
   * Those are left out that have been done since the tasks were found; and those that were begun
   * past Handover, which belong to nothing and are nobody's work.
   */
  static Map<String, String> businessKeys(RuntimeService runtime, List<Task> found) {
    Set<String> instances =
        found.stream().map(Task::getProcessInstanceId).collect(Collectors.toSet());
    return instances.isEmpty()
        ? Map.of()
        : runtime.createProcessInstanceQuery().processInstanceIds(instances).list().stream()
            .filter(instance -> instance.getBusinessKey() != null)
            .collect(Collectors.toMap(ProcessInstance::getId, ProcessInstance::getBusinessKey));
  }
}
