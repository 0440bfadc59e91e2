package dev.handover.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A plan that is being written, changed place by place and written out again. */
class PlanDraftTest {

  @Property(tries = 1_000)
  void any_text_is_written_so_that_it_is_read_as_the_same_text(@ForAll String text) {
    if (text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF || c == 0x85)) {
      return; // Half a character is none in any encoding, and no text of a plan has this end of
      // line.
    }
    PlanDraft draft = PlanDraft.empty();
    draft.put("title", text);
    draft.add("exclude", JsonNodeFactory.instance.textNode(text));

    PlanDraft again = PlanDraft.read(draft.yaml());

    assertThat(again.at("title").textValue()).isEqualTo(text);
    assertThat(again.at("exclude[0]").textValue()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yes",
        "on",
        "null",
        "~",
        "1",
        "1.5",
        "1e5",
        "0x1F",
        "0o17",
        "017",
        "1_000",
        "20:00",
        "1:30",
        "2026-12-01",
        "2026-12-01T20:00:00Z",
        "=",
        "<<",
        "*a",
        "&a",
        "!a",
        "- a",
        "a: b",
        "a #b",
        "#a",
        "%a",
        "@a",
        "`a",
        "{a",
        "[a",
        "\"a",
        "'a",
        " a ",
        "true",
        ".nan",
        "+1",
        "-",
        "?",
        "5%"
      })
  void a_text_that_looks_like_something_else_stays_a_text(String text) {
    PlanDraft draft = PlanDraft.empty();
    draft.put("title", text);

    assertThat(PlanDraft.read(draft.yaml()).at("title").textValue()).isEqualTo(text);
  }

  @Example
  void what_holds_values_only_stands_on_one_line_and_new_keys_stand_where_people_look_for_them() {
    PlanDraft draft = PlanDraft.read("waves: [100%]\nsoak: {pilot: P1D}\nunknown: 1\n");
    draft.put("workload", "client-apps");
    draft.put("soak.wave", "PT6H");
    draft.add("gate.metrics", PlanForm.metric("noncompliant", new Rates(.02, .08)));

    assertThat(draft.yaml())
        .isEqualTo(
            """
            workload: client-apps
            waves: [100%]
            soak: {pilot: P1D, wave: PT6H}
            unknown: 1
            gate:
              metrics:
              - {name: noncompliant, expected: 2%, limit: 8%}
            """);
  }

  @Example
  void a_group_goes_with_the_last_that_it_holds() {
    PlanDraft draft = PlanDraft.read("schedule: {expand: {at: '20:00'}}\ntitle: a\n");

    draft.put("schedule.expand.at", MissingNode.getInstance());
    draft.put("impact.maxBlockedUsers", MissingNode.getInstance());

    assertThat(draft.yaml()).isEqualTo("title: a\n");
  }

  @Example
  void an_entry_is_taken_out_if_it_is_there() {
    PlanDraft draft = PlanDraft.read("exclude: [a, b]");
    for (String entry : new String[] {"exclude[7]", "exclude[x]", "title[0]", "", "exclude[0]"}) {
      draft.remove(entry);
    }
    assertThat(draft.yaml()).isEqualTo("exclude: [b]\n");
  }

  @Example
  void a_value_where_a_group_should_be_gives_way_to_it() {
    PlanDraft draft = PlanDraft.read("pilot: 5");
    draft.put("pilot.size", JsonNodeFactory.instance.numberNode(7));

    assertThat(draft.yaml()).isEqualTo("pilot: {size: 7}\n");
  }

  @ParameterizedTest
  @CsvSource({
    "'title: a # why', true",
    "'# why\ntitle: a', true",
    "'title: \"a # b\"', false",
    "'{\t\"title\": \"#\"}', false"
  })
  void comments_are_noticed(String text, boolean commented) {
    assertThat(PlanDraft.commented(text)).isEqualTo(commented);
  }

  @ParameterizedTest
  @ValueSource(strings = {"- a", "words", "title: [a", "{"})
  void what_is_no_plan_is_refused(String text) {
    assertThatThrownBy(() -> PlanDraft.read(text)).isInstanceOf(InvalidPlan.class);
  }
}
