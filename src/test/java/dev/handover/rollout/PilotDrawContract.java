package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.authority.Eligibility.Selection;
import dev.handover.plan.Stratum;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How a pilot is drawn from a selection, on both databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PilotDrawContract {

  private final JdbcClient jdbc = JdbcClient.create(dataSource());

  abstract DataSource dataSource();

  /** 600 at LON, 300 at BER, 99 at no known site, 1 at MAD, and 200 at PAR that may not move. */
  @BeforeAll
  void aSelection() {
    jdbc.sql(
            "create table chosen (id bigint, model varchar(9), os_build varchar(9), site varchar(9), reason varchar(9))")
        .update();
    for (int id = 1; id <= 1_200; id++) {
      jdbc.sql("insert into chosen values (:id, 'M', 'B', :site, :reason)")
          .param("id", id)
          .param(
              "site",
              id <= 600 ? "LON" : id <= 900 ? "BER" : id <= 999 ? null : id == 1000 ? "MAD" : "PAR")
          .param("reason", id <= 1_000 ? null : "SILENT")
          .update();
    }
  }

  @Test
  void each_stratum_gets_its_share_and_an_unknown_value_is_a_stratum_of_its_own() {
    List<Long> pilot = draw(List.of(Stratum.MODEL, Stratum.SITE)).draw(100, 0.005, Set.of(), 7);

    assertThat(pilot).hasSize(100).doesNotHaveDuplicates().isSorted();
    assertThat(pilot).filteredOn(id -> id <= 600).hasSizeBetween(59, 61);
    assertThat(pilot).filteredOn(id -> id > 600 && id <= 900).hasSizeBetween(29, 31);
    assertThat(pilot).filteredOn(id -> id > 900 && id <= 999).hasSizeBetween(9, 10);
    assertThat(pilot).contains(1_000L);
    assertThat(pilot).allMatch(id -> id <= 1_000);
  }

  @Test
  void the_same_seed_draws_the_same_devices_and_another_one_others_of_every_age() {
    PilotDraw draw = draw(List.of(Stratum.SITE));

    assertThat(draw.draw(100, 0.005, Set.of(), 7)).isEqualTo(draw.draw(100, 0.005, Set.of(), 7));
    assertThat(draw.draw(100, 0.005, Set.of(), 7)).isNotEqualTo(draw.draw(100, 0.005, Set.of(), 8));
    assertThat(draw.draw(100, 0.005, Set.of(), 7))
        .filteredOn(id -> id <= 300)
        .hasSizeBetween(15, 45);
  }

  @Test
  void without_strata_it_is_drawn_from_all_and_a_large_one_takes_all() {
    assertThat(draw(List.of()).draw(100, 0.005, Set.of(), 7)).hasSize(100);
    assertThat(draw(List.of()).draw(5_000, 0.005, Set.of(), 7)).hasSize(1_000);
    assertThat(draw(List.of(Stratum.OS_BUILD)).draw(0, 0.005, Set.of(), 7)).isEmpty();
  }

  @Test
  void devices_that_are_sure_are_in_it_and_what_they_meet_takes_no_other_seat() {
    List<Long> pilot = draw(List.of(Stratum.SITE)).draw(4, 0.0005, Set.of(1_000L, 5L, 700L), 7);

    assertThat(pilot).hasSize(4).contains(5L, 700L, 1_000L);
    assertThat(pilot).as("the only site not met").anyMatch(id -> id > 900 && id <= 999);
    assertThat(draw(List.of()).draw(2, 0.005, Set.of(9L, 3L, 5L), 7)).containsExactly(3L, 5L);
  }

  @Test
  void how_many_of_each_stratum_are_drawn_is_told_without_drawing() {
    PilotDraw draw = draw(List.of(Stratum.SITE));

    Map<List<String>, Integer> drawn = PilotDraw.drawn(draw.strata(), 50, 0.0005, 7);

    assertThat(drawn).isEqualTo(draw.strata(Set.copyOf(draw.draw(50, 0.0005, Set.of(), 7))));
    assertThat(drawn.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(50);
    assertThat(drawn).containsEntry(List.of("MAD"), 1);
  }

  private PilotDraw draw(List<Stratum> by) {
    return new PilotDraw(jdbc, new Selection("chosen", List.of()), by);
  }
}
