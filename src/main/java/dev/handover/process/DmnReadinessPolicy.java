package dev.handover.process;

import dev.handover.rollout.Finding.Severity;
import dev.handover.rollout.ReadinessPolicy;
import dev.handover.workload.Workload;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.dmn.engine.DmnDecisionRuleResult;
import org.camunda.bpm.engine.DecisionService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.util.ConcurrentLruCache;

/**
 * Weighs findings by the decision table {@code readinessPolicy} as last deployed. Handover asks it
 * in its own name: whoever checks a plan need not be allowed to evaluate decisions.
 */
@Component
final class DmnReadinessPolicy implements ReadinessPolicy {

  private static final Logger log = LoggerFactory.getLogger(DmnReadinessPolicy.class);
  private static final String KEY = "readinessPolicy";

  private final RepositoryService repository;
  private final DecisionService decisions;
  private final Caller caller;

  // A deployed definition never changes, so neither does what it answers
  private final ConcurrentLruCache<Question, Rule> answers =
      new ConcurrentLruCache<>(1_000, this::ask);

  DmnReadinessPolicy(RepositoryService repository, DecisionService decisions, Caller caller) {
    this.repository = repository;
    this.decisions = decisions;
    this.caller = caller;
  }

  private record Question(String definitionId, Workload workload, String code) {}

  @Override
  public Map<String, Rule> rules(Workload workload, Set<String> codes) {
    return caller.asHandover(
        () -> {
          DecisionDefinition definition =
              repository
                  .createDecisionDefinitionQuery()
                  .decisionDefinitionKey(KEY)
                  .latestVersion()
                  .singleResult();
          Map<String, Rule> rules = new HashMap<>();
          for (String code : codes) {
            rules.put(
                code,
                definition == null
                    ? Rule.STRICTEST
                    : answers.get(new Question(definition.getId(), workload, code)));
          }
          return rules;
        });
  }

  private Rule ask(Question question) {
    DmnDecisionRuleResult result =
        decisions
            .evaluateDecisionTableById(question.definitionId())
            .variables(Map.of("code", question.code(), "workload", question.workload().slug()))
            .evaluate()
            .getFirstResult();
    Object severity = result == null ? null : result.get("severity");
    Object device = result == null ? null : result.get("device");
    for (Severity known : Severity.values()) {
      if (known.name().equals(severity)) {
        return new Rule(known, !"KEEP".equals(device));
      }
    }
    log.debug(
        "The readiness policy does not say how much {} weighs for {}: it blocks.",
        question.code(),
        question.workload());
    return Rule.STRICTEST;
  }
}
