package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.verify;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What keeps a rollout from moving on, and who lifts it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HoldsContract {

  private static final Actor MANAGER = new Actor("approver1", Set.of(Role.CHANGE_MANAGER));
  private static final Actor ADMIN = new Actor("admin", Set.of(Role.ADMINISTRATOR));
  private static final Actor REQUESTER = new Actor("requester", Set.of(Role.REQUESTER));
  private static final Actor MONITOR = new Actor("vpn-watch", Set.of(Role.AUTOMATION));
  private static final Duration MONTH = Duration.ofDays(30);

  private final DataSource dataSource = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final TransactionTemplate transactions = TestDatabase.transactions(dataSource);
  private final TestClock clock = new TestClock();
  private final RolloutJournal journal = mock(RolloutJournal.class);
  private final RolloutQueries rollouts = new RolloutQueries(jdbc);
  private final Holds holds =
      new Holds(new HoldStore(jdbc, clock), new RolloutStore(jdbc, clock), journal, transactions);

  abstract DataSource dataSource();

  @BeforeEach
  void aRolloutUnderWay() {
    clock.set(TestClock.START);
    reset(journal);
    TestDatabase.empty(dataSource, "hold", "rollout");
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, deadline_at, population, generation)
            values ('R-1', 'Apps', 'client-apps', 'EXPANDING', false, '{}', '', '', 'requester',
              false, :now, :now, :deadline, 5, 1)""")
        .param("now", Sql.time(clock.instant()))
        .param("deadline", Sql.time(clock.instant().plus(MONTH)))
        .update();
  }

  private void place(String reason, Actor actor) {
    transactions.executeWithoutResult(t -> holds.place("R-1", reason, actor));
  }

  private void lift(String reason, Actor actor) {
    transactions.executeWithoutResult(t -> holds.lift("R-1", reason, actor));
  }

  private RolloutView rollout() {
    return rollouts.find("R-1").orElseThrow();
  }

  private List<Hold.Kind> held() {
    return rollout().holds().stream().map(Hold::kind).toList();
  }

  @Test
  void people_and_monitoring_hold_side_by_side_and_each_lifts_its_own() {
    place("the VPN is down", MONITOR);
    place("lunch", REQUESTER);
    assertThat(rollout().paused()).isTrue();
    assertThat(rollout().holds())
        .extracting(Hold::sentence)
        .containsExactly(
            "Paused by requester: lunch", "Held by monitoring (vpn-watch): the VPN is down");
    assertThat(rollout().holds().get(0).since()).isEqualTo(clock.instant());

    lift("eaten", MANAGER);
    assertThat(held()).containsExactly(Hold.Kind.MONITORING);
    assertThat(rollout().paused()).isTrue();
    verify(journal)
        .tell(
            "approver1",
            "hold-lifted",
            "R-1",
            "A hold is lifted by approver1: eaten. It stays held. Held by monitoring (vpn-watch): the VPN is down");
    lift("the VPN is up", MONITOR);
    assertThat(held()).isEmpty();
    assertThat(rollout().paused()).isFalse();
    verify(journal)
        .tell("vpn-watch", "rollout-resumed", "R-1", "Resumed by vpn-watch: the VPN is up.");
  }

  @Test
  void neither_lifts_what_the_other_holds() {
    place("the VPN is down", MONITOR);
    assertThatThrownBy(() -> lift("it is not", ADMIN))
        .isInstanceOf(Refused.class)
        .hasMessage(
            "Held by monitoring (vpn-watch): the VPN is down. The account that placed it lifts it;"
                + " the rollout can be cancelled or rolled back all the same.");
    lift("the VPN is up", MONITOR);
    place("lunch", MANAGER);
    assertThatThrownBy(() -> lift("all green", MONITOR))
        .hasMessage(
            "Paused by approver1: lunch. A person lifts that, and the account that placed a hold its own.");
    assertThat(held()).containsExactly(Hold.Kind.PERSON);
  }

  @Test
  void each_monitoring_system_lifts_its_own() {
    Actor other = new Actor("app-watch", Set.of(Role.AUTOMATION));
    place("the VPN is down", MONITOR);
    place("apps crash", other);
    lift("the VPN is up", MONITOR);
    assertThat(rollout().holds())
        .extracting(Hold::sentence)
        .containsExactly("Held by monitoring (app-watch): apps crash");
    assertThatThrownBy(() -> lift("go on", MONITOR)).isInstanceOf(Refused.class);
    assertThat(rollout().paused()).isTrue();
  }

  @Test
  void there_is_one_of_each_kind_with_a_reason_by_those_who_may() {
    place("lunch", MANAGER);
    assertThatThrownBy(() -> place("dinner", ADMIN))
        .hasMessage("Rollout R-1 is held already. Paused by approver1: lunch");
    assertThatThrownBy(() -> place(" ", MONITOR)).isInstanceOf(Refused.class);
    assertThatThrownBy(() -> place("why not", new Actor("other", Set.of(Role.REQUESTER))))
        .hasMessageStartingWith("Change managers, administrators, automation and requester");
    assertThatThrownBy(() -> lift("go on", REQUESTER)).hasMessageContaining("may not resume");
    lift("eaten", ADMIN);
    assertThatThrownBy(() -> lift("again", ADMIN)).hasMessage("Rollout R-1 is not paused.");
    jdbc.sql("update rollout set state = 'ROLLING_BACK'").update();
    assertThatThrownBy(() -> place("stop", MONITOR))
        .hasMessage("Rollout R-1 is rolling back and cannot be paused.");
  }

  @Test
  void past_its_deadline_a_rollout_is_held_once_until_a_person_lets_it_take_longer() {
    clock.advance(MONTH.minusSeconds(1));
    holds.look();
    assertThat(held()).isEmpty();

    clock.advance(Duration.ofSeconds(1));
    holds.look();
    holds.look();
    assertThat(held()).containsExactly(Hold.Kind.DEADLINE);
    verify(journal)
        .tell(
            eq(Actor.SYSTEM.id()),
            eq("deadline-passed"),
            eq("R-1"),
            contains("has passed. Nothing further moves until a person resumes it"));
    assertThatThrownBy(() -> lift("all green", MONITOR))
        .hasMessageEndingWith("A person lifts that, and the account that placed a hold its own.");

    lift("two days more", MANAGER);
    verify(journal)
        .tell(
            "approver1",
            "rollout-resumed",
            "R-1",
            "Resumed by approver1: two days more. It has no deadline any more.");
    holds.look();
    assertThat(held()).isEmpty();
    assertThat(rollout().deadlineAt()).isNull();
  }

  @Test
  void what_is_moved_already_is_watched_to_its_end_past_the_deadline() {
    jdbc.sql("update rollout set state = 'WATCHING'").update();
    clock.advance(MONTH.plusDays(1));
    holds.look();
    assertThat(held()).isEmpty();
  }
}
