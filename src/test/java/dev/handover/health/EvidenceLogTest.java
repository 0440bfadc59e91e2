package dev.handover.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestDatabase;
import dev.handover.health.ChangeEvidence.Group;
import dev.handover.health.ChangeEvidence.Now;
import dev.handover.health.Evidence.MetricEvidence;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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
    EvidenceLog log = new EvidenceLog(JdbcClient.create(database));
    log.add(WAVE, AT.plusSeconds(5), evidence(7));
    log.add(WAVE, AT, evidence(3));
    log.add(WAVE, AT.plusSeconds(5), evidence(8));

    assertThat(log.of(WAVE))
        .containsExactly(new Look(AT, evidence(3)), new Look(AT.plusSeconds(5), evidence(8)));
    assertThat(log.of(new WaveKey("R-1", 1))).isEmpty();
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
