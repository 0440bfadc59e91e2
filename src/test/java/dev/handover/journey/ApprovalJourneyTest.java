package dev.handover.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.calendar.Moment;
import dev.handover.rollout.Decision;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.ProcessMigration;
import dev.handover.rollout.Refused;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.rollout.TaskBrief;
import dev.handover.rollout.TaskKind;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.task.TaskQuery;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.test.context.TestPropertySource;

/** An approval over time, on the whole system: put off, reminded of, escalated, missed. */
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:approval;DB_CLOSE_DELAY=-1")
class ApprovalJourneyTest extends Journey {

  private static final String WORKLOAD = "office-click-to-run-apps";
  private static final String TIMES = "remindAfter: PT6H, escalateAfter: PT12H, within: P2D";

  @Autowired private ProcessMigration migration;
  @Autowired private RepositoryService repository;
  @Autowired private RolloutQueries rollouts;
  @Autowired private FilterService filters;
  @Autowired private IdentityService identity;
  @Autowired private TaskService engineTasks;

  @Test
  void before_the_start_there_is_nothing_to_put_back_and_the_refusal_says_what_is_meant() {
    String id = start("start: 1, " + TIMES);
    untilTask(id, TaskKind.APPROVE_START);
    assertThatThrownBy(() -> desk.rollback(id, 0, "not now", APPROVER1))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("has moved nothing")
        .hasMessageContaining("Cancel it instead");
    assertThat(state(id)).isEqualTo("PLANNED");
    desk.cancel(id, "not now", APPROVER1);
    runJobs();
    assertThat(state(id)).isEqualTo("CANCELLED");
    assertThat(cancelledBecause(id)).isEqualTo("approver1 cancelled it: not now");
  }

  @Test
  void
      who_asked_for_a_rollout_may_withdraw_it_until_it_has_started_and_nobody_else_of_their_kind() {
    Actor another = new Actor("another", Set.of(Role.REQUESTER));
    String id = start("start: 1, " + TIMES);
    untilTask(id, TaskKind.APPROVE_START);
    assertThatThrownBy(() -> desk.cancel(id, "not mine", another))
        .hasMessageContaining("change managers and administrators may");
    desk.cancel(id, "asked for the wrong one", REQUESTER);
    runJobs();
    assertThat(state(id)).isEqualTo("CANCELLED");

    String begun = start("start: 0, expansion: 1");
    until("it begins", () -> state(begun).equals("PILOTING"), Duration.ofHours(1), 24);
    assertThatThrownBy(() -> desk.cancel(begun, "too late", REQUESTER))
        .hasMessageContaining("change managers and administrators may");
    desk.rollback(begun, 0, "the test is over", ADMIN);
    runJobs();
    assertThat(waiting(begun)).isEqualTo("No device had been moved, so none has to go back.");
    untilRolledBack(begun);
    assertThat(
            jdbc.sql("select details from journal where rollout_id = :id and action = :action")
                .param("id", begun)
                .param("action", "rollout-rolled-back")
                .query(String.class)
                .single())
        .endsWith("has been put back: no device had been moved, so none had to go back.");
  }

