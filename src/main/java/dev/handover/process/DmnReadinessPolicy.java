package dev.handover.process;

import dev.handover.rollout.Finding.Severity;
import dev.handover.rollout.ReadinessPolicy;
import dev.handover.rollout.ReadinessTables;
import dev.handover.rollout.ReadinessTables.Version;
import dev.handover.workload.Workload;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.dmn.engine.DmnDecisionRuleResult;
import org.camunda.bpm.engine.DecisionService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.util.ConcurrentLruCache;

/**
 * Weighs findings by the version of the decision table {@code readinessPolicy} that is in force
 * when it is asked: a table that an administrator puts in force counts at the next look of every
 * rollout. Handover asks it in its own name: whoever checks a plan need not be allowed to evaluate
 * decisions.
 */
@Component
final class DmnReadinessPolicy implements ReadinessPolicy {

  private static final Logger log = LoggerFactory.getLogger(DmnReadinessPolicy.class);

  private final DmnReadinessTables tables;
  private final DecisionService decisions;
  private final Caller caller;

  // A deployed definition never changes, so neither does what it answers
  private final ConcurrentLruCache<Question, Rule> answers =
      new ConcurrentLruCache<>(1_000, this::ask);

  DmnReadinessPolicy(DmnReadinessTables tables, DecisionService decisions, Caller caller) {
    this.tables = tables;
    this.decisions = decisions;
    this.caller = caller;
  }

  private record Question(String definitionId, Workload workload, String code) {}

  @Override
  public Map<String, Rule> rules(Workload workload, Set<String> codes) {
    return caller.asHandover(
        () -> {
          List<Version> versions = tables.versions();
          Map<String, Rule> rules = new HashMap<>();
          for (String code : codes) {
            rules.put(
                code,
                versions.isEmpty()
                    ? Rule.STRICTEST
                    : answers.get(
                        new Question(ReadinessTables.inForce(versions).id(), workload, code)));
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
