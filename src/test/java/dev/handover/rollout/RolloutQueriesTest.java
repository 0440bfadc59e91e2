package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCreator;
import org.springframework.jdbc.core.PreparedStatementSetter;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rollouts, waves and their devices as others read them, on both databases. */
abstract class RolloutQueriesTest extends RolloutQueriesStage {

  static class OnH2Test extends RolloutQueriesTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  static class OnPostgresTest extends RolloutQueriesTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @Test
  void a_rollout_is_told_with_its_counts_its_stage_and_what_it_waits_for() {
    rollout("r1", "EXPANDING", "compliance-policies", 0);
    wave("r1", 0, 0, 2, "PASSED", "PASS", null);
    wave("r1", 1, 1, 3, "SOAKING", "HOLD_INSUFFICIENT", null);
    wave("r1", 2, 2, 5, "PLANNED", null, null);
    wave("r1", 3, 0, 0, "PLANNED", null, null);
    order("r1", 0, 1, "TO_INTUNE", "CONFIRMED");
    order("r1", 0, 2, "TO_INTUNE", "CONFIRMED");
    order("r1", 1, 3, "TO_INTUNE", "DELIVERED");
    order("r1", 1, 4, "TO_INTUNE", "ORDERED");
    order("r1", 1, 5, "TO_INTUNE", "SUPERSEDED");
    jdbc.sql(
            """
            update rollout set waiting_for = 'EVIDENCE', waiting_reason = 'Too few have reported.',
              waiting_since = :now""")
        .param("now", Sql.time(NOW))
        .update();

    RolloutView found = rollouts.find("r1").orElseThrow();
    assertThat(found.stage()).isEqualTo("wave 1 of 2");
    assertThat(found.verdict()).isEqualTo("HOLD_INSUFFICIENT");
    assertThat(List.of(found.ordered(), found.moved(), found.confirmed(), found.returned()))
        .containsExactly(4, 3, 2, 0);
    assertThat(found.waiting())
        .isEqualTo(new RolloutView.Waiting("EVIDENCE", NOW, null, "Too few have reported."));
    assertThat(found.plan().path("title").asText()).isEqualTo("from the plan");
  }

  @Test
  void until_when_it_waits_is_kept_even_where_the_reason_stays_the_same() {
    rollout("r1", "PILOTING", "compliance-policies", 0);
    RolloutStore store = new RolloutStore(jdbc, new TestClock());
    store.waiting("r1", "EVIDENCE", "Too few have reported.", NOW.plusSeconds(60));
    store.waiting("r1", "EVIDENCE", "Too few have reported.", NOW.plusSeconds(3600));
    assertThat(rollouts.find("r1").orElseThrow().waiting().until())
        .isEqualTo(NOW.plusSeconds(3600));
    store.waiting("r1", "EVIDENCE", "Too few have reported.", null);
    assertThat(rollouts.find("r1").orElseThrow().waiting().until()).isNull();
  }

  @Test
  void a_device_that_came_back_before_it_was_confirmed_is_not_counted_against_the_others() {
    rollout("r1", "ROLLED_BACK", "compliance-policies", 0);
    wave("r1", 0, 0, 3, "ROLLED_BACK", "FAIL", null);
    order("r1", 0, 1, "TO_INTUNE", "CONFIRMED");
    order("r1", 0, 1, "TO_CONFIGMGR", "CONFIRMED");
    order("r1", 0, 2, "TO_INTUNE", "DELIVERED");
    order("r1", 0, 2, "TO_CONFIGMGR", "CONFIRMED");
    order("r1", 0, 3, "TO_INTUNE", "CONFIRMED");
    order("r1", 0, 3, "TO_CONFIGMGR", "DELIVERED");

    RolloutView found = rollouts.find("r1").orElseThrow();
    assertThat(found.returned()).isEqualTo(2);
    assertThat(found.atIntune()).isEqualTo(1);
  }

  @Test
  void who_is_in_quarantine_is_not_counted_as_left_out_too() {
    rollout("r1", "EXPANDING", "compliance-policies", 0);
    wave("r1", 0, 0, 3, "SOAKING", null, null);
    waveDevice("r1", 0, 1, null);
    waveDevice("r1", 0, 2, "NOT_CO_MANAGED");
    waveDevice("r1", 0, 3, "QUARANTINE");
    jdbc.sql("update wave_device set quarantine = 1 where device_id = 3").update();
    WaveView pilot = rollouts.withWaves("r1").orElseThrow().waves().get(0);
    assertThat(List.of(pilot.excluded(), pilot.quarantined())).containsExactly(1, 1);
  }

  @Test
  void a_rollout_that_is_not_there_is_empty() {
    assertThat(rollouts.find("nope")).isEmpty();
    assertThat(waves.waves("nope")).isEmpty();
    assertThat(waves.evidence("nope", 0)).isEmpty();
  }

