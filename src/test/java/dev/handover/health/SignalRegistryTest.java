package dev.handover.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestDatabase;
import dev.handover.health.SignalRegistry.Change;
import dev.handover.health.SignalRegistry.Outcome;
import dev.handover.workload.Workload;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.transaction.support.TransactionTemplate;

class SignalRegistryTest {

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

    private WaveFixture world;
    private SignalRegistry signals;
    private TransactionTemplate transaction;

    abstract DataSource dataSource();

    @BeforeAll
    void start() {
      DataSource dataSource = dataSource();
      world = new WaveFixture(dataSource);
      signals = new SignalRegistry(world.jdbc);
      transaction = TestDatabase.transactions(dataSource);
    }

    @BeforeEach
    void none() {
      world.empty();
      world.jdbc.sql("delete from custom_signal").update();
    }

    @Test
    void a_defined_signal_stands_behind_the_built_in_ones_and_can_be_changed() {
      Signal vpn = signal("vpn-broken", 1, Workload.CLIENT_APPS);
      assertThat(tell(() -> signals.define(vpn))).isEqualTo(Outcome.CREATED);
      assertThat(tell(() -> signals.define(vpn))).isEqualTo(Outcome.UNCHANGED);

      assertThat(signals.byName("vpn-broken")).contains(vpn);
      assertThat(signals.title("vpn-broken")).isEqualTo(vpn.title());
      assertThat(signals.title("noncompliant")).isEqualTo("non-compliant");
      assertThat(signals.all()).startsWith(Signals.all().get(0)).endsWith(vpn);
      assertThat(signals.of(Workload.CLIENT_APPS)).contains(vpn);
      assertThat(signals.of(Workload.COMPLIANCE_POLICIES)).doesNotContain(vpn);
      assertThat(signals.names()).containsAll(Signals.names()).contains("vpn-broken");

      Signal wider = signal("vpn-broken", 1, Workload.CLIENT_APPS, Workload.ENDPOINT_PROTECTION);
      assertThat(tell(() -> signals.define(wider))).isEqualTo(Outcome.CHANGED);
      assertThat(signals.custom()).containsExactly(wider);
    }

    @Test
    void a_built_in_signal_is_neither_changed_nor_removed() {
      assertThat(tell(() -> signals.define(signal("noncompliant", 1, Workload.CLIENT_APPS))))
          .isEqualTo(Outcome.BUILT_IN);
      assertThat(tell(() -> signals.remove("noncompliant"))).isEqualTo(Outcome.BUILT_IN);
      assertThat(signals.all()).isEqualTo(Signals.all());
    }

    @Test
    void what_an_unfinished_rollout_is_judged_by_keeps_its_meaning() {
      define("vpn-broken", 1);
      world.rollout("r1", 0, "vpn-broken");
      world.observed(1, "vpn-broken", true, WaveFixture.START);

      Change change =
          transaction.execute(
              t -> signals.define(signal("vpn-broken", 2, Workload.COMPLIANCE_POLICIES)));
      assertThat(change).isEqualTo(new Change(Outcome.IN_USE, List.of("r1")));
      assertThat(signals.byName("vpn-broken").orElseThrow().threshold()).isEqualTo(1);
      assertThat(observations()).isEqualTo(1);

      Signal renamed =
          new Signal(
              "vpn-broken",
              "another title",
              Signal.Source.PUSHED,
              Signal.Unit.COUNT,
              Signal.Bad.FROM,
              1,
              Set.of(Workload.COMPLIANCE_POLICIES),
              .2,
              .3);
      assertThat(tell(() -> signals.define(renamed))).isEqualTo(Outcome.CHANGED);
      assertThat(observations()).isEqualTo(1);
    }

    @Test
    void a_new_meaning_forgets_the_readings_of_the_old_one() {
      define("vpn-broken", 1);
      world.rollout("r1", 0, "vpn-broken");
      world.jdbc.sql("update rollout set ended_at = created_at").update();
      world.observed(1, "vpn-broken", true, WaveFixture.START);
      world.observed(1, "noncompliant", true, WaveFixture.START);
      world.rejected(1, "vpn-broken", WaveFixture.START);

      define("vpn-broken", 2);
      assertThat(observations()).isEqualTo(1);
      assertThat(
              world
                  .jdbc
                  .sql("select count(*) from rejected_observation")
                  .query(Long.class)
                  .single())
          .isZero();
    }

    @Test
    void a_signal_is_removed_only_if_no_rollout_was_ever_judged_by_it() {
      define("vpn-broken", 1);
      define("unused", 1);
      world.rollout("r1", 0, "vpn-broken");
      world.jdbc.sql("update rollout set ended_at = created_at").update();
      world.observed(1, "unused", true, WaveFixture.START);

      assertThat(tell(() -> signals.remove("vpn-broken"))).isEqualTo(Outcome.IN_USE);
      assertThat(tell(() -> signals.remove("unused"))).isEqualTo(Outcome.REMOVED);
      assertThat(tell(() -> signals.remove("unused"))).isEqualTo(Outcome.UNKNOWN);
      assertThat(signals.names()).contains("vpn-broken").doesNotContain("unused");
      assertThat(observations()).isZero();
    }

    @Test
    void whoever_holds_signals_is_told_which_are_still_there() {
      define("vpn-broken", 1);
      List<Signal> held =
          transaction.execute(t -> signals.hold(List.of("vpn-broken", "gone", "noncompliant")));
      assertThat(held).extracting(Signal::name).containsExactly("vpn-broken");
      assertThat(transaction.<List<Signal>>execute(t -> signals.hold(List.of()))).isEmpty();
    }

    private void define(String name, double threshold) {
      tell(() -> signals.define(signal(name, threshold, Workload.COMPLIANCE_POLICIES)));
    }

    private Outcome tell(Supplier<Change> work) {
      return transaction.execute(t -> work.get()).outcome();
    }

    private long observations() {
      return world.jdbc.sql("select count(*) from observation").query(Long.class).single();
    }

    private static Signal signal(String name, double threshold, Workload... workloads) {
      return new Signal(
          name,
          "without a VPN",
          Signal.Source.PUSHED,
          Signal.Unit.COUNT,
          Signal.Bad.FROM,
          threshold,
          Set.of(workloads),
          .02,
          .08);
    }
  }
}