  @Test
  void an_approval_is_put_off_reminded_of_escalated_delegated_and_given() {
    String id = start("expansion: 1, " + TIMES);
    untilTask(id, TaskKind.APPROVE_EXPANSION);
    Instant until = clock.instant().plus(Duration.ofDays(3));
    OpenTask task = task(id);
    assertThat(task.due()).isEqualTo(clock.instant().plus(Duration.ofDays(2)));
    TaskBrief brief = decisions.brief(id, TaskKind.APPROVE_EXPANSION, 0);
    assertThat(brief.page()).isEqualTo("/rollouts/" + id);
    assertThat(brief.summary())
        .containsPattern("Still to move: [0-9,]+ and [0-9,]+ devices in 2 waves, each judged")
        .contains(
            "Without an answer by " + Moment.words(task.due()) + " everything is rolled back");
    assertThat(brief.facts())
        .extracting(TaskBrief.Fact::about)
        .startsWith(
            "Devices",
            "Left out",
            "May not move",
            "Pilot",
            "Waves",
            "Production",
            "Gate",
            "Not passed",
            "When",
            "Approvals");
    assertThat(brief.facts())
        .extracting(TaskBrief.Fact::words)
        .contains(
            "60 devices that stand for the rest by model, site, watched for 1 day",
            "3 % with an unhealthy ConfigMgr client is normal, 20 % too much; at least 90 % must have reported",
            "none for the start, 1 for the expansion with wave 1, none for each further wave")
        .anyMatch(
            words ->
                words.matches("[0-9,]+ of the plan when it was asked for: .*no Intune licence.*"))
        .noneMatch(words -> words.endsWith("left out."));
    assertThatThrownBy(() -> desk.decide(task.id(), defer(null, until), APPROVER1))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("A comment that says why is needed");
    desk.decide(task.id(), defer("after the quarter ends", until), APPROVER1);
    assertThat(pending(id, TaskKind.APPROVE_EXPANSION)).isFalse();
    assertThat(waiting(id))
        .startsWith("Deferred by approver1 until ")
        .endsWith(": after the quarter ends");

    pass(Duration.ofDays(2));
    assertThat(pending(id, TaskKind.APPROVE_EXPANSION)).isFalse();
    pass(Duration.ofDays(1));
    OpenTask again = task(id);
    assertThat(decisions.brief(id, again.kind(), 0).summary())
        .contains("This has been put off once. Deferred by approver1 until ");
    assertThat(actions(id)).doesNotContain("approval-reminded");
    pass(Duration.ofHours(6));
    assertThat(actions(id)).contains("approval-reminded").doesNotContain("approval-escalated");
    assertThat(task(id).candidateGroups()).containsExactly("change-managers");
    pass(Duration.ofHours(6));
    assertThat(actions(id)).containsOnlyOnce("approval-reminded", "approval-escalated");
    assertThat(task(id).candidateGroups()).containsExactly("change-managers", "administrators");

    assertThatThrownBy(() -> desk.delegate(again.id(), "requester", "I am away", APPROVER1))
        .hasMessageContaining("requester asked for this rollout");
    assertThatThrownBy(() -> desk.delegate(again.id(), "nobody", "I am away", APPROVER1))
        .hasMessage("There is no user 'nobody'.");
    desk.delegate(again.id(), "approver2", "I am away", APPROVER1);
    assertThat(task(id).assignee()).isEqualTo("approver2");
    decide(id, Outcome.APPROVE, null, APPROVER2);
    runJobs();
    assertThat(state(id)).isEqualTo("EXPANDING");
    until(
        "wave 1 moves",
        () -> List.of("MOVING", "SOAKING").contains(waveStates(id).get(1)),
        Duration.ofHours(1),
        24);
  }

