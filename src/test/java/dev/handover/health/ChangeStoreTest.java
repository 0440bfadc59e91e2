package dev.handover.health;

import static dev.handover.health.WaveFixture.DEADLINE;
import static dev.handover.health.WaveFixture.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestDatabase;
import dev.handover.health.ChangeEvidence.Group;
import dev.handover.health.ChangeEvidence.Now;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

class ChangeStoreTest {

  @Nested
  class OnH2 extends Contract {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  @Nested
  class OnPostgres extends Contract {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @TestInstance(Lifecycle.PER_CLASS)
  abstract static class Contract {

    private static final WaveKey PILOT = new WaveKey("r1", 0);
    private static final Instant CONFIRMED = START.plusSeconds(3600);
    private static final Instant NOW = START.plus(Duration.ofDays(1));

    private WaveFixture world;
    private EvidenceStore store;

    abstract DataSource dataSource();

    @BeforeAll
    void start() {
      world = new WaveFixture(dataSource());
      store = world.evidence();
    }

    @BeforeEach
    void pilot() {
      world.empty();
      world.jdbc.sql("delete from slider").update();
      world.rollout("r1", 0, "blue-screens");
      world.jdbc.sql("update gate_metric set compared = true").update();
      world.wave("r1", 0, 0, "SOAKING", START);
    }

    @Test
    void every_moved_device_is_counted_once_by_what_it_was_and_what_it_is() {
      moved(1, false, false, NOW);
      moved(2, false, true, NOW);
      moved(3, true, false, NOW);
      moved(4, true, true, NOW);
      moved(5, true, true, CONFIRMED);
      moved(6, null, true, NOW);
      world.device("r1", 0, 7, null);
      baseline(7, false, false);
      moved(8, false, true, NOW);
      world.jdbc.sql("update wave_device set excluded = 'GONE' where device_id = 8").update();
      control(1, false, false, NOW);

      ChangeEvidence seen = seen(NOW);

      assertThat(seen.moved()).isEqualTo(new Group(new Now(1, 2, 0, 1), new Now(1, 1, 0, 1)));
      assertThat(seen.known()).isEqualTo(6);
      assertThat(seen(DEADLINE).moved())
          .isEqualTo(new Group(new Now(1, 2, 1, 0), new Now(1, 1, 1, 0)));
      assertThat(seen(DEADLINE.plusNanos(1000)).moved())
          .as("readings older than two days")
          .isEqualTo(new Group(new Now(0, 0, 1, 3), new Now(0, 0, 1, 2)));
    }

    @Test
    void of_the_control_group_a_reading_counts_that_was_made_since_the_wave_began() {
      moved(1, false, false, NOW);
      control(1, false, false, START.plusNanos(1000));
      control(2, true, true, NOW);
      control(3, false, true, START);
      control(4, true, false, NOW.plusNanos(1000));

      assertThat(seen(NOW).control())
          .isEqualTo(new Group(new Now(1, 0, 0, 1), new Now(0, 1, 0, 1)));
      // Its reading of the future has come true, and is too old by now.
      assertThat(seen(DEADLINE).control())
          .isEqualTo(new Group(new Now(0, 0, 1, 1), new Now(1, 1, 0, 0)));
    }

    @Test
    void a_device_whose_management_has_changed_has_left_the_control_group() {
      moved(1, false, false, NOW);
      control(1, false, false, NOW);
      long inAnotherPilot = control(2, false, false, NOW);
      long unmanaged = control(3, false, false, NOW);
      long deleted = control(4, false, false, NOW);
      world.jdbc.sql("update device set pilots = 64 where id = " + inAnotherPilot).update();
      world
          .jdbc
          .sql("update device set management_state = 'INTUNE_ONLY' where id = " + unmanaged)
          .update();
      world.jdbc.sql("delete from device where id = " + deleted).update();

      assertThat(seen(NOW).control().devices()).isOne();
      assertThat(seen(NOW).left()).isEqualTo(3);
    }

    @Test
    void all_have_left_once_the_slider_has_moved_them() {
      moved(1, false, false, NOW);
      control(1, false, false, NOW);
      slider("PILOT_INTUNE");
      assertThat(seen(NOW).left()).isZero();

      world.jdbc.sql("update slider set position = 'INTUNE'").update();
      assertThat(seen(NOW).left()).isOne();
      assertThat(seen(NOW).control()).isEqualTo(Group.NONE);
      world.jdbc.sql("delete from slider").update();
    }

    @Test
    void several_waves_are_measured_together_and_each_has_its_own() {
      moved(1, false, true, NOW);
      control(1, false, false, NOW);
      world.rollout("r2", 0, "blue-screens", "noncompliant");
      world.jdbc.sql("update gate_metric set compared = true where rollout_id = 'r2'").update();
      world.wave("r2", 0, 0, "MOVING", START);
      world.wave("r2", 1, 1, "PLANNED", null);
      world.moved("r2", 0, 9_000, CONFIRMED);

      var measured = store.measure(NOW);

      assertThat(measured.get(PILOT).whole().changes()).hasSize(1);
      assertThat(measured.get(new WaveKey("r2", 0)).whole().changes())
          .extracting(ChangeEvidence::metric)
          .containsExactly("blue-screens", "noncompliant");
      assertThat(store.measure(NOW, PILOT).orElseThrow().whole())
          .isEqualTo(measured.get(PILOT).whole());
    }

    @Test
    void a_metric_that_is_not_compared_is_not_measured_here() {
      world.jdbc.sql("update gate_metric set compared = false").update();
      moved(1, false, false, NOW);
      control(1, false, false, NOW);

      assertThat(store.measure(NOW).get(PILOT).whole().changes()).isEmpty();
    }

    private ChangeEvidence seen(Instant now) {
      List<ChangeEvidence> changes = store.measure(now).get(PILOT).whole().changes();
      assertThat(changes).hasSize(1);
      return changes.get(0);
    }

    /** A device of the pilot; before is null where nothing is known. */
    private void moved(long device, Boolean before, boolean now, Instant at) {
      world.moved("r1", 0, device, CONFIRMED);
      if (before != null) {
        baseline(device, false, before);
      }
      world.observed(device, "blue-screens", now, at);
    }

    private long control(int n, boolean before, boolean now, Instant at) {
      long device = world.fleetDevice(n);
      world.jdbc.sql("update device set id = id + 10000 where id = " + device).update();
      baseline(device + 10_000, true, before);
      world.observed(device + 10_000, "blue-screens", now, at);
      return device + 10_000;
    }

    private void baseline(long device, boolean control, boolean unhealthy) {
      world
          .jdbc
          .sql(
              """
              insert into wave_baseline (rollout_id, wave_no, metric, device_id, control, unhealthy,
                observed_at, pilots)
              values ('r1', 0, 'blue-screens', :device, :control, :unhealthy, :at, 0)""")
          .param("device", device)
          .param("control", control)
          .param("unhealthy", unhealthy)
          .param("at", Sql.time(START.minusSeconds(60)))
          .update();
    }

    private void slider(String position) {
      world
          .jdbc
          .sql(
              """
              insert into slider (workload, position, pilot_collection, read_at)
              values ('compliance-policies', :position, 'HND00001', :at)""")
          .param("position", position)
          .param("at", Sql.time(START))
          .update();
    }
  }
}
