package dev.handover.rollout;

import static dev.handover.rollout.Finding.Severity.BLOCKING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.TestDatabase;
import dev.handover.authority.Preconditions;
import dev.handover.calendar.Moment;
import dev.handover.rollout.ReadinessPolicy.Rule;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom the rest of a rollout would lock out, looked at again with what is known by then. */
abstract class AccessOutlookTest extends ReadinessStage {

  private static final String ID = "R-1";
  private static final Actor APPROVER = new Actor("approver1", Set.of(Role.CHANGE_MANAGER));

  private final RolloutStore rollouts = new RolloutStore(jdbc, clock);
  private final AccessOutlook access =
      new AccessOutlook(
          new AccessImpact(jdbc),
          new EstateReadiness(cursors, jdbc, clock),
          policy,
          new ReadPlans(plans),
          jdbc,
          clock);

  static class OnH2Test extends AccessOutlookTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  static class OnPostgresTest extends AccessOutlookTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @BeforeEach
  void noRollout() {
    TestDatabase.empty(dataSource, "wave_device", "wave", "rollout");
  }

  /** A rollout of six devices: two in the pilot, two in each wave. */
  private void register(String impact) {
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation)
            values (:id, 'Compliance', 'compliance-policies', 'EXPANDING', false, :plan, 'p', 's',
              'requester', false, :at, :at, 6, 1)""")
        .param("id", ID)
        .param(
            "plan",
            """
            workload: compliance-policies
            population: managementState==CO_MANAGED
            pilot: { size: 2 }
            waves: [50%%, 100%%]
            soak: { pilot: P1D, wave: PT12H, production: P1D }
            gate: { metrics: [{ name: client-unhealthy, expected: 0.02, limit: 0.5 }] }
            %s
            """
                .formatted(impact))
        .param("at", Sql.time(clock.instant()))
        .update();
    for (int no = 0; no < 3; no++) {
      jdbc.sql(
              """
              insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds)
              values (:id, :no, :no, 2, 'PLANNED', 60)""")
          .param("id", ID)
          .param("no", no)
          .update();
      jdbc.sql("insert into wave_device (rollout_id, device_id, wave_no) values (:id, :d, :no)")
          .param("id", ID)
          .param("d", 2 * no + 1)
          .param("no", no)
          .update();
      jdbc.sql("insert into wave_device (rollout_id, device_id, wave_no) values (:id, :d, :no)")
          .param("id", ID)
          .param("d", 2 * no + 2)
          .param("no", no)
          .update();
    }
    access.keep(ID, new PlanCheck.Impact(6, 1, 0, 1, 0, List.of("u1@x.y")));
  }

  private void underIntune(int n, String evaluation) {
    jdbc.sql("update intune_evaluation set under_intune = :under where entra_device_id = :entra")
        .param("entra", "e" + n)
        .param("under", evaluation)
        .update();
  }

  private Optional<Outlook> ahead(int wave) {
    return access.ahead(rollouts.get(ID), wave);
  }

  private String stop(int wave) {
    return ahead(wave).orElseThrow().stop().orElse("");
  }

  @Test
  void then_and_now_stand_side_by_side() {
    register("");
    Instant then = clock.instant();
    clock.advance(Duration.ofDays(1));
    cursors.succeeded(Preconditions.EVALUATIONS, clock.instant());
    underIntune(1, "ERROR");
    underIntune(4, "ERROR");
    underIntune(6, "UNKNOWN");

    assertThat(ahead(1).orElseThrow().sentence())
        .isEqualTo(
            "When the plan was accepted (%s), 1 of 6 users would lose access on 1 device, and of 0 devices it cannot be told. Now, on what is still to be moved, 1 of 4 users would lose access on 1 device, and of 1 device it cannot be told."
                .formatted(Moment.words(then)));
    assertThat(ahead(0).orElseThrow().now().usersBlocked()).isEqualTo(2);
    assertThat(stop(1)).isEmpty();
  }

  @Test
  void devices_that_were_left_out_lock_nobody_out() {
    register("");
    underIntune(4, "ERROR");
    jdbc.sql("update wave_device set excluded = 'NO_LICENCE' where device_id = 4").update();
    assertThat(ahead(1).orElseThrow().now().usersBlocked()).isZero();
  }

  @Test
  void the_cap_stops_what_is_still_to_move_at_one_user_more() {
    register("impact: { maxBlockedUsers: 1 }");
    underIntune(3, "ERROR");
    assertThat(stop(1)).isEmpty();
    underIntune(5, "ERROR");
    assertThat(stop(1)).contains("2 of 4 users").endsWith("the plan allows 1 (impact).");
    assertThat(ahead(1).orElseThrow().forbids())
        .startsWith(" It cannot be approved as it is. Conditional Access: 2 of");
    assertThat(ahead(2).orElseThrow().forbids()).isEmpty();
    assertThat(stop(2)).isEmpty();
  }

  @Test
  void a_share_is_that_of_the_users_of_all_the_rollout() {
    register("impact: { maxBlockedShare: 34% }");
    underIntune(5, "ERROR");
    underIntune(6, "ERROR");
    assertThat(stop(2)).isEmpty();
    jdbc.sql("delete from access_impact").update();
    assertThat(stop(2)).contains("the plan allows 0");
  }

  @Test
  void what_cannot_be_told_counts_against_the_cap_and_so_does_an_old_reading() {
    register("impact: { maxBlockedUsers: 0 }");
    tuned.put("IMPACT_CAP_UNPROVEN", new Rule(BLOCKING, false));
    tuned.put("EVALUATIONS_NOT_READ", new Rule(BLOCKING, false));
    assertThat(stop(1)).isEmpty();
    underIntune(3, "UNKNOWN");
    assertThat(stop(1)).contains("0 of 4 users", "up to 1", "allows 0");
    underIntune(3, "COMPLIANT");
    clock.advance(Preconditions.READ_WITHIN.plusSeconds(1));
    assertThat(stop(1)).contains("Intune's evaluation of compliance were last read at");
  }

  @Test
  void a_break_glass_account_stops_it_without_a_cap() {
    register("impact: { breakGlass: [u5@x.y] }");
    assertThat(stop(1)).isEmpty();
    underIntune(5, "NONCOMPLIANT");
    assertThat(stop(1)).contains("u5@x.y");
  }

  @Test
  void without_cap_and_break_glass_account_it_is_told_and_stops_nothing() {
    register("");
    tuned.put("USERS_WOULD_BE_BLOCKED", new Rule(BLOCKING, false));
    underIntune(5, "NONCOMPLIANT");
    assertThat(ahead(1).orElseThrow().now().usersBlocked()).isOne();
    assertThat(stop(1)).isEmpty();
  }

  @Test
  void another_workload_locks_nobody_out() {
    register("");
    jdbc.sql("update rollout set workload = 'client-apps'").update();
    assertThat(ahead(1)).isEmpty();
  }

  @Test
  void a_wave_that_would_break_the_cap_waits_and_says_why() {
    register("impact: { maxBlockedUsers: 0 }");
    underIntune(3, "ERROR");
    jdbc.sql("update wave set state = 'WAITING' where no = 1").update();
    RolloutWorkflow workflow = mock(RolloutWorkflow.class);
    ClearToMove clear =
        new ClearToMove(
            new WaveStore(jdbc, clock),
            rollouts,
            new ReadPlans(plans),
            mock(ExpansionDays.class),
            FluxStage.calendar(mock(CalendarHold.Today.class)),
            mock(Holds.class),
            mock(Flux.class),
            access,
            mock(Quarantines.class),
            workflow,
            TestDatabase.transactions(dataSource),
            clock);

    clear.look();
    verify(workflow, never()).clearToMove(anyString());
    assertThat(jdbc.sql("select waiting_reason from rollout").query(String.class).single())
        .startsWith("Conditional Access: 1 of 4 users");
    underIntune(3, "COMPLIANT");
    clear.look();
    verify(workflow).clearToMove(ID);
  }

  @Test
  void nobody_approves_an_expansion_or_wave_that_would_break_the_cap_and_anybody_may_reject() {
    register("impact: { maxBlockedUsers: 0 }");
    Approvals approvals = mock(Approvals.class);
    when(approvals.state(any(), any(), anyInt())).thenReturn(ApprovalState.MORE_APPROVALS);
    Briefs briefs = mock(Briefs.class);
    when(briefs.evidenceHash(any(), any(), anyInt())).thenReturn("h");
    DecisionStore kept = mock(DecisionStore.class);
    ApprovalAnswers answers =
        new ApprovalAnswers(
            rollouts,
            mock(ApprovalStore.class),
            approvals,
            mock(ApprovalRisks.class),
            access,
            mock(Rollback.class),
            mock(NewcomersLeftOut.class),
            new DecisionLog(kept, mock(RolloutJournal.class)),
            clock);
    Decisions decisions =
        new Decisions(
            rollouts,
            new WaveStore(jdbc, clock),
            mock(DecisionLog.class),
            approvals,
            mock(ApprovalStore.class),
            answers,
            mock(WaveAnswers.class),
            briefs,
            mock(RolloutJournal.class),
            clock);
    Decision approve = new Decision(Outcome.APPROVE, null, "h");

    underIntune(5, "ERROR");
    assertThatThrownBy(() -> decisions.decide(ID, TaskKind.APPROVE_EXPANSION, 0, approve, APPROVER))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("1 of 4 users would lose access");
    assertThatThrownBy(() -> decisions.decide(ID, TaskKind.APPROVE_WAVE, 2, approve, APPROVER))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("1 of 2 users would lose access");
    verify(kept, never()).save(any(), any(), anyInt(), any(), any(), any());
    decisions.decide(
        ID, TaskKind.APPROVE_WAVE, 2, new Decision(Outcome.REJECT, "no", "h"), APPROVER);
    underIntune(5, "COMPLIANT");
    decisions.decide(ID, TaskKind.APPROVE_EXPANSION, 0, approve, APPROVER);
  }
}
