package dev.handover.plan;

import static dev.handover.plan.PlansTest.PLANS;
import static dev.handover.plan.PlansTest.SHORT;
import static dev.handover.plan.PlansTest.problems;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that is no plan at all, by mistake or by malice. */
class PlanTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"", "  \n", "[]", "just words", "5", "null", "- a\n- b", "---\n...", "# x"})
  void what_is_no_object_is_refused(String text) {
    assertThat(problems(text)).extracting(Problem::path).containsExactly("plan");
  }

  @Test
  void no_text_at_all_is_refused() {
    assertThat(problems(null)).containsExactly(new Problem("plan", "The plan is empty."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "title: a\ntitle: b",
        "{\"title\": \"a\", \"title\": \"b\"}",
        "{title: a, title: b}",
        "title: [a",
        "{\"title\": \"a\"",
        "{\"title\": \"a\"} {}",
        "title: a\n---\ntitle: b",
        "\ttitle: a",
        "title: \"\u0001\"",
      })
  void text_that_is_broken_or_ambiguous_is_refused_with_its_line(String text) {
    assertThat(problems(text))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.path()).isEqualTo("plan");
              assertThat(problem.message()).contains("line ", "column ").endsWith(".");
            });
  }

  @Test
  void an_alias_is_refused_so_that_no_bomb_can_unfold() {
    String bomb =
        """
        a: &a [x, x, x, x, x, x, x, x, x]
        b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
        c: [*b, *b, *b, *b, *b, *b, *b, *b, *b]
        """;

    assertThat(problems(bomb))
        .singleElement()
        .extracting(Problem::message)
        .asString()
        .startsWith("Line 1: anchors (&) and aliases (*) are not allowed");
    assertThat(problems("title: *")).hasSize(1);
    assertThat(problems("title: *name")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "- ", "{a: ", "[["})
  void endless_nesting_is_refused(String open) {
    assertThat(problems(open.repeat(1000)))
        .hasSize(1)
        .noneMatch(p -> p.message().contains("Stream"));
    assertThat(problems("{\"title\":" + open.repeat(1000))).hasSize(1);
  }

  @Test
  void text_after_the_plan_is_refused_in_plain_words() {
    assertThat(problems(SHORT + "---\ntitle: b"))
        .singleElement()
        .extracting(Problem::message)
        .asString()
        .endsWith("one plan is expected, and more follows here.");
  }

  @Test
  void more_than_a_hundred_thousand_bytes_are_refused() {
    String room = " ".repeat(100_000 - SHORT.length() - 1);

    assertThat(PLANS.parse(SHORT + "#" + room)).isEqualTo(PLANS.parse(SHORT));
    assertThat(problems(SHORT + "# " + room))
        .containsExactly(new Problem("plan", "The plan is longer than 100,000 bytes."));
  }
}
