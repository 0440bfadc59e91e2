package dev.handover.health;

import static dev.handover.health.WaveFixture.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestDatabase;
import dev.handover.health.Strata.Count;
import dev.handover.health.Strata.Stratum;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

class StrataStoreTest {

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
    private static final String METRIC = "noncompliant";

    private WaveFixture world;
    private EvidenceStore evidence;
    private StrataStore store;
    private int devices;

    abstract DataSource dataSource();

    @BeforeAll
    void start() {
      world = new WaveFixture(dataSource());
      evidence = world.evidence();
      store = world.strata();
    }

    @BeforeEach
    void pilot() {
      world.empty();
      devices = 0;
      world.rollout("r1", 0, METRIC);
      world.wave("r1", 0, 0, "SOAKING", START);
    }

    @Test
    void each_device_counts_in_its_model_its_build_and_its_site() {
      add("A", "1", "Rome", true);
      add("A", "2", "Rome", false);
      add("B", "2", null, false);

      assertThat(strata())
          .isEqualTo(
              new Strata(
                  6,
                  List.of(
                      count("model", "A", 1, 1),
                      count("osBuild", "1", 0, 1),
                      count("site", "Rome", 1, 1))));
    }

    @Test
    void devices_of_which_the_model_is_not_known_are_a_stratum() {
      add(null, "1", "Rome", true);

      assertThat(strata().counts()).contains(count("model", "", 0, 1));
    }

    @Test
    void excluded_devices_are_in_no_stratum() {
      add("A", "1", "Rome", true);
      long out = add("B", "2", "Oslo", true);
      world
          .jdbc
          .sql("update wave_device set excluded = 'left' where device_id = :id")
          .param("id", out)
          .update();

      assertThat(strata().looked()).isEqualTo(3);
    }

    @Test
    void a_wave_of_which_no_device_is_unhealthy_is_not_looked_at() {
      add("A", "1", "Rome", false);
      world.rollout("r2", 0, METRIC);
      world.wave("r2", 0, 0, "SOAKING", START);

      assertThat(strata()).isEqualTo(Strata.NONE);
    }

    @Test
    void a_device_that_was_never_sent_is_silent_in_no_stratum() {
      add("A", "1", "Rome", true);
      long unsent = add("A", "1", "Rome", true);
      world
          .jdbc
          .sql(
              """
              update authority_order set state = 'ORDERED', delivered_at = null, confirmed_at = null
              where device_id = :id""")
          .param("id", unsent)
          .update();

      Instant late = WaveFixture.DEADLINE;
      world.jdbc.sql("update gate_metric set max_age_seconds = 864000").update();
      assertThat(of(evidence.measure(late).get(PILOT)).counts())
          .contains(new Count(new Stratum("model", "A"), METRIC, 0, 1, 0, 1, 0));
    }

    @Test
    void a_device_stays_in_the_strata_it_was_in_when_its_move_was_ordered() {
      long moved = add("A", "1", "Rome", true);
      world
          .jdbc
          .sql("update device set model = 'B', os_build = '2', site = 'Oslo' where id = :id")
          .param("id", moved)
          .update();

      assertThat(strata().counts())
          .containsExactly(
              count("model", "A", 0, 1), count("osBuild", "1", 0, 1), count("site", "Rome", 0, 1));
    }

    @Test
    void what_a_stratum_has_failed_by_is_remembered_when_its_devices_have_recovered_or_gone() {
      for (int i = 0; i < 4; i++) {
        add("A", "1", "Rome", true);
      }
      for (int i = 0; i < 200; i++) {
        add("B", "1", "Rome", false);
      }
      Judgement judged = judge();
      assertThat(judged.strata()).filteredOn(StratumJudgement::failed).hasSize(1);
      judge(); // a second look changes nothing

      world.jdbc.sql("update observation set unhealthy = false").update();
      assertThat(judge().strata())
          .filteredOn(StratumJudgement::failed)
          .singleElement()
          .satisfies(
              s -> assertThat(s.sentence()).startsWith("Model A: 0 of 4").contains("earlier"));

      world
          .jdbc
          .sql(
              "update wave_device set excluded = 'left' where device_id in (select id from device where model = 'A')")
          .update();
      assertThat(judge().strata()).filteredOn(StratumJudgement::failed).hasSize(1);
    }

