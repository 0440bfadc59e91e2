package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.authority.Orders;
import dev.handover.authority.SliderOrders;
import dev.handover.health.Strata.Stratum;
import dev.handover.health.StrataStore;
import dev.handover.health.StratumJudgement;
import dev.handover.health.WaveKey;
import dev.handover.sql.Sql;
import dev.handover.workload.Slider;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How much of a wave a quarantine may take out of it, on both databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class QuarantinesContract {

  private static final String ID = "R-1";

  private final DataSource data = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(data);
  private final TestClock clock = new TestClock();
  private final RolloutStore rollouts = new RolloutStore(jdbc, clock);
  private final WaveStore waves = new WaveStore(jdbc, clock);
  private SliderOrders sliders;
  private StrataStore strata;
  private RolloutJournal journal;
  private Quarantines quarantines;

  abstract DataSource dataSource();

  /** Models A, B and C: 30, 20 and 40 of the 90 devices of the pilot; wave 1 has 10, all of A. */
  @BeforeEach
  void aPilotOfThreeModels() {
    TestDatabase.empty(
        data,
        "evidence_mark",
        "quarantine",
        "authority_order",
        "wave_device",
        "wave",
        "rollout",
        "device");
    sliders = mock(SliderOrders.class);
    strata = mock(StrataStore.class);
    journal = mock(RolloutJournal.class);
    quarantines =
        TestDatabase.transactional(
            data,
            Quarantines.class,
            new Quarantines(
                new QuarantineStore(jdbc, clock),
                rollouts,
                waves,
                new Orders(jdbc, clock),
                sliders,
                strata,
                journal));
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation)
            values (:id, 'Title', 'compliance-policies', 'PILOTING', false, '', '', '', 'x', false,
              :now, :now, 100, 1)""")
        .param("id", ID)
        .param("now", now())
        .update();
    for (int no = 0; no <= 1; no++) {
      jdbc.sql(
              """
              insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds)
              values (:id, :no, :no, 0, 'SOAKING', 60)""")
          .param("id", ID)
          .param("no", no)
          .update();
    }
    devices(1, 30, "A", 0);
    devices(31, 50, "B", 0);
    devices(51, 90, "C", 0);
    devices(91, 100, "A", 1);
  }

  @Test
  void a_third_of_the_wave_goes_back_and_the_others_stay_and_are_looked_at_anew() {
    jdbc.sql("update wave set strata_at = :now").param("now", now()).update();
    assertThat(impose("A")).isTrue();

    assertThat(waves.get(ID, 0).strataAt()).isNull();
    assertThat(excluded(0)).isEqualTo(30);
    assertThat(ordersBack()).isEqualTo(30);
    assertThat(quarantines.of(ID))
        .singleElement()
        .satisfies(q -> assertThat(q.devices()).isEqualTo(30));
    verify(strata).forget(new WaveKey(ID, 0));
  }

  @Test
  void more_than_a_third_stays_for_a_person_to_decide_and_nothing_changes() {
    assertThat(impose("C")).isFalse();
    assertNothingHappened();
  }

  @Test
  void parts_that_are_small_each_for_itself_do_not_add_up_to_more_than_a_third() {
    assertThat(impose("B")).isTrue();

    assertThat(impose("A")).isFalse();
    assertThat(excluded(0)).isEqualTo(20);
    assertThat(ordersBack()).isEqualTo(20);
    assertThat(quarantines.of(ID)).hasSize(1);
  }

  @Test
  void a_part_of_which_no_device_is_left_is_not_put_in_quarantine_again() {
    assertThat(impose("B")).isTrue();
    assertThat(impose("B")).isFalse();
    assertThat(quarantines.of(ID)).hasSize(1);
  }

  @Test
  void once_the_slider_may_be_at_intune_no_part_goes_back_by_itself() {
    when(sliders.mayHaveMoved(ID, Slider.INTUNE)).thenReturn(true);

    assertThat(impose("A")).isFalse();
    assertNothingHappened();
  }

  @Test
  void a_later_wave_of_nothing_but_what_is_in_quarantine_is_kept_out_as_a_whole() {
    assertThat(impose("A")).isTrue();

    quarantines.keepOut(rollouts.get(ID), "Wave 1 of 1", 1);

    assertThat(excluded(1)).isEqualTo(10);
    verify(journal)
        .tell(
            any(),
            eq("devices-in-quarantine"),
            eq(ID),
            eq("10 devices of Wave 1 of 1 are in quarantine and not ordered."));
  }

  private void assertNothingHappened() {
    assertThat(excluded(0)).isZero();
    assertThat(ordersBack()).isZero();
    assertThat(quarantines.of(ID)).isEmpty();
    verify(strata, never()).forget(any());
    verify(journal, never()).tell(any(), any(), any(), any());
  }

  private boolean impose(String model) {
    return quarantines.impose(
        rollouts.get(ID),
        waves.get(ID, 0),
        new StratumJudgement(
            new Stratum("model", model),
            "noncompliant",
            9,
            9,
            0,
            1.0,
            9,
            9,
            .0001,
            .001,
            true,
            "Model " + model + ": 9 of 9 devices non-compliant."));
  }

  private int excluded(int wave) {
    return jdbc.sql(
            """
            select count(*) from wave_device
            where rollout_id = :id and wave_no = :wave and excluded = 'QUARANTINE'
              and quarantine is not null""")
        .params(Map.of("id", ID, "wave", wave))
        .query(Integer.class)
        .single();
  }

  private int ordersBack() {
    return jdbc.sql("select count(*) from authority_order where direction = 'TO_CONFIGMGR'")
        .query(Integer.class)
        .single();
  }

  private void devices(int from, int to, String model, int wave) {
    for (int id = from; id <= to; id++) {
      jdbc.sql(
              """
              insert into device (id, entra_device_id, name, model, join_state, management_state)
              values (:id, :name, :name, :model, 'ENTRA_JOINED', 'CO_MANAGED')""")
          .params(Map.of("id", id, "name", "d" + id, "model", model))
          .update();
    }
    Map<String, Object> these =
        Map.of("id", ID, "wave", wave, "from", from, "to", to, "now", now());
    jdbc.sql(
            """
            insert into wave_device (rollout_id, device_id, wave_no)
            select :id, d.id, :wave from device d where d.id between :from and :to""")
        .params(these)
        .update();
    if (wave == 0) {
      jdbc.sql(
              """
              insert into authority_order (rollout_id, wave_no, device_id, workload, direction,
                generation, state, attempts, ordered_at, changed, model)
              select :id, :wave, d.id, 'compliance-policies', 'TO_INTUNE', 1, 'CONFIRMED', 1, :now,
                true, d.model
              from device d where d.id between :from and :to""")
          .params(these)
          .update();
    }
  }

  private Object now() {
    return Sql.time(clock.instant());
  }
}