  @Test
  void a_rollout_that_is_migrated_asks_anew_and_not_while_what_is_approved_has_yet_to_begin()
      throws IOException {
    String id = start("start: 1, expansion: 2, " + TIMES);
    untilTask(id, TaskKind.APPROVE_START);
    assertThatThrownBy(() -> migration.migrate(id, "to hold it", APPROVER1))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("administrators may");
    decide(id, Outcome.APPROVE, null, APPROVER1);
    runJobs();
    newerModels();
    assertThatThrownBy(() -> migration.migrate(id, "to hold it", ADMIN))
        .isInstanceOf(Refused.class)
        .hasMessageStartingWith("The start of rollout " + id + " has been approved");

    untilTask(id, TaskKind.APPROVE_EXPANSION);
    desk.pause(id, "month end", ADMIN);
    assertThat(brief(id)).contains("nothing moves while it is held: Paused by admin: month end.");
    desk.resume(id, "it is over", ADMIN);
    decide(id, Outcome.APPROVE, null, APPROVER1);
    assertThat(brief(id)).contains("Approvals: 1 of 2 (approver1)").doesNotContain("held");
    runJobs();
    assertThat(waiting(id)).endsWith(" waits for another person than approver1, who approved.");
    assertThat(waitsFor(id)).containsExactly(APPROVER2, ADMIN);
    migration.migrate(id, "to hold it", ADMIN);
    assertThat(brief(id)).contains("Approvals: 0 of 2");
    assertThat(waitsFor(id)).containsExactly(APPROVER1, APPROVER2, ADMIN);
    assertThat(waiting(id)).endsWith(" waits for a person.");
    assertThat(actions(id)).containsSubsequence("process-migrated", "approval-void", "task-opened");
    assertThatThrownBy(() -> migration.migrate(id, "again", ADMIN))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("runs on the newest version");
    decide(id, Outcome.APPROVE, null, APPROVER1);
    decide(id, Outcome.APPROVE, null, APPROVER2);
    until("wave 1 soaks", () -> waveStates(id).get(1).equals("SOAKING"), Duration.ofHours(1), 48);
  }

  private String cancelledBecause(String id) {
    return rollouts.find(id).orElseThrow().cancelReason();
  }

  /** Of all who could, had they not asked for it or approved it. */
  private List<Actor> waitsFor(String id) {
    Actor asked = new Actor(REQUESTER.id(), Set.of(Role.CHANGE_MANAGER));
    return Stream.of(APPROVER1, APPROVER2, ADMIN, asked)
        .filter(actor -> inTasklist(actor, id))
        .toList();
  }

  /** Whether each list of Tasklist that somebody sees has the task, as every other face. */
  private boolean inTasklist(Actor actor, String id) {
    boolean asked = desk.tasks(actor).stream().anyMatch(t -> t.rolloutId().equals(id));
    String task = task(id).id();
    identity.setAuthentication(actor.id(), actor.roles().stream().map(Role::group).toList());
    try {
      for (Filter list : filters.createFilterQuery().listPage(0, 100)) {
        List<Task> shown = filters.listPage(list.getId(), 0, 1_000);
        TaskQuery byName = engineTasks.createTaskQuery().orderByTaskName().asc();
        if (!list.getName().equals("For administrators")) {
          assertThat(shown.stream().anyMatch(t -> t.getId().equals(task)))
              .as("%s in '%s'", actor.id(), list.getName())
              .isEqualTo(asked);
        }
        assertThat(filters.<Task, TaskQuery>listPage(list.getId(), byName, 0, 1_000))
            .hasSameSizeAs(shown);
        assertThat(filters.count(list.getId())).isEqualTo(shown.size());
        assertThat(filters.count(list.getId(), byName)).isEqualTo(shown.size());
      }
    } finally {
      identity.clearAuthentication();
    }
    return asked;
  }

  private String brief(String id) {
    return decisions.brief(id, TaskKind.APPROVE_EXPANSION, 0).summary();
  }

  /** As a release brings them. */
  private void newerModels() throws IOException {
    DeploymentBuilder release = repository.createDeployment().name("release");
    for (String folder : List.of("processes", "forms")) {
      for (Resource file :
          new PathMatchingResourcePatternResolver().getResources("classpath:" + folder + "/*")) {
        String text = file.getContentAsString(StandardCharsets.UTF_8);
        release.addString(
            folder + "/" + file.getFilename(),
            folder.equals("forms") ? text : text + "<!-- newer -->");
      }
    }
    release.deploy();
  }

  @Test
  void an_expansion_that_nobody_approves_goes_back_by_itself() {
    String id = start("expansion: 1, " + TIMES);
    untilTask(id, TaskKind.APPROVE_EXPANSION);
    assertThat(ledger(WORKLOAD, "ADD")).isPositive();
    until("it goes back", () -> state(id).equals("ROLLING_BACK"), Duration.ofHours(6), 8);
    assertThat(actions(id)).containsOnlyOnce("approval-expired", "rollback-started");
    untilRolledBack(id);
    assertNobodyIsLeftAtIntune(id, WORKLOAD);
    assertThat(ledger(WORKLOAD, "REMOVE")).isEqualTo(ledger(WORKLOAD, "ADD"));
  }

