package dev.handover.process;

import dev.handover.rollout.Incidents;
import java.util.List;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.springframework.stereotype.Component;

/**
 * The engine's incidents where they arose; those above them, in calling processes, are the same.
 */
@Component
final class CamundaIncidents implements Incidents {

  private final RuntimeService runtime;
  private final RepositoryService repository;
  private final Caller caller;

  CamundaIncidents(RuntimeService runtime, RepositoryService repository, Caller caller) {
    this.runtime = runtime;
    this.repository = repository;
    this.caller = caller;
  }

  @Override
  public List<Incident> open(int most) {
    return caller.asHandover(
        () ->
            runtime.createIncidentQuery().orderByIncidentTimestamp().desc().list().stream()
                .filter(incident -> incident.getId().equals(incident.getRootCauseIncidentId()))
                .limit(most)
                .map(this::incident)
                .toList());
  }

  private Incident incident(org.camunda.bpm.engine.runtime.Incident found) {
    ProcessInstance process =
        found.getProcessInstanceId() == null
            ? null
            : runtime
                .createProcessInstanceQuery()
                .processInstanceId(found.getProcessInstanceId())
                .singleResult();
    String of = process == null ? null : process.getBusinessKey();
    boolean programme = isOf(CamundaProgrammeWorkflow.PROCESS, process);
    boolean rollout =
        !programme
            && !isOf(CamundaRemoteWorkflow.PROCESS, process)
            && !isOf(CamundaEnablementWorkflow.PROCESS, process);
    return new Incident(
        rollout ? of : null,
        programme ? of : null,
        step(found),
        found.getIncidentMessage(),
        found.getIncidentTimestamp().toInstant());
  }

  private static boolean isOf(String definition, ProcessInstance process) {
    return process != null && process.getProcessDefinitionId().startsWith(definition + ":");
  }

  private String step(org.camunda.bpm.engine.runtime.Incident found) {
    ModelElementInstance activity =
        found.getProcessDefinitionId() == null || found.getActivityId() == null
            ? null
            : repository
                .getBpmnModelInstance(found.getProcessDefinitionId())
                .getModelElementById(found.getActivityId());
    String name = activity == null ? null : activity.getAttributeValue("name");
    return name == null ? "a step without a name" : name;
  }
}
