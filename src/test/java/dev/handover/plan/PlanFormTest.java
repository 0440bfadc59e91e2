package dev.handover.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A plan as fields, and back. */
class PlanFormTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "soak: {pilot: P3D}                    | soak.pilot         | 3 days",
        "soak: {pilot: PT72H}                  | soak.pilot         | 3 days",
        "soak: {pilot: P1DT6H30M}              | soak.pilot         | 1 day 6 hours 30 minutes",
        "soak: {pilot: PT90S}                  | soak.pilot         | PT90S",
        "soak: {pilot: soon}                   | soak.pilot         | soon",
        "waves: [0.05, 50%, '0.5 %', 1]        | waves              | 5%, 50%, 0.5 %, 100%",
        "exclude: ['a, b', c]                  | exclude            | '\"a, b\", c'",
        "pilot: {size: 200}                    | pilot.size         | 200",
        "pilot: {size: [1]}                    | pilot.size         | ''",
        "gate: {minCoverage: 0.875}            | gate.minCoverage   | 87.5%",
        "gate: {metrics: [{advisory: true}]}   | gate.metrics[0].advisory | true",
        "schedule: {start: '2026-12-01T21:00+01:00'} | schedule.start | 2026-12-01T20:00",
        "schedule: {start: tomorrow}           | schedule.start     | ''",
        "population: managementState==CO_MANAGED;site=in=(LON,\"a b\") | sites | LON, a b",
        "population: managementState==CO_MANAGED;site==LON | sites | LON",
        "population: managementState==CO_MANAGED;site==L*  | sites | ''",
      })
  void a_field_shows_what_people_write_and_writing_the_same_changes_nothing(
      String yaml, String field, String shown) {
    PlanDraft draft = PlanDraft.read(yaml);
    PlanForm form = new PlanForm(draft);

    assertThat(form.value(field)).isEqualTo(shown);
    assertThat(form.changes(Map.of(field, shown), draft)).isEmpty();
    assertThat(draft.yaml()).isEqualTo(PlanDraft.read(yaml).yaml());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "soak.pilot          | 36 hours      | soak: {pilot: P1DT12H}",
        "soak.pilot          | 2d            | soak: {pilot: P2D}",
        "soak.pilot          | P2D           | soak: {pilot: P2D}",
        "soak.pilot          | whenever      | soak: {pilot: whenever}",
        "waves               | 5%,0.5 ,, 100% | waves: [5%, 50%, 100%]",
        "exclude             | '\"a, b\",c'  | exclude: ['a, b', c]",
        "pilot.size          | 12            | pilot: {size: 12}",
        "pilot.size          | a dozen       | pilot: {size: a dozen}",
        "gate.minCoverage    | 0.9           | gate: {minCoverage: 90%}",
        "schedule.start      | 2026-12-01T20:00 | schedule: {start: '2026-12-01T20:00Z'}",
        "sites               | LON, a b      | 'population: managementState==CO_MANAGED;site=in=(LON,\"a b\")'",
      })
  void what_is_typed_is_written_as_plans_have_it(String field, String typed, String yaml) {
    PlanDraft draft = PlanDraft.empty();

    assertThat(new PlanForm(PlanDraft.empty()).changes(Map.of(field, typed), draft))
        .containsExactly(field);

    assertThat(draft.yaml()).isEqualTo(yaml + "\n");
  }

  @Test
  void what_is_emptied_is_left_out_and_what_the_form_does_not_know_stays() {
    PlanDraft draft = PlanDraft.read("pilot: {size: 5, unknown: 1}\nshadow: [{name: a}]");
    new PlanForm(draft).changes(Map.of("pilot.size", " "), draft);

    assertThat(draft.yaml()).isEqualTo("pilot: {unknown: 1}\nshadow:\n- {name: a}\n");
  }

  @Test
  void fields_that_were_not_sent_are_not_changed() {
    PlanDraft draft = PlanDraft.read("title: a\npilot: {size: 5}");

    assertThat(new PlanForm(draft).changes(new HashMap<>(), draft)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "waves[2], waves",
    "waves, waves",
    "pilot, pilot.size",
    "pilot.size, pilot.size",
    "soak, soak.pilot",
    "gate, gate.metrics",
    "gate.metrics, gate.metrics",
    "gate.metrics[1].limit, gate.metrics[1].limit",
    "gate.metrics[1].alpha, gate.metrics[1]",
    "gate.metrics[1], gate.metrics[1]",
    "schedule.expand, schedule.expand.recurrence",
    "impact, impact.maxBlockedUsers",
    "exclude[0], exclude",
  })
  void every_place_has_a_field_at_which_it_is_told(String place, String field) {
    assertThat(PlanForm.field(place)).contains(field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plan", "colour", "shadow[0].name", "policy", ""})
  void what_the_form_has_no_field_for_is_told_beside_the_text(String place) {
    assertThat(PlanForm.field(place)).isEmpty();
  }

  @Test
  void only_the_simplest_filters_are_sites() {
    for (String more :
        List.of(
            "site==LON",
            "managementState==CO_MANAGED,site==LON",
            "managementState==CO_MANAGED;site=in=(LON",
            "managementState==CO_MANAGED;site=in=(LON,)",
            "managementState==CO_MANAGED;site=in=()",
            "managementState==CO_MANAGED;site=in=(LON);model==x",
            "managementState==CO_MANAGED;site==LON;model==x",
            "managementState==CO_MANAGED;site==LON,BER")) {
      PlanDraft draft = PlanDraft.empty();
      draft.put("population", more);
      assertThat(new PlanForm(draft).bySites()).as(more).isFalse();
    }
  }
}
