package dev.handover.process;

import dev.handover.rollout.DecisionTables;
import dev.handover.rollout.ReadinessTables;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.DmnElement;
import org.camunda.bpm.model.dmn.instance.Text;
import org.springframework.stereotype.Component;

/** Reads the tables that the engine decides by, whatever stands in them. */
@Component
final class DmnDecisionTables implements DecisionTables {

  private static final List<String> LATEST = List.of("rolloutPolicy", "approvalPolicy");

  private final RepositoryService repository;
  private final ReadinessTables readiness;
  private final Caller caller;

  DmnDecisionTables(RepositoryService repository, ReadinessTables readiness, Caller caller) {
    this.repository = repository;
    this.readiness = readiness;
    this.caller = caller;
  }

  @Override
  public List<DecisionTable> inForce() {
    List<ReadinessTables.Version> versions = readiness.versions();
    return caller.asHandover(
        () ->
            Stream.concat(
                    Stream.of(ReadinessTables.inForce(versions).id()),
                    LATEST.stream().map(this::latest))
                .map(this::table)
                .toList());
  }

  private String latest(String key) {
    return repository
        .createDecisionDefinitionQuery()
        .decisionDefinitionKey(key)
        .latestVersion()
        .singleResult()
        .getId();
  }

  private DecisionTable table(String id) {
    DecisionDefinition definition = repository.getDecisionDefinition(id);
    Instant deployedAt =
        repository
            .createDeploymentQuery()
            .deploymentId(definition.getDeploymentId())
            .singleResult()
            .getDeploymentTime()
            .toInstant();
    Decision decision = repository.getDmnModelInstance(id).getModelElementById(definition.getKey());
    var table = (org.camunda.bpm.model.dmn.instance.DecisionTable) decision.getExpression();
    return new DecisionTable(
        definition.getKey(),
        definition.getName(),
        description(decision),
        definition.getVersion(),
        deployedAt,
        table.getHitPolicy().name(),
        table.getInputs().stream().map(DmnElement::getLabel).toList(),
        table.getOutputs().stream().map(DmnElement::getLabel).toList(),
        table.getRules().stream().map(DmnDecisionTables::rule).toList());
  }

  private static Rule rule(org.camunda.bpm.model.dmn.instance.Rule rule) {
    return new Rule(
        description(rule),
        rule.getInputEntries().stream().map(entry -> text(entry.getText())).toList(),
        rule.getOutputEntries().stream().map(entry -> text(entry.getText())).toList());
  }

  private static String description(DmnElement element) {
    return element.getDescription() == null
        ? ""
        : Objects.requireNonNullElse(element.getDescription().getTextContent(), "").strip();
  }

  private static String text(Text text) {
    return text == null ? "" : text.getTextContent().strip();
  }
}
