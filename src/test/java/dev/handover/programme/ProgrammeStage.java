package dev.handover.programme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.when;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.plan.Plans;
import dev.handover.plan.Programmes;
import dev.handover.rollout.Decision;
import dev.handover.rollout.Finding;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.PlanCheck;
import dev.handover.rollout.Refused;
import dev.handover.rollout.Registration;
import dev.handover.rollout.RolloutEnded;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutWorkflow;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.sql.Sql;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A programme of two rollouts on a database, with rollouts that end as a test wants. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProgrammeStage {

  static final Actor REQUESTER = new Actor("requester", Set.of(Role.REQUESTER));

  static final Actor OTHER = new Actor("other", Set.of(Role.REQUESTER));

  static final Actor MANAGER = new Actor("approver1", Set.of(Role.CHANGE_MANAGER));

  static final Actor BOTH = new Actor("requester", Set.of(Role.REQUESTER, Role.CHANGE_MANAGER));

  static final String HOSTILE = "<script>alert('1')</script>; drop table programme --";

  static final String TEXT =
      """
      title: "%s"
      population: site==LON
      pilot: { size: 20 }
      waves: [100%%]
      soak: { pilot: P1D, wave: PT12H, production: P2D }
      gate: { metrics: [{ name: noncompliant, expected: 0.02, limit: 0.1 }] }
      rollouts:
        - { workload: client-apps, schedule: { start: 2027-01-01T20:00Z } }
        - workload: compliance-policies
      """
          .formatted(HOSTILE);

  final DataSource data = dataSource();

  final JdbcClient jdbc = JdbcClient.create(data);

  final TransactionTemplate transactions = TestDatabase.transactions(data);

  final TestClock clock = new TestClock();

  final ProgrammeStore store = new ProgrammeStore(jdbc, clock);

  final ProgrammeQueries queries = new ProgrammeQueries(jdbc);

  final ProgrammeJournal journal = mock(ProgrammeJournal.class);

  final Registration plans = mock(Registration.class);

  final RolloutWorkflow rollouts = mock(RolloutWorkflow.class);

  final ProgrammeWorkflow workflow = mock(ProgrammeWorkflow.class);

  final Plans reader = new Plans(Set.of("noncompliant"));

  final ProgrammeRegistration registration =
      TestDatabase.transactional(
          data,
          ProgrammeRegistration.class,
          new ProgrammeRegistration(
              new Programmes(reader), reader, new ProgrammeChecks(plans), store, journal));

  final ProgrammeLife life =
      TestDatabase.transactional(
          data,
          ProgrammeLife.class,
          new ProgrammeLife(store, rollouts, journal, new DataSourceTransactionManager(data)));

  final ProgrammeDecisions decisions =
      TestDatabase.transactional(
          data,
          ProgrammeDecisions.class,
          new ProgrammeDecisions(store, new ProgrammeBriefs(new RolloutQueries(jdbc)), journal));

  final ProgrammeDesk desk =
      TestDatabase.transactional(
          data,
          ProgrammeDesk.class,
          new ProgrammeDesk(registration, workflow, decisions, store, journal));

  String id;

  abstract DataSource dataSource();

  @BeforeEach
  void aProgrammeOfTwo() {
    reset(journal, plans, rollouts, workflow);
    TestDatabase.empty(data, "programme_rollout", "programme", "hold", "wave", "rollout");
    when(plans.check(any(), any())).thenReturn(check());
    when(rollouts.person("requester")).thenReturn(REQUESTER);
    when(workflow.cancelRequested(anyString())).thenReturn(true);
    id = transactions.execute(t -> registration.register(TEXT, REQUESTER, "process"));
  }

  String register(String text, Actor actor) {
    return transactions.execute(t -> registration.register(text, actor, "process"));
  }

  boolean decide(Outcome outcome, String seen, Actor actor) {
    return decisions.decide(id, new Decision(outcome, "because", seen), actor);
  }

  /** The next step begins this rollout. */
  void begins(String rollout) {
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation)
            values (:id, 'T', 'client-apps', 'PILOTING', false, '{}', '', '', 'requester', false,
              :now, :now, 5, 1)""")
        .param("id", rollout)
        .param("now", Sql.time(clock.instant()))
        .update();
    when(rollouts.start(anyString(), any())).thenReturn(rollout);
    assertThat(life.next(id)).isEqualTo("begin");
  }

  void ends(String rollout, String state) {
    jdbc.sql("update rollout set state = :state, ended_at = :now where id = :id")
        .param("state", state)
        .param("now", Sql.time(clock.instant()))
        .param("id", rollout)
        .update();
    transactions.executeWithoutResult(
        t -> new RolloutEnds(store, workflow).on(new RolloutEnded(rollout)));
  }

  ProgrammeView view() {
    return queries.find(id).orElseThrow();
  }

  static Finding finding(String code, String message) {
    return new Finding(code, Finding.Severity.BLOCKING, message, 7);
  }

  static PlanCheck check(Finding... findings) {
    return new PlanCheck(
        findings.length == 0,
        List.of(findings),
        5,
        List.of(),
        5,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null);
  }

  static void assertRefused(Refused.Kind kind, Runnable act) {
    assertThatThrownBy(act::run)
        .isInstanceOfSatisfying(Refused.class, r -> assertThat(r.kind()).isEqualTo(kind));
  }
}
