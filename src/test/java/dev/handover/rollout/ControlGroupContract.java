package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.authority.Eligibility.Selection;
import dev.handover.plan.Plan;
import dev.handover.plan.Plans;
import dev.handover.plan.Rates;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What a wave is compared with, on both databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ControlGroupContract {

  private static final Plans PLANS =
      new Plans(
          () -> Set.of("blue-screens", "noncompliant"), name -> Optional.of(new Rates(0.01, 0.05)));

  private final DataSource dataSource = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final TransactionTemplate transaction = TestDatabase.transactions(dataSource);
  private final TestClock clock = new TestClock();
  private final RolloutJournal journal = mock(RolloutJournal.class);

  abstract DataSource dataSource();

  /**
   * Devices 1 … 200: models A and B by turns, 1 … 100 at LON, the others at BER, each with a
   * healthy reading of an hour ago. The pilot is 1 … 20, wave 1 is 21 … 40.
   */
  @BeforeEach
  void aFleetOfTwoHundred() {
    reset(journal);
    TestDatabase.empty(
        dataSource,
        "wave_baseline",
        "observation",
        "lease",
        "gate_metric",
        "wave_device",
        "wave",
        "rollout",
        "collection_member",
        "slider",
        "device");
    new NamedParameterJdbcTemplate(dataSource)
        .batchUpdate(
            """
            insert into device (id, entra_device_id, name, model, os_build, site, join_state,
              management_state, intune_id, resource_id)
            values (:id, :name, :name, :model, '22631', :site, 'ENTRA_JOINED', 'CO_MANAGED', :name,
              :id)""",
            IntStream.rangeClosed(1, 200)
                .mapToObj(
                    id ->
                        new MapSqlParameterSource("id", id)
                            .addValue("name", "d" + id)
                            .addValue("model", id % 2 == 0 ? "A" : "B")
                            .addValue("site", id <= 100 ? "LON" : "BER"))
                .toArray(MapSqlParameterSource[]::new));
    jdbc.sql(
            """
            insert into slider (workload, position, pilot_collection, read_at)
            values ('compliance-policies', 'PILOT_INTUNE', 'HND00001', :at)""")
        .param("at", Sql.time(TestClock.START))
        .update();
    observed("blue-screens", Duration.ofHours(1), "true");
    rollout("R", 100);
    wave("R", 0, "id between 1 and 20", 20);
    wave("R", 1, "id between 21 and 40", 20);
    wave("R", 2, "id < 0", 0);
  }

  @Test
  void the_group_has_as_many_devices_of_each_stratum_as_the_wave_and_none_of_the_wave() {
    freeze("R", 0, "kind: change, margin: 0.01");

    assertThat(ids(false)).containsExactlyElementsOf(range(1, 20));
    assertThat(ids(true)).hasSize(20).allMatch(id -> id > 20 && id <= 100);
    assertThat(ids(true)).filteredOn(id -> id % 2 == 0).hasSize(10);
    verify(journal)
        .tell(
            any(),
            eq("control-frozen"),
            eq("R"),
            contains("The pilot is compared with 20 devices like its own"));
  }

  @Test
  void its_size_is_foretold_before_a_pilot_is_drawn() {
    jdbc.sql("delete from wave_device").update();
    jdbc.sql("delete from observation where device_id in (61, 62)").update();
    observedAgain("id in (63, 64)", Duration.ofDays(60));
    jdbc.sql("update device set management_state = 'INTUNE_ONLY' where id in (65, 66)").update();
    rollout("OTHER", 2);
    jdbc.sql(
            "insert into lease (workload, device_id, rollout_id) values ('client-apps', 67, 'OTHER')")
        .update();
    wave("R", 3, "id <= 60", 60);
    Selection all =
        new Selection("(select d.*, null as reason from device d where d.id <= 60)", List.of());
    int foretold =
        new ControlForecast(jdbc, clock.instant())
            .devices(plan("kind: change, margin: 0.01", 60), all)
            .get("blue-screens");

    freeze("R", 3, "kind: change, margin: 0.01");
    assertThat(ids(true)).hasSize(33);
    assertThat(foretold).isEqualTo(33);
  }

  @Test
  void a_device_of_a_later_wave_may_be_in_it_and_one_of_an_earlier_wave_may_not() {
    wave("R", 3, "id between 41 and 100", 60);
    freeze("R", 0, "kind: change, margin: 0.01");
    assertThat(ids(true)).anyMatch(id -> id <= 40).anyMatch(id -> id > 40);

    jdbc.sql("delete from wave_baseline").update();
    freeze("R", 1, "kind: change, margin: 0.01");
    assertThat(ids(true)).hasSize(20).allMatch(id -> id > 40);
  }

  @Test
  void it_is_scattered_over_the_fleet_and_the_same_for_the_same_rollout() {
    freeze("R", 0, "kind: change, margin: 0.01");
    List<Long> first = ids(true);
    jdbc.sql("delete from wave_baseline").update();
    freeze("R", 0, "kind: change, margin: 0.01");

    assertThat(ids(true)).isEqualTo(first).isNotEqualTo(range(21, 40));
  }

  @Test
  void only_devices_left_as_they_are_with_configuration_manager_are_in_it() {
    jdbc.sql("update device set management_state = 'INTUNE_ONLY' where id between 21 and 30")
        .update();
    // In the pilot collection of compliance, by whatever hand
    jdbc.sql("update device set pilots = 2 where id between 31 and 40").update();
    rollout("S", 10);
    jdbc.sql(
            """
            insert into lease (workload, device_id, rollout_id)
            select 'client-apps', id, 'S' from device where id between 41 and 50""")
        .update();
    observedAgain("id between 51 and 60", Duration.ofDays(3));
    jdbc.sql("delete from observation where device_id between 61 and 70").update();
    jdbc.sql(
            """
            insert into lease (workload, device_id, rollout_id)
            select 'compliance-policies', id, 'R' from device where id between 71 and 80""")
        .update();

    freeze("R", 0, "kind: change, margin: 0.01");

    assertThat(ids(true)).hasSize(20).allMatch(id -> id > 70);
  }

  @Test
  void what_is_frozen_is_the_newest_reading_and_what_is_known_of_the_device() {
    jdbc.sql("update device set pilots = 64 where id > 20").update();
    jdbc.sql("update observation set unhealthy = true where device_id = 1").update();
    observedAgain("id = 2", Duration.ofDays(3));
    jdbc.sql("update wave_device set excluded = 'SILENT' where device_id = 3").update();

    freeze("R", 0, "kind: change, margin: 0.01");

    assertThat(ids(false)).hasSize(18).doesNotContain(2L, 3L);
    assertThat(
            jdbc.sql("select device_id from wave_baseline where unhealthy")
                .query(Long.class)
                .list())
        .containsExactly(1L);
    assertThat(
            jdbc.sql("select distinct pilots from wave_baseline where control")
                .query(Integer.class)
                .list())
        .containsExactly(64);
    // Device 3 is left out of the wave, so its like are wanted one less.
    assertThat(ids(true)).hasSize(19);
  }

  @Test
  void where_nobody_like_them_is_left_it_is_said() {
    jdbc.sql("update device set site = 'MAD' where id > 20").update();

    freeze("R", 0, "kind: change, margin: 0.01");

    assertThat(ids(false)).hasSize(20);
    assertThat(ids(true)).isEmpty();
    verify(journal)
        .tell(any(), eq("control-frozen"), eq("R"), contains("judged without a control group"));
  }

  @Test
  void devices_of_which_model_or_site_is_not_known_are_like_each_other() {
    jdbc.sql("update device set model = null, site = null").update();

    freeze("R", 0, "kind: change, margin: 0.01");

    assertThat(ids(true)).hasSize(20);
  }

  @Test
  void nothing_is_frozen_for_a_plan_without_comparison_nor_for_the_watch_over_production() {
    freeze("R", 0, "expected: 0.01, limit: 0.05");
    freeze("R", 2, "kind: change, margin: 0.01");

    assertThat(ids(true)).isEmpty();
    assertThat(ids(false)).isEmpty();
    verifyNoInteractions(journal);
  }

  @Test
  void a_metric_that_its_limit_judges_is_not_frozen() {
    observed("noncompliant", Duration.ofHours(1), "id <= 40");
    jdbc.sql("insert into gate_metric values ('R', 'noncompliant', 172800, false)").update();

    freeze("R", 0, "kind: change, margin: 0.01");

    assertThat(jdbc.sql("select distinct metric from wave_baseline").query(String.class).list())
        .containsExactly("blue-screens");
  }

  private static Plan plan(String metric, int pilot) {
    return PLANS.parse(
        """
        workload: compliance-policies
        population: site==LON
        pilot: { size: %d }
        waves: [100%%]
        soak: { pilot: P1D, wave: PT12H, production: P2D }
        gate: { metrics: [ { name: blue-screens, %s } ] }
        """
            .formatted(pilot, metric));
  }

  private void freeze(String rollout, int no, String metric) {
    Plan plan = plan(metric, 20);
    transaction.executeWithoutResult(
        t ->
            new ControlGroup(jdbc, journal, clock)
                .freeze(
                    new RolloutStore(jdbc, clock).get(rollout),
                    new WaveStore(jdbc, clock).get(rollout, no),
                    plan));
  }

  private List<Long> ids(boolean control) {
    return jdbc.sql(
            "select distinct device_id from wave_baseline where control = :control order by 1")
        .param("control", control)
        .query(Long.class)
        .list();
  }

  private static List<Long> range(long from, long to) {
    return java.util.stream.LongStream.rangeClosed(from, to).boxed().toList();
  }

  private void observed(String metric, Duration ago, String where) {
    jdbc.sql(
            """
            insert into observation (device_id, metric, observed_at, unhealthy)
            select id, :metric, :at, false from device where %s"""
                .formatted(where))
        .param("metric", metric)
        .param("at", Sql.time(at(ago)))
        .update();
  }

  private void observedAgain(String where, Duration ago) {
    jdbc.sql(
            "update observation set observed_at = :at where device_id in (select id from device where "
                + where
                + ")")
        .param("at", Sql.time(at(ago)))
        .update();
  }

  private static Instant at(Duration ago) {
    return TestClock.START.minus(ago);
  }

  private void rollout(String id, int population) {
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation)
            values (:id, 'Title', 'compliance-policies', 'PILOTING', false, '', '', '', 'x', false,
              :now, :now, :population, 1)""")
        .param("id", id)
        .param("population", population)
        .param("now", Sql.time(TestClock.START))
        .update();
    jdbc.sql("insert into gate_metric values (:id, 'blue-screens', 172800, true)")
        .param("id", id)
        .update();
  }

  private void wave(String id, int no, String where, int size) {
    jdbc.sql(
            """
            insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds)
            values (:id, :no, :no, :size, 'WAITING', 60)""")
        .param("id", id)
        .param("no", no)
        .param("size", size)
        .update();
    jdbc.sql(
            "insert into wave_device (rollout_id, device_id, wave_no) select :id, d.id, :no from device d where d."
                + where)
        .param("id", id)
        .param("no", no)
        .update();
  }
}