    @Test
    void of_a_passed_wave_late_readings_count_as_they_say_and_of_one_that_is_judged_not_at_all() {
      add("A", "1", "Rome", true);
      add("A", "1", "Rome", false);
      Instant late = NOW.plus(Duration.ofDays(60));
      Evidence whole = evidence.measure(NOW).get(PILOT).whole();

      assertThat(of(evidence.measure(late, PILOT).orElseThrow()).counts()).isEmpty();
      assertThat(store.lastKnown(late, PILOT, whole).counts())
          .containsExactly(
              count("model", "A", 1, 1), count("osBuild", "1", 1, 1), count("site", "Rome", 1, 1));
    }

    @Test
    void the_guard_lets_a_part_be_whose_failure_a_person_has_accepted_and_no_other() {
      for (int i = 0; i < 30; i++) {
        add("A", "1", "Rome", true);
        add("B", "2", "Oslo", false);
      }
      judge();
      Evidence whole = evidence.measure(NOW).get(PILOT).whole();
      assertThat(store.lastKnown(NOW, PILOT, whole).counts())
          .extracting(c -> c.stratum().label())
          .contains("A");

      world.passedWaves().accept(PILOT, METRIC, GateCases.RULE.test());
      for (int i = 0; i < 30; i++) {
        add("C", "2", "Oslo", true);
      }
      store.forget(PILOT);
      assertThat(store.lastKnown(NOW, PILOT, evidence.measure(NOW).get(PILOT).whole()).counts())
          .extracting(c -> c.stratum().label())
          .contains("C")
          .doesNotContain("A", "1", "Rome");
    }

    @Test
    void parts_are_counted_at_the_first_look_and_every_four_minutes() {
      Instant now = NOW.minusSeconds(3600);
      add("A", "1", "Rome", true);
      assertThat(evidence.measure(now).get(PILOT).inParts()).isTrue();

      lookedAt(now.minus(Duration.ofMinutes(4)));
      assertThat(evidence.measure(now).get(PILOT).inParts()).isTrue();

      lookedAt(now.minus(Duration.ofMinutes(4)).plusSeconds(1));
      Measured between = evidence.measure(now).get(PILOT);
      assertThat(between.inParts()).isFalse();
      assertThat(between.whole()).isEqualTo(evidence.measure(now, PILOT).orElseThrow().whole());
    }

    @Test
    void the_parts_of_a_wave_that_has_soaked_are_counted_with_every_look() {
      add("A", "1", "Rome", true);
      Instant soaked = START.plus(Duration.ofDays(1));
      world.jdbc.sql("update wave set look_at = null").update();
      lookedAt(soaked);

      assertThat(evidence.measure(soaked.minusSeconds(1)).get(PILOT).inParts()).isFalse();
      assertThat(evidence.measure(soaked).get(PILOT).inParts()).isTrue();
    }

    private void lookedAt(Instant at) {
      world.jdbc.sql("update wave set strata_at = :at").param("at", Sql.time(at)).update();
    }

    private Judgement judge() {
      Evidence whole = evidence.measure(NOW).get(PILOT).whole();
      Evidence seen = whole.with(strata());
      Judgement judgement =
          Gate.judge(GateCases.rules(SilentRule.UNHEALTHY, GateCases.RULE), seen, NOW);
      store.raiseMaxLlr(List.of(new JudgedWave(PILOT, seen, judgement)));
      return judgement;
    }

    private Strata of(Measured measured) {
      return store.of(Map.of(PILOT, measured)).get(PILOT);
    }

    private Strata strata() {
      return of(evidence.measure(NOW).get(PILOT));
    }

    private long add(String model, String build, String site, boolean unhealthy) {
      long id = world.fleetDevice(++devices);
      world
          .jdbc
          .sql("update device set model = :model, os_build = :build, site = :site where id = :id")
          .param("model", model)
          .param("build", build)
          .param("site", site)
          .param("id", id)
          .update();
      world.moved("r1", 0, id, CONFIRMED);
      world
          .jdbc
          .sql(
              """
              update authority_order set model = :model, os_build = :build, site = :site
              where device_id = :id""")
          .param("model", model)
          .param("build", build)
          .param("site", site)
          .param("id", id)
          .update();
      world.observed(id, METRIC, unhealthy, NOW.minusSeconds(60));
      return id;
    }

    private static Count count(String dimension, String label, int healthy, int unhealthy) {
      return new Count(new Stratum(dimension, label), METRIC, healthy, unhealthy, 0, 0, 0);
    }
  }
}
