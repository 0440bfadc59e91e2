package dev.handover.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestDatabase;
import dev.handover.health.ChangeEvidence.Group;
import dev.handover.health.ChangeEvidence.Now;
import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.sql.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

class EvidenceLogTest {

  private static final Instant AT = Instant.parse("2026-11-23T12:00:00.123456Z");
  private static final WaveKey WAVE = new WaveKey("R-1", 0);

  static Stream<DataSource> databases() {
    return Stream.of(TestDatabase.h2(), TestDatabase.postgres());
  }

  @ParameterizedTest
  @MethodSource("databases")
  void gives_back_every_look_in_order_and_one_per_moment(DataSource database) {
    WaveFixture world = new WaveFixture(database);
    world.rollout("R-1", 1, "noncompliant");
    world.wave("R-1", 0, 0, "SOAKING", AT);
    EvidenceLog log = new EvidenceLog(new JdbcTemplate(database));
    log.add(AT.plusSeconds(5), List.of(look(WAVE, 7)));
    log.add(AT, List.of(look(WAVE, 3)));
    log.add(AT.plusSeconds(5), List.of(look(WAVE, 8)));

    assertThat(log.of(WAVE))
        .containsExactly(new Look(AT, evidence(3)), new Look(AT.plusSeconds(5), evidence(8)));
    assertThat(log.of(new WaveKey("R-1", 1))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("databases")
  void the_newest_looks_at_many_waves_are_read_at_once(DataSource database) {
    WaveFixture world = new WaveFixture(database);
    EvidenceLog log = new EvidenceLog(new JdbcTemplate(database));
    for (String rollout : List.of("R-1", "R-2", "R-3", "R-4")) {
      world.rollout(rollout, 1, "noncompliant");
      world.wave(rollout, 0, 0, rollout.equals("R-3") ? "PASSED" : "SOAKING", AT);
    }
    WaveKey other = new WaveKey("R-2", 0);
    log.add(AT.plusSeconds(1), List.of(look(WAVE, 4), look(other, 6)));
    log.add(AT, List.of(look(WAVE, 3), look(new WaveKey("R-3", 0), 5)));

    assertThat(log.newest(List.of("R-1", "R-2", "R-3", "R-4")))
        .isEqualTo(Map.of(WAVE, evidence(4), other, evidence(6)));
    assertThat(log.newest(List.of())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("databases")
  void many_looks_are_thinned_out_evenly_with_the_first_and_the_last(DataSource database) {
    WaveFixture world = new WaveFixture(database);
    world.rollout("R-1", 1, "noncompliant");
    world.wave("R-1", 0, 0, "SOAKING", AT);
    EvidenceLog log = new EvidenceLog(new JdbcTemplate(database));
    for (int i = 0; i <= 6; i++) {
      log.add(AT.plusSeconds(i), List.of(look(WAVE, i)));
    }
    assertThat(log.some(WAVE, 3))
        .extracting(Look::at)
        .containsExactly(AT, AT.plusSeconds(3), AT.plusSeconds(6));
    assertThat(log.some(WAVE, 7)).hasSize(7);
    assertThat(log.some(new WaveKey("R-1", 1), 3)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("databases")
  void forgets_the_looks_at_rollouts_that_ended_before_and_no_others(DataSource database) {
    WaveFixture world = new WaveFixture(database);
    JdbcClient jdbc = JdbcClient.create(database);
    EvidenceLog log = new EvidenceLog(new JdbcTemplate(database));
    for (String rollout : List.of("R-open", "R-old", "R-late")) {
      world.rollout(rollout, 1, "noncompliant");
      world.wave(rollout, 0, 0, "PASSED", AT);
      log.add(AT, List.of(look(new WaveKey(rollout, 0), 3)));
    }
    String end = "update rollout set ended_at = :at where id = :id";
    jdbc.sql(end).param("at", Sql.time(AT)).param("id", "R-old").update();
    jdbc.sql(end).param("at", Sql.time(AT.plusSeconds(1))).param("id", "R-late").update();

    assertThat(log.forget(AT.plusSeconds(1))).isEqualTo(1);

    assertThat(log.of(new WaveKey("R-old", 0))).isEmpty();
    assertThat(log.of(new WaveKey("R-late", 0))).hasSize(1);
    assertThat(log.of(new WaveKey("R-open", 0))).hasSize(1);
  }

  private static JudgedWave look(WaveKey wave, int healthy) {
    return new JudgedWave(wave, evidence(healthy), null);
  }

  private static Evidence evidence(int healthy) {
    return new Evidence(
        10,
        1,
        9,
        8,
        List.of(new MetricEvidence("noncompliant", healthy, 1, 0, 9 - 1 - healthy, 0, 0, 0.5, AT)),
        List.of(
            new ChangeEvidence(
                "noncompliant",
                new Group(new Now(7, 1, 0, 0), Now.NONE),
                new Group(new Now(3, 0, 1, 0), Now.NONE),
                8,
                0)),
        List.of("Intune cannot be read."));
  }
}
