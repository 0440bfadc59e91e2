package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.rollout.DeviceMoves.DeviceMove;
import dev.handover.sql.Sql;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The history of one device's moves, whatever the database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DeviceMovesContract {

  private final DataSource dataSource = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);

  abstract DataSource dataSource();

  @BeforeEach
  void threeRollouts() {
    TestDatabase.empty(
        dataSource,
        "slider_order",
        "slider_along",
        "late_joiner",
        "authority_order",
        "wave_device",
        "wave",
        "rollout",
        "device");
    jdbc.sql(
            """
            insert into device (id, entra_device_id, name, join_state, management_state)
            values (1, 'e', 'd', 'NONE', 'CO_MANAGED')""")
        .update();
    rollout("BACK", 0, null);
    rollout("LEFT", 2, "SILENT_IN_INTUNE");
    rollout("OTHER", 3, null);
    jdbc.sql("delete from wave_device where rollout_id = 'OTHER'").update();
  }

  @Test
  void every_order_of_every_rollout_is_told_the_newest_first_and_what_has_none_too() {
    order("BACK", "TO_INTUNE", 1);
    order("BACK", "TO_CONFIGMGR", 5);
    assertThat(new DeviceMoves(jdbc).of(1))
        .extracting(
            DeviceMove::rolloutId,
            DeviceMove::wave,
            DeviceMove::excluded,
            m -> m.order() == null ? null : m.order().direction())
        .containsExactly(
            tuple("BACK", 0, null, "TO_CONFIGMGR"),
            tuple("LEFT", 0, "SILENT_IN_INTUNE", null),
            tuple("BACK", 0, null, "TO_INTUNE"));
    assertThat(new DeviceMoves(jdbc).of(2)).isEmpty();
  }

  @Test
  void a_slider_that_took_it_along_is_told_once_it_has_been_read_back() {
    jdbc.sql("insert into slider_along values ('OTHER', 1)").update();
    jdbc.sql(
            """
            insert into slider_order
              (rollout_id, workload, position, by_whom, state, attempts, ordered_at)
            select id, workload, 'INTUNE', 'PERSON', 'ORDERED', 0, :now from rollout""")
        .param("now", Sql.time(TestClock.START))
        .update();
    assertThat(new DeviceMoves(jdbc).along(1)).isEmpty();

    jdbc.sql("update slider_order set state = 'CONFIRMED', confirmed_at = ordered_at").update();
    assertThat(new DeviceMoves(jdbc).along(1))
        .extracting(DeviceMoves.Along::rolloutId, DeviceMoves.Along::at)
        .containsExactly(tuple("OTHER", TestClock.START));
    assertThat(new DeviceMoves(jdbc).along(2)).isEmpty();
  }

  @Test
  void a_rollout_that_left_it_out_says_why_unless_it_has_it_in_a_wave_after_all() {
    for (String id : new String[] {"BACK", "OTHER"}) {
      jdbc.sql("insert into left_out values (:id, 1, 'NO_LICENCE')").param("id", id).update();
    }
    rollout("LATE", 4, null);
    jdbc.sql("delete from wave_device where rollout_id = 'LATE'").update();
    jdbc.sql("insert into late_joiner values ('LATE', 1, 1, :at)")
        .param("at", Sql.time(TestClock.START.plus(Duration.ofHours(9))))
        .update();
    assertThat(new DeviceMoves(jdbc).leftOut(1))
        .extracting(
            DeviceMoves.LeftOut::rolloutId, DeviceMoves.LeftOut::reason, DeviceMoves.LeftOut::at)
        .containsExactly(
            tuple("LATE", "NOT_APPROVED", TestClock.START.plus(Duration.ofHours(9))),
            tuple("OTHER", "NO_LICENCE", TestClock.START.plus(Duration.ofHours(3))));
    assertThat(new DeviceMoves(jdbc).leftOut(2)).isEmpty();
  }

  private void rollout(String id, int hours, String excluded) {
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation)
            values (:id, 'T', 'client-apps', 'PILOTING', false, '{}', 'p', 's', 'r', false, :at, :at,
              1, 1)""")
        .param("id", id)
        .param("at", Sql.time(TestClock.START.plus(Duration.ofHours(hours))))
        .update();
    jdbc.sql(
            """
            insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds)
            values (:id, 0, 0, 1, 'MOVING', 1)""")
        .param("id", id)
        .update();
    jdbc.sql(
            """
            insert into wave_device (rollout_id, device_id, wave_no, excluded)
            values (:id, 1, 0, :excluded)""")
        .param("id", id)
        .param("excluded", excluded)
        .update();
  }

  private void order(String rollout, String direction, int hours) {
    jdbc.sql(
            """
            insert into authority_order (rollout_id, wave_no, device_id, workload, direction,
              generation, state, attempts, ordered_at)
            values (:rollout, 0, 1, 'client-apps', :direction, 1, 'CONFIRMED', 1, :at)""")
        .param("rollout", rollout)
        .param("direction", direction)
        .param("at", Sql.time(TestClock.START.plus(Duration.ofHours(hours))))
        .update();
  }
}
