package dev.handover.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handover.plan.MetricPolicy.Change;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Metrics of kind change, as plans write them. */
class ChangeMetricsTest {

  private static final Plans PLANS =
      new Plans(
          () -> Set.of("noncompliant", "blue-screens", "in-house"),
          name -> Optional.ofNullable(Map.of("blue-screens", new Rates(0.01, 0.05)).get(name)));

  @Test
  void a_margin_is_enough_where_the_signal_has_usual_rates_and_these_are_written_into_the_plan() {
    Plan plan = PLANS.parse(plan("name: blue-screens, kind: change, margin: 0.01"));

    assertThat(plan.gate().metrics())
        .containsExactly(
            new MetricPolicy(
                "blue-screens", 0.01, 0.05, 0.01, 0.05, false, new Change(0.01, 0.95)));
    assertThat(PLANS.json(plan))
        .contains(
            """
            {"name":"blue-screens","kind":"change","margin":0.01,"confidence":0.95,\
            "expected":0.01,"limit":0.05,"alpha":0.01,"beta":0.05,"advisory":false}""");
    assertThat(PLANS.parse(PLANS.json(plan))).isEqualTo(plan);
  }

  @Test
  void what_a_plan_says_itself_stands() {
    assertThat(
            PLANS
                .parse(
                    plan(
                        "name: blue-screens, kind: change, margin: 2%, confidence: 0.9,"
                            + " expected: 0.02, limit: 10%, alpha: 0.02, beta: 0.1, advisory: true }"
                            + "\n    - { name: noncompliant, expected: 0.02, limit: 0.08"))
                .gate()
                .metrics())
        .containsExactly(
            new MetricPolicy("blue-screens", 0.02, 0.1, 0.02, 0.1, true, new Change(0.02, 0.9)),
            new MetricPolicy("noncompliant", 0.02, 0.08, 0.01, 0.05, false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kind: change                                              | margin     | required
          kind: change, margin: 0                                   | margin     | greater than 0
          kind: change, margin: -1%                                 | margin     | such as 0.05
          kind: change, margin: 100%                                | margin     | less than 1
          kind: change, margin: 1.5                                 | margin     | more than the whole
          kind: change, margin: little                              | margin     | such as 0.05
          kind: change, margin: 0.01, confidence: 0.49              | confidence | at least 0.5
          kind: change, margin: 0.01, confidence: 1                 | confidence | less than 1
          kind: change, margin: 0.01, confidence: 95                | confidence | more than the whole
          kind: change, margin: 0.01, limit: 0.05                   | expected   | required
          kind: change, margin: 0.01, expected: 0.05                | limit      | required
          kind: change, margin: 0.01, expected: 0.05, limit: 0.05   | limit      | greater than normal
          kind: change, margin: 0.01, alpha: 0.5                    | alpha      | less than 0.5
          kind: change, margin: 0.01, tolerance: 0.5                | tolerance  | the keys are name, kind
          margin: 0.01, expected: 0.01, limit: 0.05                 | margin     | kind: change
          """)
  void a_mistake_is_refused_with_its_place_and_a_sentence(String metric, String key, String words) {
    assertThat(problems(plan("name: blue-screens, " + metric)))
        .anySatisfy(
            problem -> {
              assertThat(problem.path()).isEqualTo("gate.metrics[0]." + key);
              assertThat(problem.message()).contains(words).endsWith(".");
            });
  }

  @Test
  void a_signal_without_usual_rates_needs_those_of_the_plan() {
    assertThat(problems(plan("name: in-house, kind: change, margin: 0.01")))
        .containsExactly(
            new Problem(
                "gate.metrics[0].limit",
                "'in-house' has no usual limit; give expected and limit, by which it is judged where"
                    + " there is no control group."));
  }

  private static Iterable<Problem> problems(String text) {
    return catchThrowableOfType(InvalidPlan.class, () -> PLANS.parse(text)).problems();
  }

  private static String plan(String metric) {
    return """
        workload: client-apps
        population: site==LON
        pilot: { size: 20 }
        waves: [100%%]
        soak: { pilot: P1D, wave: PT12H, production: P2D }
        gate:
          metrics:
            - { %s }
        """
        .formatted(metric);
  }
}
