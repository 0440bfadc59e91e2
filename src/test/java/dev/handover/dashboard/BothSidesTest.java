package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestDatabase;
import dev.handover.dashboard.BothSides.Sent;
import dev.handover.health.SignalRegistry;
import dev.handover.health.Signals;
import dev.handover.plan.Plans;
import dev.handover.plan.Problem;
import dev.handover.rollout.PlanTemplates;
import dev.handover.workload.Workload;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A form and a text that are the same plan, changed by somebody on either side. */
class BothSidesTest {

  private static final DataSource DATA = TestDatabase.h2();

  private final Plans plans = new Plans(Signals.names());
  private final PlanTemplates templates =
      new PlanTemplates(plans, new SignalRegistry(JdbcClient.create(DATA)));
  private final BothSides begin =
      BothSides.of(templates.of(Workload.CLIENT_APPS, 10_000), templates);

  @Test
  void what_nobody_changes_stays_as_it_is_written() {
    String text = begin.text() + "# mine\n";

    BothSides both = sides(text, Map.of());

    assertThat(both.text()).isEqualTo(text);
    assertThat(both.textChanged()).isFalse();
    assertThat(both.formChanged()).isFalse();
    assertThat(both.problems()).isEmpty();
  }

  @Test
  void what_is_changed_on_the_form_is_written_into_the_text_and_the_form_is_left_alone() {
    BothSides both = sides(begin.text() + "# mine\n", Map.of("pilot.size", "90"));

    assertThat(both.text()).contains("  size: 90\n").doesNotContain("# mine");
    assertThat(both.textChanged()).isTrue();
    assertThat(both.uncommented()).isTrue();
    assertThat(both.formChanged()).isFalse();
    assertThat(both.shown()).isEqualTo(both.text());
  }

  @Test
  void what_is_changed_in_the_text_is_shown_on_the_form_and_the_text_is_left_alone() {
    String text = begin.text().replace("P3D", "PT36H");

    BothSides both = sides(text, Map.of());

    assertThat(both.text()).isEqualTo(text);
    assertThat(both.textChanged()).isFalse();
    assertThat(both.formChanged()).isTrue();
    assertThat(both.form().value("soak.pilot")).isEqualTo("1 day 12 hours");
  }

  @Test
  void what_is_changed_on_both_at_once_is_brought_together() {
    BothSides both =
        sides(begin.text().replace("P3D", "P5D"), Map.of("overlapReason", "Agreed with Ann"));

    assertThat(both.text()).contains("pilot: P5D", "overlapReason: Agreed with Ann");
    assertThat(both.form().value("soak.pilot")).isEqualTo("5 days");
    assertThat(both.formChanged()).isTrue();
  }

  @Test
  void a_text_that_cannot_be_read_leaves_the_form_as_it_is_and_waits_for_what_is_typed_there() {
    String text = begin.text().replace("waves: [", "waves: [[");

    BothSides both = sides(text, Map.of());
    assertThat(both.problems()).singleElement().extracting(Problem::path).isEqualTo("plan");
    assertThat(both.text()).isEqualTo(text);
    assertThat(both.shown()).isEqualTo(begin.text());
    assertThat(both.textChanged() || both.formChanged() || both.unwritten()).isFalse();

    BothSides typed = sides(text, Map.of("title", "Another"));
    assertThat(typed.unwritten()).isTrue();
    assertThat(typed.text()).isEqualTo(text);
    assertThat(typed.form().value("title")).isEqualTo("Another");

    BothSides mended = sides(begin.text().replace("20%", "30%"), Map.of("title", "Another"));
    assertThat(mended.text()).contains("title: Another", "30%");
  }

  @Test
  void an_unreadable_text_is_written_anew_from_the_form_when_that_is_asked_for() {
    Sent sent =
        new Sent("{", begin.text(), fields(Map.of("title", "Another")), false, null, null, true);

    BothSides both = BothSides.of(sent, templates);

    assertThat(both.text()).isEqualTo(begin.text().replace("Client apps to Intune", "Another"));
    assertThat(both.problems()).isEmpty();
  }

  @Test
  void another_workload_brings_its_own_metrics_and_title_and_keeps_the_rest() {
    BothSides both =
        sides(begin.text(), Map.of("workload", "compliance-policies", "pilot.size", "90"));

    assertThat(both.text())
        .contains("title: Compliance policies to Intune", "name: noncompliant", "size: 90")
        .doesNotContain("app-install-failed");
    assertThat(both.formChanged()).isTrue();
    assertThat(both.problems()).isEmpty();

    BothSides named =
        sides(begin.text(), Map.of("workload", "compliance-policies", "title", "Ours"));
    assertThat(named.text()).contains("title: Ours");
  }

  @Test
  void another_metric_brings_its_usual_rates_and_a_comparison_its_margin() {
    assertThat(sides(begin.text(), Map.of("gate.metrics[0].name", "client-unhealthy")).text())
        .contains("{name: client-unhealthy, expected: 2%, limit: 8%}");
    assertThat(sides(begin.text(), Map.of("gate.metrics[0].kind", "change")).text())
        .contains("kind: change, margin: 1%, expected: 3%");
  }

  @Test
  void sites_are_no_longer_offered_where_the_filter_says_more() {
    String more = "managementState==CO_MANAGED;model==\"Latitude *\"";

    BothSides both = sides(begin.text(), Map.of("population", more));

    assertThat(both.formChanged()).isTrue();
    assertThat(both.form().bySites()).isFalse();
    assertThat(sides(begin.text(), Map.of("sites", "LON, BER")).text())
        .contains("population: managementState==CO_MANAGED;site=in=(LON,BER)");
  }

  @Test
  void metrics_come_and_go() {
    Sent more = new Sent(begin.text(), begin.text(), fields(Map.of()), true, null, null, false);
    BothSides three = BothSides.of(more, templates);
    assertThat(three.form().metrics()).isEqualTo(3);
    assertThat(three.formChanged()).isTrue();
    assertThat(three.problems()).isEmpty();

    Sent less =
        new Sent(
            begin.text(), begin.text(), fields(Map.of()), false, "gate.metrics[0]", null, false);
    BothSides one = BothSides.of(less, templates);
    assertThat(one.text()).doesNotContain("app-install-failed").contains("check-in-missing");
  }

  @Test
  void what_is_sent_by_somebody_who_never_saw_the_form_breaks_nothing() {
    Sent sent =
        new Sent("title: a", "]", Map.of("x", "y", "[9].name", "z"), false, "x[1]", null, false);

    assertThat(BothSides.of(sent, templates).text()).isEqualTo("title: a\n");
  }

  private BothSides sides(String text, Map<String, String> typed) {
    return BothSides.of(
        new Sent(text, begin.text(), fields(typed), false, null, null, false), templates);
  }

  /** All that the form has, with what somebody has typed over it. */
  private Map<String, String> fields(Map<String, String> typed) {
    Map<String, String> fields = new HashMap<>();
    begin.form().fields().forEach(f -> fields.put(f, begin.form().value(f)));
    fields.putAll(typed);
    return fields;
  }
}
