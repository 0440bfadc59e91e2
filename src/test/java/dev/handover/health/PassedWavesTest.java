package dev.handover.health;

import static dev.handover.health.WaveFixture.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestDatabase;
import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is known of waves that have passed, on both databases. */
class PassedWavesTest {

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
    private static final Instant NOW = START.plus(Duration.ofDays(9));

    private WaveFixture world;
    private EvidenceStore evidence;
    private PassedWaves passed;

    abstract DataSource dataSource();

    @BeforeAll
    void start() {
      world = new WaveFixture(dataSource());
      evidence = world.evidence();
      passed = world.passedWaves();
    }

    @BeforeEach
    void pilotThatHasPassed() {
      world.jdbc.sql("delete from wave_guard").update();
      world.empty();
      world.rollout("r1", 0, "noncompliant");
      world.wave("r1", 0, 0, "PASSED", START);
      world.wave("r1", 1, 1, "PLANNED", null);
      world.wave("r1", 2, 0, "PLANNED", null);
    }

    @Test
    void a_device_counts_as_its_last_reading_since_the_move_says_however_old_that_is() {
      world.moved("r1", 0, 1, CONFIRMED);
      world.observed(1, "noncompliant", false, NOW.minusSeconds(60));
      world.moved("r1", 0, 2, CONFIRMED);
      world.observed(2, "noncompliant", false, CONFIRMED.plusSeconds(60));
      world.moved("r1", 0, 3, CONFIRMED);
      world.observed(3, "noncompliant", true, CONFIRMED.plusSeconds(60));
      world.moved("r1", 0, 4, CONFIRMED);
      world.observed(4, "noncompliant", true, CONFIRMED.minusSeconds(60));
      world.moved("r1", 0, 5, CONFIRMED);
      world.device("r1", 0, 6, "coexistence");
      world.order("r1", 0, 6, CONFIRMED);
      world.observed(6, "noncompliant", true, NOW.minusSeconds(60));

      assertThat(passed.changed(NOW))
          .isEqualTo(
              Map.of(
                  PILOT,
                  new LastKnown(
                      new Evidence(
                          6,
                          1,
                          5,
                          5,
                          List.of(new MetricEvidence("noncompliant", 2, 1, 0, 2, 0, 0, 0, null)),
                          List.of()),
                      Map.of("noncompliant", 2),
                      Set.of())));
    }

    @Test
    void what_was_looked_at_already_is_not_told_again_until_something_else_is_known() {
      world.moved("r1", 0, 1, CONFIRMED);
      world.observed(1, "noncompliant", false, NOW.minusSeconds(60));
      looked(passed.changed(NOW).get(PILOT));
      assertThat(passed.changed(NOW)).isEmpty();

      world
          .jdbc
          .sql("update observation set observed_at = :at")
          .param("at", Sql.time(NOW.minusSeconds(30)))
          .update();
      assertThat(passed.changed(NOW)).as("the same, reported again").isEmpty();

      world.jdbc.sql("update observation set unhealthy = true").update();
      assertThat(passed.changed(NOW)).containsOnlyKeys(PILOT);
    }

    @ParameterizedTest
    @CsvSource({
      "EXPANDING, PASSED, PLANNED, true",
      "EXPANDING, SOAKING, PLANNED, false",
      "EXPANDING, FAILED, PLANNED, false",
      "HANDING_OVER, PASSED, PLANNED, true",
      "WATCHING, PASSED, WAITING, true",
      "WATCHING, PASSED, SOAKING, false",
      "WATCHING, PASSED, HELD, true",
      "WATCHING, PASSED, PASSED, false",
      "ROLLING_BACK, PASSED, PLANNED, false"
    })
    void a_wave_is_guarded_from_its_pass_until_production_is_watched(
        String rollout, String pilot, String production, boolean guarded) {
      world.moved("r1", 0, 1, CONFIRMED);
      world.jdbc.sql("update rollout set state = :state").param("state", rollout).update();
      world.jdbc.sql("update wave set state = :s where no = 0").param("s", pilot).update();
      world.jdbc.sql("update wave set state = :s where no = 2").param("s", production).update();

      assertThat(passed.changed(NOW).containsKey(PILOT)).isEqualTo(guarded);
    }

    @Test
    void a_paused_rollout_is_guarded_and_an_ended_one_is_not() {
      world.moved("r1", 0, 1, CONFIRMED);
      world.jdbc.sql("update rollout set paused = true").update();
      assertThat(passed.changed(NOW)).containsOnlyKeys(PILOT);

      world.jdbc.sql("update rollout set ended_at = created_at").update();
      assertThat(passed.changed(NOW)).isEmpty();
    }

    @Test
    void only_what_has_failed_can_be_accepted() {
      SequentialTest test = new SequentialTest(.02, .10, .01, .05);
      world.rollout("r2", 0, "noncompliant", "policy-error");
      world.wave("r2", 0, 0, "PASSED", START);
      WaveKey wave = new WaveKey("r2", 0);
      world.moved("r2", 0, 1, CONFIRMED);
      raised("noncompliant", test.failBound());
      raised("policy-error", test.failBound() - 1e-9);

      passed.accept(wave, "noncompliant", test);
      passed.accept(wave, "policy-error", test);

      assertThat(passed.changed(NOW).get(wave).accepted()).containsExactly("noncompliant");
    }

    private void raised(String metric, double llr) {
      world
          .jdbc
          .sql(
              "insert into wave_metric (rollout_id, wave_no, metric, max_llr) values ('r2', 0, :m, :l)")
          .param("m", metric)
          .param("l", llr)
          .update();
    }

    private void looked(LastKnown known) {
      world
          .jdbc
          .sql(
              """
              insert into wave_guard
                (rollout_id, wave_no, seen, verdict, judged_at, evidence, evidence_hash)
              values ('r1', 0, :seen, 'PASS', :now, '{}', '')""")
          .param("seen", known.fingerprint())
          .param("now", Sql.time(NOW))
          .update();
    }
  }
}
