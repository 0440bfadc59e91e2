package dev.handover.process;

import dev.handover.rollout.RolloutDiagrams;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.camunda.bpm.engine.runtime.ActivityInstance;
import org.camunda.bpm.engine.runtime.Incident;
import org.camunda.bpm.engine.runtime.TransitionInstance;
import org.springframework.stereotype.Component;

/** Tells from the engine's state and history where the processes of a rollout stand. */
@Component
final class CamundaDiagrams implements RolloutDiagrams {

  private final RepositoryService repository;
  private final RuntimeService runtime;
  private final HistoryService history;
  private final Caller caller;

  CamundaDiagrams(
      RepositoryService repository, RuntimeService runtime, HistoryService history, Caller caller) {
    this.repository = repository;
    this.runtime = runtime;
    this.history = history;
    this.caller = caller;
  }

  /** A process that has been called, or the rollout's own, which nobody has. */
  private record Call(String instanceId, String by, String at) {}

  @Override
  public List<Diagram> of(String instanceId) {
    return caller.asHandover(
        () -> {
          List<Diagram> diagrams = new ArrayList<>();
          Deque<Call> calls = new ArrayDeque<>(List.of(new Call(instanceId, null, null)));
          while (!calls.isEmpty()) {
            Call call = calls.pop();
            List<HistoricActivityInstance> activities =
                history
                    .createHistoricActivityInstanceQuery()
                    .processInstanceId(call.instanceId())
                    .list();
            diagram(call, activities).ifPresent(diagrams::add);
            activities.stream()
                .filter(a -> a.getEndTime() == null && a.getCalledProcessInstanceId() != null)
                .map(
                    a ->
                        new Call(
                            a.getCalledProcessInstanceId(), call.instanceId(), a.getActivityId()))
                .forEach(calls::push);
          }
          return diagrams;
        });
  }

  private Optional<Diagram> diagram(Call call, List<HistoricActivityInstance> activities) {
    HistoricProcessInstance instance =
        history
            .createHistoricProcessInstanceQuery()
            .processInstanceId(call.instanceId())
            .singleResult();
    if (instance == null) {
      return Optional.empty();
    }
    Map<String, Instant> began = new HashMap<>();
    activities.stream()
        .filter(a -> a.getEndTime() == null)
        .forEach(a -> began.put(a.getActivityId(), a.getStartTime().toInstant()));
    return Optional.of(
        new Diagram(
            call.instanceId(),
            call.by(),
            call.at(),
            title(call, instance),
            instance.getProcessDefinitionId(),
            tokens(call.instanceId(), began),
            activities.stream()
                .filter(a -> a.getEndTime() != null && !a.isCanceled())
                .map(HistoricActivityInstance::getActivityId)
                .distinct()
                .toList()));
  }

  private String title(Call call, HistoricProcessInstance instance) {
    String name = instance.getProcessDefinitionName();
    boolean running = instance.getEndTime() == null && call.by() != null;
    Object wave = running ? runtime.getVariable(call.instanceId(), Var.WAVE.name()) : null;
    return wave == null
        ? name
        : "%s, %s".formatted(name, wave.equals(0) ? "pilot" : "wave " + wave);
  }

  private List<Token> tokens(String instanceId, Map<String, Instant> began) {
    ActivityInstance root =
        runtime.createProcessInstanceQuery().processInstanceId(instanceId).count() == 0
            ? null
            : runtime.getActivityInstance(instanceId);
    List<Token> tokens = new ArrayList<>();
    if (root != null) {
      Map<String, String> incidents = new HashMap<>();
      runtime
          .createIncidentQuery()
          .processInstanceId(instanceId)
          .list()
          .forEach(i -> incidents.put(i.getId(), sentence(i)));
      collect(root, began, incidents, tokens);
    }
    return tokens;
  }

  /** Only the innermost: what a token stands in with all its scopes is one place. */
  private static void collect(
      ActivityInstance at,
      Map<String, Instant> began,
      Map<String, String> incidents,
      List<Token> tokens) {
    for (ActivityInstance child : at.getChildActivityInstances()) {
      collect(child, began, incidents, tokens);
    }
    for (TransitionInstance next : at.getChildTransitionInstances()) {
      tokens.add(
          new Token(
              next.getActivityId(),
              next.getActivityName(),
              null,
              first(next.getIncidentIds(), incidents)));
    }
    if (at.getChildActivityInstances().length + at.getChildTransitionInstances().length == 0
        && at.getParentActivityInstanceId() != null) {
      tokens.add(
          new Token(
              at.getActivityId(),
              at.getActivityName(),
              began.get(at.getActivityId()),
              first(at.getIncidentIds(), incidents)));
    }
  }

  private static String first(String[] ids, Map<String, String> incidents) {
    return ids == null
        ? null
        : Arrays.stream(ids).map(incidents::get).filter(Objects::nonNull).findFirst().orElse(null);
  }

  private static String sentence(Incident incident) {
    return Objects.requireNonNullElse(incident.getIncidentMessage(), "No reason was given.");
  }

  @Override
  public Optional<String> model(String definitionId) {
    return caller.asHandover(
        () -> {
          ProcessDefinition definition =
              repository
                  .createProcessDefinitionQuery()
                  .processDefinitionId(definitionId)
                  .singleResult();
          return definition == null ? Optional.empty() : Optional.of(read(definitionId));
        });
  }

  private String read(String definitionId) {
    try (InputStream model = repository.getProcessModel(definitionId)) {
      return new String(model.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
