package dev.handover.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.sql.Sorting.Sort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SortingTest {

  private static final Sorting LIST =
      Sorting.usually("created,desc")
          .by("title", "lower(title) ^, id ^")
          .by("created", "created_at ^, id ^");

  @Test
  void nothing_asked_for_is_the_usual_order() {
    for (String nothing : new String[] {null, "", " "}) {
      assertThat(LIST.orderBy(LIST.of(nothing))).isEqualTo("created_at desc, id desc");
    }
  }

  @Test
  void a_key_is_sorted_by_upwards_unless_downwards_is_said() {
    assertThat(LIST.orderBy(LIST.of("title"))).isEqualTo("lower(title) asc, id asc");
    assertThat(LIST.of("title,asc")).isEqualTo(new Sort("title", false));
    assertThat(LIST.orderBy(LIST.of("title,desc"))).isEqualTo("lower(title) desc, id desc");
    assertThat(LIST.of("title,desc")).hasToString("title,desc");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "owner",
        "title,down",
        "title,desc,desc",
        ",",
        "title,",
        "title;drop table x",
        "^"
      })
  void whatever_else_is_asked_for_is_refused_with_what_there_is(String asked) {
    assertThatThrownBy(() -> LIST.of(asked))
        .isInstanceOf(UnknownSort.class)
        .hasMessage(
            "This list is sorted by one of title, created, with ,asc or ,desc behind it where"
                + " wanted.");
    assertThatThrownBy(() -> LIST.orderBy(new Sort(asked, false))).isInstanceOf(UnknownSort.class);
  }
}
