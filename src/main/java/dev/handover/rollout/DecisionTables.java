package dev.handover.rollout;

import java.time.Instant;
import java.util.List;

/**
 * The tables by which rollouts are decided about, as people read them. Here for direction, as
 * {@link ReadinessTables} is.
 */
public interface DecisionTables {

  /** Each as it is in force now, in the order in which a rollout comes to them. */
  List<DecisionTable> inForce();

  /**
   * @param key as the file names it, {@code rolloutPolicy}
   * @param description what the table is asked; empty where it does not say
   * @param hitPolicy which rules count, {@code FIRST}
   * @param inputs what is looked at, as headings
   * @param outputs what it answers, as headings
   */
  record DecisionTable(
      String key,
      String name,
      String description,
      int version,
      Instant deployedAt,
      String hitPolicy,
      List<String> inputs,
      List<String> outputs,
      List<Rule> rules) {

    public DecisionTable {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
      rules = List.copyOf(rules);
    }
  }

  /**
   * @param description why there is such a rule; empty where it does not say
   * @param conditions one per input, as FEEL; empty where anything fits
   * @param answers one per output, as FEEL
   */
  record Rule(String description, List<String> conditions, List<String> answers) {

    public Rule {
      conditions = List.copyOf(conditions);
      answers = List.copyOf(answers);
    }
  }
}
