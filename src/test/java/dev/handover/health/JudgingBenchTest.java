package dev.handover.health;

import dev.handover.TestDatabase;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How long it takes to judge 1,000,000 soaking devices in 100 waves on PostgreSQL, next to bare
 * counts of the same rows by wave; and how long where little or nothing is new.
 */
@Tag("bench")
class JudgingBenchTest {

  private static final int WAVES = 100;
  private static final int DEVICES = 10_000;
  private static final int ROUNDS = 5;

  private static final String BARE =
      """
      select d.rollout_id, d.wave_no, b.metric, count(*), count(case when b.unhealthy then 1 end)
      from wave_device d
      join observation b on b.device_id = d.device_id
      group by d.rollout_id, d.wave_no, b.metric
      """;

  /** Whether it was made after the move can only be said with the order. */
  private static final String SINCE_THE_MOVE =
      """
      select d.rollout_id, d.wave_no, b.metric, count(*), count(case when b.unhealthy then 1 end)
      from wave_device d
      join authority_order o on o.rollout_id = d.rollout_id and o.device_id = d.device_id
      join observation b on b.device_id = d.device_id and b.observed_at > o.confirmed_at
      group by d.rollout_id, d.wave_no, b.metric
      """;

  @Test
  void postgresql() {
    DataSource database = TestDatabase.postgres();
    WaveFixture world = new WaveFixture(database);
    for (int wave = 0; wave < WAVES; wave++) {
      String rollout = "r" + wave;
      world.rollout(rollout, 0, "noncompliant");
      world.wave(rollout, 0, 0, "SOAKING", WaveFixture.START);
    }
    fill(world);
    Instant now = WaveFixture.START.plus(Duration.ofHours(30));
    EvidenceStore evidence = world.evidence();
    for (int round = 1; round <= ROUNDS; round++) {
      double bare = time(() -> count(world, BARE));
      double since = time(() -> count(world, SINCE_THE_MOVE));
      lookedAtParts(world, null);
      double inParts = time(() -> judge(evidence, now));
      lookedAtParts(world, now);
      double judged = time(() -> judge(evidence, now));
      System.out.printf(
          "%,d devices in %d waves: bare counts %.2f s, since the move %.2f s; judging %.2f s, %.2f"
              + " and %.2f times as long; by parts as well %.2f s%n",
          WAVES * DEVICES, WAVES, bare, since, judged, judged / bare, judged / since, inParts);
    }
    world
        .jdbc
        .sql("update wave set look_at = :later")
        .param("later", Sql.time(now.plus(Duration.ofMinutes(5))))
        .update();
    double idle = time(() -> evidence.measure(now));
    world.jdbc.sql("insert into evidence_mark (rollout_id) values ('r7')").update();
    double one = time(() -> evidence.measure(now));
    System.out.printf(
        "of these, nothing new: %.0f ms; something new in one wave: %.0f ms%n",
        idle * 1000, one * 1000);
  }

  private static void lookedAtParts(WaveFixture world, Instant at) {
    world.jdbc.sql("update wave set strata_at = :at").param("at", Sql.time(at)).update();
  }

  static void fill(WaveFixture world) {
    List<String> statements =
        List.of(
            """
            insert into wave_device (rollout_id, device_id, wave_no)
            select 'r' || ((n - 1) / %1$d), n, 0 from generate_series(1, %2$d) s(n)""",
            """
            insert into authority_order (rollout_id, wave_no, device_id, workload, direction,
              generation, state, attempts, ordered_at, confirmed_at)
            select 'r' || ((n - 1) / %1$d), 0, n, 'compliance-policies', 'TO_INTUNE', 0, 'CONFIRMED', 1,
              timestamp with time zone '%3$s',
              timestamp with time zone '%3$s' + (n %% 36000) * interval '1' second
            from generate_series(1, %2$d) s(n)""",
            """
            insert into observation (device_id, metric, observed_at, unhealthy)
            select n, 'noncompliant',
              timestamp with time zone '%3$s' + (36000 + n %% 36000) * interval '1' second,
              n %% 71 = 0
            from generate_series(1, %2$d) s(n)""",
            "analyze");
    for (String statement : statements) {
      world
          .jdbc
          .sql(statement.formatted(DEVICES, WAVES * DEVICES, Sql.time(WaveFixture.START)))
          .update();
    }
  }

  private static void count(WaveFixture world, String query) {
    world.jdbc.sql(query).query((rs, row) -> rs.getLong(4)).list();
  }

  private static void judge(EvidenceStore evidence, Instant now) {
    GateRules rules =
        new GateRules(
            List.of(new GateRules.MetricRule("noncompliant", .02, .08, .01, .05, false)),
            .9,
            .1,
            SilentRule.UNHEALTHY,
            Duration.ofDays(1),
            WaveFixture.START,
            WaveFixture.DEADLINE);
    for (Map.Entry<WaveKey, Measured> wave : evidence.measure(now).entrySet()) {
      Judgement judgement = Gate.judge(rules, wave.getValue().whole(), now);
      if (judgement.verdict() != Verdict.PASS) {
        throw new IllegalStateException(wave.getKey() + ": " + judgement.reasons());
      }
    }
  }

  private static double time(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }
}
