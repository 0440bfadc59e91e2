package dev.handover.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestClock;
import dev.handover.estate.EstateClock;
import dev.handover.rollout.Decision;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.RolloutDesk;
import dev.handover.rollout.RolloutWatch;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.rollout.TaskBrief;
import dev.handover.rollout.TaskKind;
import dev.handover.rollout.WatchSteps;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.security.Visitor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors;
import org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.result.MockMvcResultMatchers;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;

/**
 * A whole Handover with its simulated estate, moved by hand: the clock, the engine's jobs and the
 * watch go on only when a test says so.
 */
@SpringBootTest(
    properties = {
      "camunda.bpm.job-execution.enabled=false",
      "handover.sandbox.devices=1500",
      "handover.sandbox.tour=false",
      "handover.sandbox.time-factor=1"
    })
@Import(Journey.Time.class)
abstract class Journey {

  static final Actor REQUESTER = new Actor("requester", Set.of(Role.REQUESTER));
  static final Actor APPROVER1 = new Actor("approver1", Set.of(Role.CHANGE_MANAGER));
  static final Actor APPROVER2 = new Actor("approver2", Set.of(Role.CHANGE_MANAGER));
  static final Actor ADMIN = new Actor("admin", Set.of(Role.ADMINISTRATOR));

  static final String ALL = "managementState==CO_MANAGED";

  @Autowired TestClock clock;
  @Autowired RolloutDesk desk;
  @Autowired RolloutWatch watch;
  @Autowired WatchSteps steps;
  @Autowired JdbcClient jdbc;
  @Autowired ManagementService jobs;
  @Autowired RuntimeService runtime;

  @TestConfiguration
  static class Time {

    @Bean
    TestClock testClock() {
      return new TestClock();
    }

    @Bean
    @Primary
    EstateClock testEstateClock(TestClock clock) {
      return clock.estate();
    }
  }

  @BeforeEach
  void readTheEstate() {
    steps.cycle(watch::cycle);
  }

  @AfterEach
  void endWhatIsLeft() {
    for (String id : ids("select id from rollout where ended_at is null")) {
      if (List.of("PLANNED", "SCHEDULED").contains(state(id))) {
        desk.cancel(id, "the test is over", ADMIN);
        runJobs();
        continue;
      }
      if (!state(id).equals("ROLLING_BACK")) {
        desk.rollback(id, 0, "the test is over", ADMIN);
      }
      for (int i = 0; i < 60 && !state(id).equals("ROLLED_BACK"); i++) {
        if (pending(id, TaskKind.REVIEW_EXCEPTIONS)) {
          decide(id, Outcome.DONE, "the test is over", ADMIN);
        }
        pass(Duration.ofHours(1));
      }
    }
    ClockUtil.reset();
  }

  /** One round of everything, an hour or whatever later. */
  void pass(Duration time) {
    clock.advance(time);
    ClockUtil.setCurrentTime(Date.from(clock.instant()));
    runJobs();
    steps.cycle(watch::cycle);
    runJobs();
  }

  /** Runs every job that is due but the watch's own, each by its id, until none is left. */
  void runJobs() {
    for (int round = 0; round < 50; round++) {
      List<Job> due =
          jobs.createJobQuery().executable().withRetriesLeft().list().stream()
              .filter(j -> !"waveWatch".equals(j.getProcessDefinitionKey()))
              .toList();
      if (due.isEmpty()) {
        return;
      }
      due.forEach(job -> jobs.executeJob(job.getId()));
    }
    throw new AssertionError("jobs do not come to an end");
  }

  /** Lets time pass in steps until something is so. */
  void until(String what, BooleanSupplier so, Duration step, int steps) {
    for (int i = 0; i < steps; i++) {
      if (so.getAsBoolean()) {
        return;
      }
      pass(step);
    }
    assertThat(so.getAsBoolean()).as(() -> what + ", but: " + story()).isTrue();
  }

  void untilState(String id, String state) {
    until(
        "rollout " + id + " becomes " + state,
        () -> state(id).equals(state),
        Duration.ofHours(1),
        24 * 20);
  }

  void untilTask(String id, TaskKind kind) {
    until(kind + " is asked", () -> pending(id, kind), Duration.ofHours(1), 24 * 20);
  }

  boolean pending(String id, TaskKind kind) {
    return desk.tasks(ADMIN).stream().anyMatch(t -> t.rolloutId().equals(id) && t.kind() == kind);
  }

