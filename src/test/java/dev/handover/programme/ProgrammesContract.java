package dev.handover.programme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.plan.InvalidPlan;
import dev.handover.plan.Plans;
import dev.handover.plan.Programmes;
import dev.handover.rollout.Decision;
import dev.handover.rollout.Finding;
import dev.handover.rollout.NotReady;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.PlanCheck;
import dev.handover.rollout.Refused;
import dev.handover.rollout.Registration;
import dev.handover.rollout.RolloutEnded;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutWorkflow;
import dev.handover.rollout.TaskBrief.Fact;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A programme as it is kept, and the rules of who may do what with it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProgrammesContract {

  private static final Actor REQUESTER = new Actor("requester", Set.of(Role.REQUESTER));
  private static final Actor OTHER = new Actor("other", Set.of(Role.REQUESTER));
  private static final Actor MANAGER = new Actor("approver1", Set.of(Role.CHANGE_MANAGER));
  private static final Actor BOTH =
      new Actor("requester", Set.of(Role.REQUESTER, Role.CHANGE_MANAGER));
  private static final String HOSTILE = "<script>alert('1')</script>; drop table programme --";

  private static final String TEXT =
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

  private final DataSource data = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(data);
  private final TransactionTemplate transactions = TestDatabase.transactions(data);
  private final TestClock clock = new TestClock();
  private final ProgrammeStore store = new ProgrammeStore(jdbc, clock);
  private final ProgrammeQueries queries = new ProgrammeQueries(jdbc);
  private final ProgrammeJournal journal = mock(ProgrammeJournal.class);
  private final Registration plans = mock(Registration.class);
  private final RolloutWorkflow rollouts = mock(RolloutWorkflow.class);
  private final ProgrammeWorkflow workflow = mock(ProgrammeWorkflow.class);
  private final Plans reader = new Plans(Set.of("noncompliant"));
  private final ProgrammeRegistration registration =
      TestDatabase.transactional(
          data,
          ProgrammeRegistration.class,
          new ProgrammeRegistration(
              new Programmes(reader), reader, new ProgrammeChecks(plans), store, journal));
  private final ProgrammeLife life =
      TestDatabase.transactional(
          data,
          ProgrammeLife.class,
          new ProgrammeLife(store, rollouts, journal, new DataSourceTransactionManager(data)));
  private final ProgrammeDecisions decisions =
      TestDatabase.transactional(
          data,
          ProgrammeDecisions.class,
          new ProgrammeDecisions(store, new ProgrammeBriefs(new RolloutQueries(jdbc)), journal));
  private final ProgrammeDesk desk =
      TestDatabase.transactional(
          data,
          ProgrammeDesk.class,
          new ProgrammeDesk(registration, workflow, decisions, store, journal));

  private String id;

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

  @Test
  void it_is_kept_in_the_order_in_which_its_rollouts_may_begin() {
    ProgrammeView kept = view();
    assertThat(kept.id()).matches("P-[2-9A-HJ-NP-Z]{6}");
    assertThat(kept.title()).isEqualTo(HOSTILE);
    assertThat(kept.state()).isEqualTo(ProgrammeState.RUNNING);
    assertThat(kept.onFailure()).isEqualTo("stop");
    assertThat(kept.createdBy()).isEqualTo("requester");
    assertThat(kept.createdAt()).isEqualTo(clock.instant());
    assertThat(kept.pause()).isNull();
    assertThat(kept.rollouts())
        .extracting(Part::no, Part::workload, Part::standing, Part::after)
        .containsExactly(
            tuple(0, Workload.COMPLIANCE_POLICIES, Standing.WAITING, List.of()),
            tuple(
                1, Workload.CLIENT_APPS, Standing.WAITING, List.of(Workload.COMPLIANCE_POLICIES)));
    assertThat(kept.rollouts().get(1).notBefore()).hasToString("2027-01-01T20:00:00Z");
    assertThat(kept.waitsFor())
        .containsOnlyKeys("client-apps")
        .containsEntry("client-apps", List.of(Workload.COMPLIANCE_POLICIES));
    assertThat(queries.page(ProgrammeQueries.SORTING.usual(), 0, 10).items()).containsExactly(kept);
    assertThat(queries.page(ProgrammeQueries.SORTING.usual(), 1, 10).items()).isEmpty();
    assertThat(queries.find("P-2")).isEmpty();
  }

  @Test
  void all_of_it_is_taken_or_nothing() {
    when(plans.check(any(), eq(Set.of(Workload.COMPLIANCE_POLICIES))))
        .thenReturn(check(finding("SLIDER_NOT_AT_PILOT", "Park it first.")));
    assertThatThrownBy(() -> register(TEXT, REQUESTER))
        .isInstanceOf(NotReady.class)
        .hasMessage("rollouts[0], Client apps: Park it first.");
    when(plans.check(any(), any()))
        .thenThrow(new InvalidPlan("population", "There is no field x."));
    assertThatThrownBy(() -> register(TEXT, REQUESTER))
        .isInstanceOf(InvalidPlan.class)
        .hasMessage("population: There is no field x.");
    assertThatThrownBy(() -> register(TEXT, MANAGER))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("may not start programmes");
    assertThat(queries.page(ProgrammeQueries.SORTING.usual(), 0, 10).total()).isEqualTo(1);
  }

  @Test
  void what_others_hold_now_does_not_stop_what_comes_later() {
    when(plans.check(any(), any()))
        .thenReturn(check(finding("LEASED", "R-9 holds 7 of these devices.")));
    ProgrammeCheck check = registration.check(TEXT);
    assertThat(check.ready()).isFalse();
    assertThat(check.rollouts())
        .extracting(ProgrammeCheck.RolloutCheck::path, r -> r.check().ready())
        .containsExactly(tuple("rollouts[0]", true), tuple("rollouts[1]", false));
    assertThat(check.rollouts().get(0).check().findings().get(0).message())
        .isEqualTo(
            "By the time it is its turn, this has to be over: R-9 holds 7 of these devices.");
  }

  @Test
  void two_side_by_side_that_share_devices_say_why_or_are_refused_at_once() {
    String sideBySide = TEXT.replace("client-apps,", "client-apps, after: [],");
    when(plans.shared(any(), any())).thenReturn(1200);
    assertThatThrownBy(() -> register(sideBySide, REQUESTER))
        .isInstanceOf(NotReady.class)
        .hasMessage(
            "rollouts[0] (Client apps) and rollouts[1] (Compliance policies) may run side by side and share 1,200 devices: have one wait for the other (after), or say for both why their devices may move twice at a time (overlapReason).");
    register("overlapReason: both go back together\n" + sideBySide, REQUESTER);
    when(plans.shared(any(), any())).thenReturn(0);
    register(sideBySide, REQUESTER);
  }

  @Test
  void the_next_begins_as_its_requesters_own_and_knows_its_programme() {
    begins("R-1");
    assertThat(view().rollouts())
        .extracting(Part::standing, Part::rolloutId)
        .containsExactly(tuple(Standing.RUNNING, "R-1"), tuple(Standing.WAITING, null));
    verify(rollouts).start(contains("\"workload\":\"compliance-policies\""), eq(REQUESTER));
    assertThat(new RolloutQueries(jdbc).find("R-1").orElseThrow().programmeId()).isEqualTo(id);
    assertThat(life.next(id)).isEqualTo("wait");

    new RolloutEnds(store, workflow).on(new RolloutEnded("R-2"));
    verify(workflow, never()).goOn(any());
    ends("R-1", "COMPLETED");
    verify(workflow).goOn(id);
    begins("R-3");
    ends("R-3", "COMPLETED");
    assertThat(life.next(id)).isEqualTo("done");
    life.complete(id);
    assertThat(view().state()).isEqualTo(ProgrammeState.COMPLETED);
    assertThat(view().endedAt()).isEqualTo(clock.instant());
    verify(journal)
        .tell(any(), eq("programme-completed"), eq(id), contains("all 2 of its workloads"));
  }

  @Test
  void what_refuses_a_beginning_outlives_the_transaction_that_it_undoes() {
    when(rollouts.start(anyString(), any()))
        .thenThrow(new NotReady(List.of(finding("LEASED", "R-9 holds them."))));
    assertThatThrownBy(() -> life.next(id)).isInstanceOf(NotReady.class);
    assertThat(view().rollouts().get(0).refusal()).isEqualTo("R-9 holds them.");
    assertThat(life.next(id)).isEqualTo("ask");
    ProgrammeBrief brief = decisions.ask(id);
    assertThat(brief.title())
        .isEqualTo(HOSTILE + ": the rollout of Compliance policies cannot begin");
    assertThat(brief.summary())
        .isEqualTo(
            "requester asked for it. The rollout of Compliance policies could not begin. No rollout of this programme begins until this is decided. Still to begin: Client apps.");
    assertThat(brief.facts().get(0)).isEqualTo(new Fact("Why", "R-9 holds them."));
    assertThat(view().state()).isEqualTo(ProgrammeState.STOPPED);
    verify(journal)
        .tell(
            any(),
            eq("programme-stopped"),
            eq(id),
            contains("cannot begin. A person is asked. R-9 holds them."));

    assertThat(decide(Outcome.TRY_AGAIN, brief.evidenceHash(), MANAGER)).isTrue();
    assertThat(view().state()).isEqualTo(ProgrammeState.RUNNING);
    assertThat(view().rollouts().get(0).refusal()).isNull();
    assertThat(view().rollouts().get(0).decision())
        .isEqualTo("approver1 had it tried again: because");
    reset(rollouts);
    when(rollouts.person("requester")).thenReturn(REQUESTER);
    begins("R-1");
  }

  @Test
  void a_failure_stops_it_until_a_person_has_it_go_on() {
    begins("R-1");
    ends("R-1", "ROLLED_BACK");
    jdbc.sql("update rollout set rollback_reason = 'The pilot failed.'").update();
    assertThat(life.next(id)).isEqualTo("ask");
    ProgrammeBrief brief = decisions.ask(id);
    assertThat(brief.summary())
        .contains("The rollout of Compliance policies (R-1) is rolled back.");
    assertThat(brief.facts())
        .extracting(f -> f.about() + " " + f.words())
        .containsExactly(
            "Why The pilot failed.",
            "Compliance policies rolled back (R-1)",
            "Client apps has not begun; comes after Compliance policies");

    assertThat(decide(Outcome.GO_ON, brief.evidenceHash(), MANAGER)).isTrue();
    assertThat(view().rollouts().get(0).standing()).isEqualTo(Standing.LEFT_OUT);
    verify(journal)
        .tell(
            eq("approver1"),
            eq("programme-decided"),
            eq(id),
            contains(
                "Compliance policies: approver1 had the programme go on without it after R-1: because"));
    begins("R-2");
    ends("R-2", "COMPLETED");
    assertThat(life.next(id)).isEqualTo("done");
    life.complete(id);
    verify(journal)
        .tell(any(), eq("programme-completed"), eq(id), contains("1 of its 2 workloads"));
  }

  @Test
  void only_another_person_decides_with_a_reason_and_on_what_they_have_seen() {
    begins("R-1");
    ends("R-1", "CANCELLED");
    String seen = decisions.ask(id).evidenceHash();
    assertRefused(Refused.Kind.FORBIDDEN, () -> decide(Outcome.GO_ON, seen, OTHER));
    assertRefused(Refused.Kind.FORBIDDEN, () -> decide(Outcome.GO_ON, seen, BOTH));
    assertRefused(Refused.Kind.INVALID, () -> decide(Outcome.APPROVE, seen, MANAGER));
    assertRefused(Refused.Kind.INVALID, () -> decide(Outcome.GO_ON, null, MANAGER));
    assertRefused(Refused.Kind.CONFLICT, () -> decide(Outcome.TRY_AGAIN, "old", MANAGER));
    assertRefused(
        Refused.Kind.INVALID,
        () -> decisions.decide(id, new Decision(Outcome.END, null, null), MANAGER));
    assertThat(decide(Outcome.END, null, MANAGER)).isFalse();
    life.cancel(id);
    assertThat(view().state()).isEqualTo(ProgrammeState.CANCELLED);
    assertThat(view().rollouts().get(1).standing()).isEqualTo(Standing.WAITING);
  }

  @Test
  void it_is_paused_and_resumed_by_those_who_may() {
    assertRefused(Refused.Kind.FORBIDDEN, () -> desk.pause(id, "no", OTHER));
    assertRefused(Refused.Kind.INVALID, () -> desk.pause(id, " ", REQUESTER));
    assertRefused(Refused.Kind.UNKNOWN, () -> desk.pause("P-2", "why", MANAGER));
    desk.pause(id, HOSTILE, REQUESTER);
    assertThat(view().pause()).isEqualTo(new ProgrammeView.Pause("requester", HOSTILE));
    assertThat(life.next(id)).isEqualTo("wait");
    assertRefused(Refused.Kind.CONFLICT, () -> desk.pause(id, "again", MANAGER));
    assertRefused(Refused.Kind.FORBIDDEN, () -> desk.resume(id, "please", REQUESTER));
    desk.resume(id, "go", MANAGER);
    verify(workflow).goOn(id);
    assertThat(view().pause()).isNull();
    assertRefused(Refused.Kind.CONFLICT, () -> desk.resume(id, "twice", MANAGER));
    begins("R-1");
  }

  @Test
  void it_is_cancelled_by_those_who_may_and_once() {
    assertRefused(Refused.Kind.FORBIDDEN, () -> desk.cancel(id, "no", REQUESTER));
    when(workflow.cancelRequested(id)).thenReturn(false);
    assertRefused(Refused.Kind.CONFLICT, () -> desk.cancel(id, "enough", MANAGER));
    when(workflow.cancelRequested(id)).thenReturn(true);
    begins("R-1");
    desk.cancel(id, "enough", MANAGER);
    life.cancel(id);
    verify(journal)
        .tell(
            any(),
            eq("programme-cancelled"),
            eq(id),
            contains("nothing further begins, and its rollout under way goes on by itself."));
    assertRefused(Refused.Kind.CONFLICT, () -> desk.cancel(id, "again", MANAGER));
    assertRefused(Refused.Kind.CONFLICT, () -> desk.pause(id, "late", MANAGER));
  }

  private String register(String text, Actor actor) {
    return transactions.execute(t -> registration.register(text, actor, "process"));
  }

  private boolean decide(Outcome outcome, String seen, Actor actor) {
    return decisions.decide(id, new Decision(outcome, "because", seen), actor);
  }

  /** The next step begins this rollout. */
  private void begins(String rollout) {
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

  private void ends(String rollout, String state) {
    jdbc.sql("update rollout set state = :state, ended_at = :now where id = :id")
        .param("state", state)
        .param("now", Sql.time(clock.instant()))
        .param("id", rollout)
        .update();
    transactions.executeWithoutResult(
        t -> new RolloutEnds(store, workflow).on(new RolloutEnded(rollout)));
  }

  private ProgrammeView view() {
    return queries.find(id).orElseThrow();
  }

  private static Finding finding(String code, String message) {
    return new Finding(code, Finding.Severity.BLOCKING, message, 7);
  }

  private static PlanCheck check(Finding... findings) {
    return new PlanCheck(
        findings.length == 0,
        List.of(findings),
        5,
        List.of(),
        5,
        List.of(),
        List.of(),
        List.of(),
        null);
  }

  private static void assertRefused(Refused.Kind kind, Runnable act) {
    assertThatThrownBy(act::run)
        .isInstanceOfSatisfying(Refused.class, r -> assertThat(r.kind()).isEqualTo(kind));
  }
}
