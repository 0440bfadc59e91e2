package dev.handover.process;

import dev.handover.rollout.Refused;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.migration.MigratingProcessInstanceValidationException;
import org.camunda.bpm.engine.migration.MigrationPlan;
import org.camunda.bpm.engine.migration.MigrationPlanValidationException;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.springframework.stereotype.Component;

/**
 * Takes the process of a rollout, and those that it has called, to the newest models. What it waits
 * for is mapped by its id, which a model keeps for as long as it means the same.
 */
@Component
final class ModelMigration {

  private final RuntimeService runtime;
  private final RepositoryService repository;

  ModelMigration(RuntimeService runtime, RepositoryService repository) {
    this.runtime = runtime;
    this.repository = repository;
  }

  /**
   * @param root the key of the process that has called all the others
   * @return the newest model of it, as {@code workloadRollout:4}
   * @throws Refused if no process runs, it runs on the newest models, or it stands where they have
   *     nothing that corresponds; the caller's transaction must not be kept then
   */
  String migrate(String root, String rolloutId) {
    List<ProcessInstance> all =
        runtime.createProcessInstanceQuery().processInstanceBusinessKey(rolloutId).list();
    if (all.isEmpty()) {
      throw Refused.conflict("No process of rollout %s runs; it has ended.".formatted(rolloutId));
    }
    ProcessDefinition newest =
        repository
            .createProcessDefinitionQuery()
            .processDefinitionKey(root)
            .latestVersion()
            .singleResult();
    List<ProcessInstance> earlier =
        all.stream()
            // Those that were called after those that have called them.
            .sorted(Comparator.comparing(i -> !i.getId().equals(i.getRootProcessInstanceId())))
            .filter(i -> !i.getProcessDefinitionId().equals(target(i, newest).getId()))
            .toList();
    if (earlier.isEmpty()) {
      throw Refused.conflict(
          "Rollout %s runs on the newest version of its process already.".formatted(rolloutId));
    }
    earlier.forEach(i -> migrate(i, target(i, newest)));
    return newest.getId().substring(0, newest.getId().lastIndexOf(':'));
  }

  /** The model that was deployed together with the newest of the root. */
  private ProcessDefinition target(ProcessInstance instance, ProcessDefinition newest) {
    String key = instance.getProcessDefinitionKey();
    ProcessDefinition target =
        repository
            .createProcessDefinitionQuery()
            .deploymentId(newest.getDeploymentId())
            .processDefinitionKey(key)
            .singleResult();
    if (target == null) {
      throw Refused.conflict(
          "The newest version has no process '%s', in which this rollout stands; it ends on the version that it runs on."
              .formatted(key));
    }
    return target;
  }

  private void migrate(ProcessInstance instance, ProcessDefinition target) {
    try {
      MigrationPlan plan =
          runtime
              .createMigrationPlan(instance.getProcessDefinitionId(), target.getId())
              .mapEqualActivities()
              .updateEventTriggers()
              .build();
      runtime.newMigration(plan).processInstanceIds(instance.getId()).execute();
    } catch (MigratingProcessInstanceValidationException e) {
      throw standsElsewhere(
          e.getValidationReport().getActivityInstanceReports().stream()
              .map(report -> report.getSourceScopeId())
              .distinct()
              .collect(Collectors.joining(", ")));
    } catch (MigrationPlanValidationException e) {
      throw standsElsewhere(
          e.getValidationReport().getInstructionReports().stream()
              .map(report -> report.getMigrationInstruction().getSourceActivityId())
              .distinct()
              .collect(Collectors.joining(", ")));
    }
  }

  private static Refused standsElsewhere(String where) {
    return Refused.conflict(
        "The newest version has nothing that corresponds to where this rollout stands (%s); try again at another step."
            .formatted(where));
  }
}
