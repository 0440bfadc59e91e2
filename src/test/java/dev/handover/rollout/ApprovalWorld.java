package dev.handover.rollout;

import static dev.handover.rollout.ApprovalStage.START;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.when;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.health.Signals;
import dev.handover.plan.Plans;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** An approval of a rollout whose pilot has passed, on one database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ApprovalWorld {

  static final String ID = "R-1";
  static final Actor ONE = new Actor("approver1", Set.of(Role.CHANGE_MANAGER));
  static final Actor TWO = new Actor("approver2", Set.of(Role.CHANGE_MANAGER));
  static final Actor ASKED = new Actor("requester", Set.of(Role.CHANGE_MANAGER));
  static final Actor AUDITOR = new Actor("auditor", Set.of(Role.AUDITOR));
  static final ApprovalPolicy NOBODY = new ApprovalPolicy(0, "change-managers", "administrators");
  static final ApprovalPolicy SOMEBODY = new ApprovalPolicy(1, "change-managers", "administrators");

  final DataSource dataSource = dataSource();
  final JdbcClient jdbc = JdbcClient.create(dataSource);
  final TransactionTemplate transactions = TestDatabase.transactions(dataSource);
  final TestClock clock = new TestClock();
  final RolloutWorkflow workflow = mock(RolloutWorkflow.class);
  final AccessOutlook access = mock(AccessOutlook.class);
  final Rollback rollback = mock(Rollback.class);
  final RolloutJournal journal = mock(RolloutJournal.class);
  final RolloutStore rollouts = new RolloutStore(jdbc, clock);
  final WaveStore waves = new WaveStore(jdbc, clock);
  final ApprovalStore opened = new ApprovalStore(jdbc, clock);
  final DecisionStore decisions = new DecisionStore(jdbc, workflow, clock);
  final Approvals approvals = new Approvals(waves, opened, decisions);
  final ApprovalRisks risks =
      new ApprovalRisks(waves, new QuarantineStore(jdbc, clock), access, jdbc);
  final DecisionViews views =
      new DecisionViews(rollouts, new RolloutQueries(jdbc), waves, approvals, workflow);
  final ReadPlans plans = new ReadPlans(new Plans(Signals.names()));
  final LateJoinerStore late = new LateJoinerStore(jdbc);
  final NewcomersLeftOut newcomers =
      new NewcomersLeftOut(
          late,
          waves,
          rollouts,
          plans,
          new Scope(jdbc, new NamedParameterJdbcTemplate(dataSource)),
          approvals,
          workflow,
          journal,
          clock);
  final ApprovalAnswers answers =
      new ApprovalAnswers(
          rollouts,
          opened,
          approvals,
          risks,
          access,
          rollback,
          newcomers,
          new DecisionLog(decisions, journal),
          clock);
  final ApprovalCourse course =
      new ApprovalCourse(
          rollouts, opened, approvals, risks, views, plans, rollback, newcomers, journal);
  final Delegation delegation = new Delegation(rollouts, approvals, journal);

  abstract DataSource dataSource();

  @BeforeEach
  void aPilotThatHasPassed() {
    clock.set(TestClock.START);
    reset(workflow, access, rollback, journal);
    when(workflow.processVersion(ID)).thenReturn("workloadRollout:1");
    when(access.ahead(any(), any(), anyInt())).thenReturn(Optional.empty());
    TestDatabase.empty(
        dataSource,
        "approval",
        "decision",
        "quarantine",
        "wave_guard",
        "late_joiner",
        "lease",
        "wave_device",
        "wave",
        "rollout");
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, deadline_at, population, generation,
              start_approvals, expansion_approvals, wave_approvals)
            values ('R-1', 'Apps', 'client-apps', 'EXPANDING', false, :plan, 'p', 's',
              'requester', false, :now, :now, :deadline, 6, 1, 0, 1, 0)""")
        .param(
            "plan",
            """
            workload: client-apps
            population: managementState==CO_MANAGED
            pilot: { size: 2 }
            waves: [50%, 100%]
            soak: { pilot: P1D, wave: PT12H, production: P1D }
            gate: { metrics: [{ name: noncompliant, expected: 0.02, limit: 0.5 }] }
            approvals: { remindAfter: PT6H, escalateAfter: PT12H, within: P2D }
            """)
        .param("now", Sql.time(clock.instant()))
        .param("deadline", Sql.time(clock.instant().plus(Duration.ofDays(20))))
        .update();
    for (int no = 0; no < 4; no++) {
      jdbc.sql(
              """
              insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds,
                evidence_hash)
              values ('R-1', :no, :no, 2, :state, 60, :evidence)""")
          .param("no", no)
          .param("state", no == 0 ? "PASSED" : "PLANNED")
          .param("evidence", no == 0 ? "e0" : null)
          .update();
    }
  }

  ApprovalRound open(ApprovalStage stage, ApprovalPolicy policy) {
    return open(stage, 0, policy);
  }

  ApprovalRound open(ApprovalStage stage, int wave, ApprovalPolicy policy) {
    if (stage == START) {
      jdbc.sql("update rollout set start_approvals = 1").update();
    }
    return inTransaction(() -> course.open(ID, stage, wave, policy));
  }

  ApprovalState answer(ApprovalStage stage, Decision decision, Actor actor) {
    RolloutRow rollout = rollouts.get(ID);
    String evidence = approvals.evidenceHash(rollout, stage, 0);
    return inTransaction(() -> answers.take(rollout, stage, 0, decision, actor, evidence));
  }

  <T> T inTransaction(java.util.function.Supplier<T> work) {
    return transactions.execute(status -> work.get());
  }

  ApprovalRow row(ApprovalStage stage) {
    return opened.find(ID, stage, 0).orElseThrow();
  }

  String waiting() {
    return jdbc.sql("select waiting_reason from rollout").query(String.class).single();
  }

  static Decision approve() {
    return new Decision(Outcome.APPROVE, null, "e0");
  }

  static Decision accept(String comment) {
    return new Decision(Outcome.ACCEPT_RISK, comment, "e0");
  }

  Decision defer(Duration by) {
    return new Decision(Outcome.DEFER, "later", null, clock.instant().plus(by));
  }
}
