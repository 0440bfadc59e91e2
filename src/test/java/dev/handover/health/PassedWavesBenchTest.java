package dev.handover.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestDatabase;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a look of the guard costs on PostgreSQL: 200,000 devices in 20 passed waves of 10 rollouts,
 * two metrics, beside what the gate needs for the same waves while they soak.
 */
@Tag("bench")
class PassedWavesBenchTest {

  private static final Instant NOW = WaveFixture.START.plus(Duration.ofDays(2));

  @Test
  void a_look_at_200_000_guarded_devices() {
    WaveFixture world = new WaveFixture(TestDatabase.postgres());
    JdbcClient jdbc = world.jdbc;
    EvidenceStore evidence = world.evidence();
    PassedWaves passed = world.passedWaves();
    for (int r = 0; r < 10; r++) {
      world.rollout("r" + r, 0, "noncompliant", "policy-error");
      for (int no = 0; no < 2; no++) {
        world.wave("r" + r, no, no, "PASSED", WaveFixture.START);
      }
    }
    fill(
        jdbc,
        """
        insert into wave_device (rollout_id, device_id, wave_no)
        select 'r' || (n % 10), n, n / 10 % 2 from generate_series(1, 200000) n""");
    fill(
        jdbc,
        """
        insert into authority_order (rollout_id, wave_no, device_id, workload, direction,
          generation, state, attempts, ordered_at, confirmed_at)
        select 'r' || (n % 10), n / 10 % 2, n, 'compliance-policies', 'TO_INTUNE', 0, 'CONFIRMED',
          1, :start, :start from generate_series(1, 200000) n""");
    fill(
        jdbc,
        """
        insert into observation (device_id, metric, observed_at, unhealthy)
        select n, m, cast(:start as timestamptz) + interval '1' day, n % 70 = 0
        from generate_series(1, 200000) n, (values ('noncompliant'), ('policy-error')) v(m)""");
    jdbc.sql("analyze").update();

    IntSupplier guard = () -> passed.changed(NOW).size();
    assertThat(guard.getAsInt()).isEqualTo(20);
    measure("the guard", guard);
    jdbc.sql("update wave set state = 'SOAKING'").update();
    IntSupplier gate = () -> evidence.measure(NOW).size();
    assertThat(gate.getAsInt()).isEqualTo(20);
    measure("the gate", gate);
  }

  private static void fill(JdbcClient jdbc, String sql) {
    JdbcClient.StatementSpec statement = jdbc.sql(sql);
    if (sql.contains(":start")) {
      statement = statement.param("start", Sql.time(WaveFixture.START));
    }
    assertThat(statement.update()).isPositive();
  }

  private static void measure(String what, IntSupplier look) {
    for (int i = 0; i < 5; i++) {
      long begin = System.nanoTime();
      look.getAsInt();
      System.out.printf(
          "%s measures 200,000 devices: %,d ms%n", what, (System.nanoTime() - begin) / 1_000_000);
    }
  }
}
