package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.health.PilotPower;
import dev.handover.health.Signal;
import dev.handover.health.SignalRegistry;
import dev.handover.health.Signals;
import dev.handover.plan.MetricPolicy;
import dev.handover.plan.Plan;
import dev.handover.plan.PlanDraft;
import dev.handover.plan.Plans;
import dev.handover.plan.Stratum;
import dev.handover.plan.Waves;
import dev.handover.workload.Workload;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Plans to begin with. */
class PlanTemplatesTest {

  private static final DataSource DATA = TestDatabase.h2();

  private final Plans plans = new Plans(Signals.names());
  private final PlanTemplates templates =
      new PlanTemplates(plans, new SignalRegistry(JdbcClient.create(DATA)));

  @ParameterizedTest
  @EnumSource
  void the_template_of_every_workload_is_a_plan_with_what_is_usual_for_it(Workload workload) {
    Plan plan = plans.parse(templates.of(workload, 10_000).yaml());

    assertThat(plan.workload()).isEqualTo(workload);
    assertThat(plan.title()).isEqualTo(workload.title() + " to Intune");
    assertThat(plan.pilot().stratifyBy()).containsExactly(Stratum.values());
    assertThat(plan.waves()).containsExactly(.05, .2, .5, 1.);
    assertThat(plan.soak().pilot()).isEqualTo(Duration.ofDays(3));
    assertThat(plan.approvals().expansion()).isPositive();
    assertThat(plan.gate().metrics())
        .extracting(MetricPolicy::name)
        .containsExactlyElementsOf(UsualMetrics.of(workload).keySet());
    for (MetricPolicy metric : plan.gate().metrics()) {
      assertThat(Signals.byName(metric.name()).map(Signal::workloads).orElseThrow())
          .contains(workload);
      PilotPower power = PilotPower.of(PilotPlanner.test(metric), plan.pilot().size());
      assertThat(power.atExpected().undecided()).as(metric.name()).isLessThanOrEqualTo(.1);
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "3", "200", "1500", "4000", "1000000"})
  void no_wave_of_a_template_is_empty_however_small_the_fleet_is(int devices) {
    for (Workload workload : Workload.values()) {
      Plan plan = plans.parse(templates.of(workload, devices).yaml());
      if (devices > 1) {
        assertThat(Waves.sizes(devices, plan.pilot().size(), plan.waves()))
            .allMatch(size -> size > 0);
      }
    }
  }

  @Test
  void sizes_are_fitted_to_the_metrics_that_judge_and_nothing_else_of_the_plan() {
    PlanDraft draft = templates.of(Workload.CLIENT_APPS, 10_000);
    Plan before = plans.parse(draft.yaml());
    assertThat(templates.fit(draft, 10_000)).as("it fits").isFalse();

    draft.put("pilot.size", JsonNodeFactory.instance.numberNode(7));
    draft.put("population", "site==LON");
    assertThat(templates.fit(draft, 10_000)).isTrue();
    Plan after = plans.parse(draft.yaml());
    assertThat(after.pilot().size()).isEqualTo(before.pilot().size());
    assertThat(after.population()).isEqualTo("site==LON");

    for (int i = 0; i < after.gate().metrics().size(); i++) {
      draft.put(
          "gate.metrics[%d].advisory".formatted(i), JsonNodeFactory.instance.booleanNode(i > 0));
    }
    templates.fit(draft, 1_000_000);
    assertThat(plans.parse(draft.yaml()).pilot().size())
        .isBetween(
            PilotPlanner.fewestToDecide(after.gate().metrics().get(0)),
            PilotPlanner.fewestToDecide(after.gate().metrics().get(0)) + 9);
  }

  @Test
  void a_copy_says_that_it_is_one_and_forgets_what_was_so_then() {
    PlanDraft draft = templates.of(Workload.CLIENT_APPS, 10_000);
    draft.put("title", "x".repeat(200));
    draft.put("schedule.start", "2020-01-01T00:00Z");
    draft.put("schedule.window", "nights");
    draft.put("overlapReason", "Agreed then");
    String json = plans.json(plans.parse(draft.yaml()));

    Plan copy = plans.parse(templates.copy(json, TestClock.START).yaml());

    assertThat(copy.title()).hasSize(197).endsWith("x (copy)");
    assertThat(copy.schedule().start()).isNull();
    assertThat(copy.schedule().window()).isEqualTo("nights");
    assertThat(copy.gate()).isEqualTo(plans.parse(draft.yaml()).gate());

    assertThat(templates.copy(json, TestClock.START).yaml())
        .as("as a person would have written it")
        .isEqualTo(
            draft
                .yaml()
                .replace("x".repeat(200), "x".repeat(190) + " (copy)")
                .replaceAll("start: '2020[^,]*, ", "")
                .replaceAll("overlapReason:.*\n", ""));

    draft.put("schedule.start", "2100-01-01T00:00Z");
    String ahead = plans.json(plans.parse(draft.yaml()));
    assertThat(plans.parse(templates.copy(ahead, TestClock.START).yaml()).schedule().start())
        .isNotNull();
  }
}
