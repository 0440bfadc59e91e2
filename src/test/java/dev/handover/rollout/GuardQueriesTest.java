package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.health.WaveKey;
import dev.handover.sql.Sql;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the guard has found, as others read it, on both databases. */
abstract class GuardQueriesTest {

  private final DataSource dataSource = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final GuardQueries guards = new GuardQueries(jdbc);

  abstract DataSource dataSource();

  static class OnH2Test extends GuardQueriesTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  static class OnPostgresTest extends GuardQueriesTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @BeforeEach
  void aPilotThatHasPassedAndAWaveThatSoaks() {
    TestDatabase.empty(dataSource, "wave_guard", "wave", "rollout");
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation)
            values ('R', 'T', 'client-apps', 'EXPANDING', false, '{}', 'p', 's', 'requester',
              false, :now, :now, 100, 0)""")
        .param("now", Sql.time(TestClock.START))
        .update();
    jdbc.sql(
            """
            insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds) values
              ('R', 0, 0, 1, 'PASSED', 3600), ('R', 1, 1, 1, 'SOAKING', 3600)""")
        .update();
    jdbc.sql(
            """
            insert into wave_guard
              (rollout_id, wave_no, seen, verdict, judged_at, evidence, evidence_hash)
            values ('R', 0, 's', 'HOLD_STALE', :now,
              '{"metrics":[],"reasons":[{"sentence":"Old readings."}]}', 'h')""")
        .param("now", Sql.time(TestClock.START))
        .update();
  }

  @Test
  void a_guarded_wave_is_told_with_its_reasons_and_others_are_left_out() {
    assertThat(guards.of(List.of("R")))
        .isEqualTo(
            Map.of(
                new WaveKey("R", 0),
                new WaveView.Guard(
                    true,
                    "HOLD_STALE",
                    List.of("Old readings."),
                    TestClock.START,
                    null,
                    null,
                    "h")));
  }

  @Test
  void the_evidence_of_a_wave_is_that_of_its_pass_until_the_guard_fails_it() {
    WaveQueries waves = new WaveQueries(jdbc);
    jdbc.sql("update wave set verdict = 'PASS', evidence = '{}', evidence_hash = 'p'").update();
    assertThat(waves.evidence("R", 0).orElseThrow().evidenceHash()).isEqualTo("p");

    jdbc.sql("update wave_guard set verdict = 'FAIL', regressed_at = judged_at").update();

    assertThat(waves.evidence("R", 0).orElseThrow().evidenceHash()).isEqualTo("h");
    assertThat(waves.evidence("R"))
        .extracting(WaveEvidence::verdict)
        .containsExactly("FAIL", "PASS");
  }

  @Test
  void a_regression_that_a_person_let_pass_stays_a_failure_on_what_was_seen_since() {
    jdbc.sql("update wave set verdict = 'PASS', evidence = '{}', evidence_hash = 'p'").update();
    jdbc.sql("update wave set state = 'PLANNED' where no = 1").update();
    jdbc.sql("update wave_guard set verdict = 'PASS', regressed_at = judged_at").update();

    WaveView pilot = new WaveQueries(jdbc).wave("R", 0).orElseThrow();

    assertThat(pilot.verdict()).isEqualTo("FAIL");
    assertThat(pilot.reasons()).containsExactly("Old readings.");
    assertThat(pilot.evidenceHash()).isEqualTo("h");
    assertThat(new RolloutQueries(jdbc).find("R").orElseThrow().verdict()).isEqualTo("FAIL");
  }

  @Test
  void a_regression_is_told_and_the_wave_is_no_longer_watched() {
    jdbc.sql("update wave set state = 'FAILED' where no = 0").update();
    jdbc.sql("update wave_guard set regressed_at = judged_at, regressed_why = 'Worse.'").update();

    WaveView.Guard guard = guards.of(List.of("R")).get(new WaveKey("R", 0));

    assertThat(guard.watching()).isFalse();
    assertThat(guard.regressedAt()).isEqualTo(TestClock.START);
    assertThat(guard.regressedWhy()).isEqualTo("Worse.");
  }
}