  OpenTask task(String id) {
    List<OpenTask> tasks =
        desk.tasks(ADMIN).stream().filter(t -> t.rolloutId().equals(id)).toList();
    assertThat(tasks).as("open tasks of " + id).hasSize(1);
    return tasks.get(0);
  }

  /** Who approves where something is at risk accepts that, and names it. */
  void decide(String id, Outcome outcome, String comment, Actor actor) {
    OpenTask task = task(id);
    TaskBrief brief = decisions.brief(id, task.kind(), task.wave());
    boolean atRisk = outcome == Outcome.APPROVE && !brief.risk().isEmpty();
    desk.decide(
        task.id(),
        new Decision(
            atRisk ? Outcome.ACCEPT_RISK : outcome,
            atRisk ? brief.risk() : comment,
            brief.evidenceHash()),
        actor);
  }

  @Autowired dev.handover.rollout.Decisions decisions;

  @Autowired WebApplicationContext web;

  /** What a signed-in requester gets for a plan. */
  ResultActions post(String path, String plan) throws Exception {
    return MockMvcBuilders.webAppContextSetup(web)
        .apply(SecurityMockMvcConfigurers.springSecurity())
        .build()
        .perform(
            MockMvcRequestBuilders.post(path)
                .with(SecurityMockMvcRequestPostProcessors.httpBasic("requester", "sandbox"))
                .contentType("application/yaml")
                .content(plan));
  }

  /** Pages as an administrator sees them, each in full. */
  List<String> pages(String... paths) throws Exception {
    MockMvc browser =
        MockMvcBuilders.webAppContextSetup(web)
            .apply(SecurityMockMvcConfigurers.springSecurity())
            .build();
    List<String> seen = new ArrayList<>();
    for (String path : paths) {
      seen.add(
          browser
              .perform(MockMvcRequestBuilders.get(path).with(Visitor.of(ADMIN)))
              .andExpect(MockMvcResultMatchers.status().isOk())
              .andReturn()
              .getResponse()
              .getContentAsString());
    }
    return seen;
  }

  String state(String id) {
    return jdbc.sql("select state from rollout where id = :id")
        .param("id", id)
        .query(String.class)
        .single();
  }

  List<String> waveStates(String id) {
    return jdbc.sql("select state from wave where rollout_id = :id order by no")
        .param("id", id)
        .query(String.class)
        .list();
  }

  /** What happened lately, for the message of a test that fails. */
  private String story() {
    return String.join(
        "\n",
        ids(
            """
            select details from (
              select seq, rollout_id || ' ' || action || ': ' || details as details from journal
              order by seq desc fetch first 12 rows only) j order by seq"""));
  }

  List<String> ids(String sql) {
    return jdbc.sql(sql).query(String.class).list();
  }

  int count(String sql, Map<String, ?> params) {
    return jdbc.sql(sql).params(params).query(Integer.class).single();
  }

  /** Effective additions in the sandbox's own ledger, less removals: what was really moved. */
  int ledger(String workload, String command) {
    return count(
        """
        select count(*) from sandbox_ledger
        where workload = :workload and command = :command and changed = true""",
        Map.of("workload", workload, "command", command));
  }

  List<String> actions(String id) {
    return ids("select action from journal where rollout_id = '" + id + "' order by seq");
  }

  void untilRolledBack(String id) {
    for (int i = 0; i < 24 * 5 && !state(id).equals("ROLLED_BACK"); i++) {
      if (pending(id, TaskKind.REVIEW_EXCEPTIONS)) {
        decide(id, Outcome.DONE, null, APPROVER2);
      }
      if (pending(id, TaskKind.MOVE_SLIDER_BACK)) {
        decide(id, Outcome.DONE, null, ADMIN);
      }
      pass(Duration.ofHours(1));
    }
    assertThat(state(id)).isEqualTo("ROLLED_BACK");
  }

  void assertNobodyIsLeftAtIntune(String id, String workload) {
    assertThat(
            count(
                """
                select count(*) from wave_device w
                join effective_authority a on a.device_id = w.device_id
                where w.rollout_id = :id and a.workload = :workload and a.authority = 'INTUNE'""",
                Map.of("id", id, "workload", workload)))
        .isZero();
  }

  static String plan(String workload, String population, String metric, String rest) {
    return """
        title: Journey of %s
        workload: %s
        population: %s
        pilot: { size: 60, stratifyBy: [model, site] }
        waves: [30%%, 100%%]
        soak: { pilot: P1D, wave: PT12H, production: P1D }
        gate:
          metrics:
            - { name: %s, expected: 0.03, limit: 0.20 }
        %s
        """
        .formatted(workload, workload, population, metric, rest);
  }
}