  @Test
  void a_start_that_nobody_approves_ends_with_nothing_moved() {
    int before = ledger(WORKLOAD, "ADD");
    String id = start("start: 1, " + TIMES);
    untilTask(id, TaskKind.APPROVE_START);
    until("it ends", () -> state(id).equals("CANCELLED"), Duration.ofHours(6), 8);
    assertThat(actions(id)).containsOnlyOnce("approval-expired");
    assertThat(cancelledBecause(id)).isEqualTo("nobody approved the start within 2 days");
    assertThat(ledger(WORKLOAD, "ADD")).isEqualTo(before);
    assertThat(runtime.createProcessInstanceQuery().processInstanceBusinessKey(id).count())
        .isZero();
  }

  @Test
  void of_an_approval_its_expiry_and_a_cancellation_at_the_same_moment_one_wins() throws Exception {
    for (int i = 0; i < 6; i++) {
      String id = start("start: 1, " + TIMES);
      runJobs();
      OpenTask task = task(id);
      String hash = decisions.brief(id, task.kind(), 0).evidenceHash();
      String expiry =
          jobs.createJobQuery().activityId("boundaryEvent_approvalTooLate").singleResult().getId();
      List<Callable<?>> race = new ArrayList<>();
      race.add(
          () -> {
            desk.decide(task.id(), new Decision(Outcome.APPROVE, null, hash), APPROVER1);
            return null;
          });
      race.add(
          () -> {
            jobs.executeJob(expiry);
            return null;
          });
      if (i % 2 == 0) {
        race.add(
            () -> {
              desk.cancel(id, "not needed", ADMIN);
              return null;
            });
      }
      assertThat(won(race)).isPositive();
      runJobs();
      boolean approved =
          count(
                  "select count(*) from decision where rollout_id = :id and outcome = 'approve'",
                  Map.of("id", id))
              == 1;
      boolean expired =
          count(
                  "select count(*) from approval where rollout_id = :id and expired_at is not null",
                  Map.of("id", id))
              == 1;
      assertThat(approved && expired).isFalse();
      boolean runs =
          runtime.createProcessInstanceQuery().processInstanceBusinessKey(id).count() > 0;
      assertThat(state(id)).isIn("CANCELLED", "SCHEDULED", "PILOTING");
      assertThat(runs).isEqualTo(!state(id).equals("CANCELLED"));
      if (runs) {
        desk.cancel(id, "the race is over", ADMIN);
        runJobs();
      }
    }
  }

  private static int won(List<Callable<?>> race) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(race.size());
    try {
      CyclicBarrier together = new CyclicBarrier(race.size());
      List<Future<?>> runs = new ArrayList<>();
      for (Callable<?> runner : race) {
        runs.add(
            threads.submit(
                () -> {
                  together.await();
                  return runner.call();
                }));
      }
      int won = 0;
      for (Future<?> run : runs) {
        try {
          run.get();
          won++;
        } catch (java.util.concurrent.ExecutionException lost) {
          assertThat(lost.getCause()).isInstanceOf(RuntimeException.class);
        }
      }
      return won;
    } finally {
      threads.shutdownNow();
    }
  }

  private String start(String approvals) {
    return desk.start(
        plan(WORKLOAD, ALL, "client-unhealthy", "approvals: { " + approvals + " }"), REQUESTER);
  }

  private static Decision defer(String comment, Instant until) {
    return new Decision(Outcome.DEFER, comment, null, until);
  }

  private String waiting(String id) {
    return jdbc.sql("select waiting_reason from rollout where id = :id")
        .param("id", id)
        .query(String.class)
        .single();
  }
}