  @Test
  void pages_are_the_newest_first_and_filtered_by_state_and_workload() {
    rollout("a", "COMPLETED", "compliance-policies", 1);
    rollout("b", "PILOTING", "compliance-policies", 2);
    rollout("c", "PILOTING", "client-apps", 3);

    assertThat(rollouts.page(null, null, RolloutQueries.SORTING.usual(), 0, 2).items())
        .extracting(RolloutView::id)
        .containsExactly("c", "b");
    assertThat(rollouts.page(null, null, RolloutQueries.SORTING.usual(), 1, 2).items())
        .extracting(RolloutView::id)
        .containsExactly("a");
    assertThat(
            rollouts
                .page(RolloutState.PILOTING, null, RolloutQueries.SORTING.usual(), 0, 50)
                .total())
        .isEqualTo(2);
    assertThat(
            rollouts
                .page(
                    RolloutState.PILOTING,
                    Workload.CLIENT_APPS,
                    RolloutQueries.SORTING.usual(),
                    0,
                    50)
                .items())
        .extracting(RolloutView::id)
        .containsExactly("c");
    assertThat(
            rollouts.page(RolloutState.FAILED, null, RolloutQueries.SORTING.usual(), 0, 50).items())
        .isEmpty();
    assertThat(rollouts.page(null, null, RolloutQueries.SORTING.usual(), 1_000_000, 500).items())
        .isEmpty();
  }

  @Test
  void counts_of_a_rollout_and_of_its_waves_are_of_one_moment() {
    rollout("r1", "PILOTING", "client-apps", 0);
    wave("r1", 0, 0, 40, "MOVING", null, null);
    for (int device = 1; device <= 40; device++) {
      order("r1", 0, device, "TO_INTUNE", "DELIVERED");
    }
    JdbcClient restless = JdbcClient.create(new Restless());

    RolloutWithWaves seen =
        TestDatabase.transactional(dataSource, RolloutQueries.class, new RolloutQueries(restless))
            .current(10)
            .get(0);
    assertThat(seen.rollout().confirmed()).isEqualTo(seen.waves().get(0).confirmed());
    assertThat(rollouts.find("r1").orElseThrow().confirmed()).isPositive();
  }

  /** Somebody else's device is confirmed after each of its statements. */
  private final class Restless extends JdbcTemplate {

    Restless() {
      super(dataSource);
    }

    @Override
    public <T> T query(
        PreparedStatementCreator creator,
        PreparedStatementSetter setter,
        ResultSetExtractor<T> extractor) {
      T found = super.query(creator, setter, extractor);
      CompletableFuture.runAsync(
              () ->
                  jdbc.sql(
                          """
                          update authority_order set state = 'CONFIRMED', confirmed_at = :now
                          where device_id = (select min(device_id) from authority_order
                            where state = 'DELIVERED')""")
                      .param("now", Sql.time(NOW))
                      .update())
          .join();
      return found;
    }
  }

  @Test
  void current_shows_what_is_under_way_before_what_has_ended() {
    rollout("old", "PILOTING", "client-apps", 1);
    rollout("done", "COMPLETED", "client-apps", 2);
    jdbc.sql("update rollout set ended_at = :now where id = 'done'")
        .param("now", Sql.time(NOW))
        .update();
    assertThat(rollouts.current(10))
        .extracting(r -> r.rollout().id())
        .containsExactly("old", "done");
    assertThat(rollouts.current(1)).extracting(r -> r.rollout().id()).containsExactly("old");
  }

  @Test
  void every_order_of_the_rollouts_is_had_on_both_databases_and_is_total() {
    rollout("a", "COMPLETED", "compliance-policies", 1);
    rollout("b", "PILOTING", "client-apps", 2);
    rollout("c", "PILOTING", "client-apps", 2);
    jdbc.sql("update rollout set title = id").update();
    jdbc.sql("update rollout set ended_at = created_at where id = 'a'").update();
    assertThat(sorted("title,desc")).containsExactly("c", "b", "a");
    assertThat(sorted("workload")).containsExactly("c", "b", "a");
    assertThat(sorted("state,desc")).containsExactly("c", "b", "a");
    assertThat(sorted("requester")).containsExactly("c", "b", "a");
    assertThat(sorted("created")).containsExactly("a", "b", "c");
    assertThat(sorted("ended")).containsExactly("a", "c", "b");
    assertThat(sorted("ended,desc")).as("those under way come last").containsExactly("a", "c", "b");
  }

  private List<String> sorted(String sort) {
    return rollouts.page(null, null, RolloutQueries.SORTING.of(sort), 0, 9).items().stream()
        .map(RolloutView::id)
        .toList();
  }
}
