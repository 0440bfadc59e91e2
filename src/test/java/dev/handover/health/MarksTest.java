package dev.handover.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.health.Observations.Reading;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

class MarksTest {

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

    private static final WaveKey MINE = new WaveKey("mine", 0);
    private static final WaveKey OTHER = new WaveKey("other", 0);

    private final TestClock clock = new TestClock();
    private WaveFixture world;
    private EvidenceStore evidence;
    private Observations observations;
    private Marks marks;
    private long device;

    abstract DataSource dataSource();

    @BeforeAll
    void start() {
      world = new WaveFixture(dataSource());
      evidence = world.evidence();
      observations = world.observations(clock);
      marks = new Marks(world.jdbc);
    }

    /** Two soaking waves of one device each, both judged a moment ago. */
    @BeforeEach
    void soaking() {
      world.empty();
      clock.set(WaveFixture.START.plus(Duration.ofHours(10)));
      device = soaking("mine", 1);
      soaking("other", 2);
      judged();
    }

    @Test
    void a_wave_of_which_nothing_new_is_known_is_left_alone_until_its_moment_has_come() {
      assertThat(due()).isEmpty();

      clock.advance(Duration.ofMinutes(5).minusSeconds(1));
      assertThat(due()).isEmpty();

      clock.advance(Duration.ofSeconds(1));
      assertThat(due()).containsExactly(MINE, OTHER);
    }

    @Test
    void a_reading_that_changes_what_is_known_marks_the_rollouts_that_hold_the_device() {
      world.lease("other", device, "client-apps");

      observations.record(List.of(reading(1, 0, 60)));
      assertThat(due()).containsExactly(MINE, OTHER);

      judged();
      observations.record(List.of(reading(1, 1, 50)));
      assertThat(due()).containsExactly(MINE, OTHER);
    }

    @Test
    void what_is_known_already_leaves_no_mark() {
      observations.record(List.of(reading(1, 1, 60)));
      judged();

      observations.record(List.of(reading(1, 1, 60), reading(1, 0, 60), reading(1, 0, 61)));

      assertThat(due()).isEmpty();
    }

    @Test
    void a_refused_reading_leaves_one() {
      observations.record(List.of(reading(1, Double.NaN, 60)));

      assertThat(due()).containsExactly(MINE);
    }

    @Test
    void a_reading_of_a_device_that_no_rollout_holds_leaves_none() {
      world.fleetDevice(3);

      observations.record(List.of(reading(3, 1, 60)));

      assertThat(marks.standing()).isEmpty();
    }

    @Test
    void a_mark_left_while_the_judge_is_at_work_stays() {
      observations.record(List.of(reading(1, 0, 60)));
      List<Marks.Mark> taken = marks.standing();

      observations.record(List.of(reading(1, 1, 50)));
      marks.remove(taken);

      assertThat(due()).containsExactly(MINE);
    }

    @Test
    void what_goes_back_or_has_ended_is_not_judged() {
      observations.record(List.of(reading(1, 1, 60), reading(2, 1, 60)));
      world.jdbc.sql("update rollout set state = 'ROLLING_BACK' where id = 'mine'").update();
      world
          .jdbc
          .sql("update rollout set ended_at = :now where id = 'other'")
          .param("now", Sql.time(clock.instant()))
          .update();

      assertThat(due()).isEmpty();
    }

    /** Time apart, no wave is left out of which a full count would say something else. */
    @Test
    void whatever_is_read_no_wave_is_left_out_whose_evidence_has_changed() {
      List<WaveKey> waves = new ArrayList<>(List.of(MINE, OTHER));
      for (int r = 0; r < 4; r++) {
        soaking("r" + r, 10 + 3 * r, 11 + 3 * r, 12 + 3 * r);
        waves.add(new WaveKey("r" + r, 0));
      }
      Random random = new Random(7);
      int changed = 0;
      for (int round = 0; round < 60; round++) {
        clock.advance(Duration.ofMinutes(10));
        judged();
        Map<WaveKey, Evidence> before = all(waves);
        List<Reading> batch = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
          batch.add(
              reading(
                  random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 9 + random.nextInt(15),
                  random.nextInt(8) == 0 ? Double.NaN : random.nextInt(2),
                  random.nextInt(40_000)));
        }
        observations.record(batch);

        Set<WaveKey> due = due();
        all(waves)
            .forEach(
                (wave, now) -> {
                  if (!now.equals(before.get(wave))) {
                    assertThat(due).contains(wave);
                  }
                });
        changed += due.size();
        assertThat(due).hasSizeLessThanOrEqualTo(batch.size());
      }
      assertThat(changed).isGreaterThan(50);
    }

    private Map<WaveKey, Evidence> all(List<WaveKey> waves) {
      return waves.stream()
          .collect(
              Collectors.toMap(
                  Function.identity(),
                  w -> evidence.measure(clock.instant(), w).orElseThrow().whole()));
    }

    private Set<WaveKey> due() {
      return evidence.measure(clock.instant()).keySet();
    }

    private void judged() {
      marks.remove(marks.standing());
      world
          .jdbc
          .sql("update wave set look_at = :moment")
          .param("moment", Sql.time(clock.instant().plus(Duration.ofMinutes(5))))
          .update();
    }

    private long soaking(String rollout, int... devices) {
      world.rollout(rollout, 0, "noncompliant");
      world.wave(rollout, 0, 0, "SOAKING", WaveFixture.START);
      long last = 0;
      for (int n : devices) {
        last = world.fleetDevice(n);
        world.moved(rollout, 0, last, WaveFixture.START);
        world.lease(rollout, last, "compliance-policies");
      }
      return last;
    }

    private Reading reading(int device, double value, int secondsAgo) {
      Instant at = clock.instant().minusSeconds(secondsAgo);
      return new Reading("e" + device, "noncompliant", value, at);
    }
  }
}
