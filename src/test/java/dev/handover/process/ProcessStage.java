package dev.handover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.when;

import dev.handover.enablement.EnablementLife;
import dev.handover.enablement.EnablementWatch;
import dev.handover.enablement.EnablementWorkflow;
import dev.handover.estate.EstateClock;
import dev.handover.programme.ProgrammeDecisions;
import dev.handover.programme.ProgrammeLife;
import dev.handover.programme.ProgrammeRegistration;
import dev.handover.programme.ProgrammeWorkflow;
import dev.handover.remote.RemoteApprovals;
import dev.handover.remote.RemoteWatch;
import dev.handover.remote.RemoteWorkflow;
import dev.handover.rollout.ApprovalCourse;
import dev.handover.rollout.ApprovalRound;
import dev.handover.rollout.ApprovalStage;
import dev.handover.rollout.ApprovalState;
import dev.handover.rollout.Decision;
import dev.handover.rollout.Decisions;
import dev.handover.rollout.LateJoiners;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.OwnApprovals;
import dev.handover.rollout.Registration;
import dev.handover.rollout.Regressions;
import dev.handover.rollout.Rollback;
import dev.handover.rollout.RolloutEnd;
import dev.handover.rollout.RolloutFacts;
import dev.handover.rollout.RolloutLife;
import dev.handover.rollout.RolloutWatch;
import dev.handover.rollout.RolloutWorkflow;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.rollout.SliderMode;
import dev.handover.rollout.SliderSteps;
import dev.handover.rollout.TaskBrief;
import dev.handover.rollout.TaskKind;
import dev.handover.rollout.WatchSteps;
import dev.handover.rollout.WaveCourse;
import dev.handover.rollout.WaveOrder;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.workload.Workload;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.FormService;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/**
 * The real models, forms and delegates on a real engine, with a domain that answers as a test
 * wants. Jobs and timers are driven by the id of their activity; nothing sleeps.
 */
@SpringBootTest(
    classes = ProcessStage.Engine.class,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:process;DB_CLOSE_DELAY=-1",
      "camunda.bpm.database.schema-update=true",
      "camunda.bpm.job-execution.enabled=false",
      // Rights are on where a test is about rights.
      "camunda.bpm.authorization.enabled=false",
      "camunda.bpm.history-level=activity"
    })
abstract class ProcessStage {

  static final String ID = "R-1";
  static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  static final int FACTOR = 60;
  static final Actor REQUESTER = new Actor("requester", Set.of(Role.REQUESTER));
  static final Actor APPROVER = new Actor("approver1", Set.of(Role.CHANGE_MANAGER));
  static final Actor ADMIN = new Actor("admin", Set.of(Role.ADMINISTRATOR));

  @MockitoBean Registration registration;
  @MockitoBean RolloutLife life;
  @MockitoBean SliderSteps slider;
  @MockitoBean RolloutEnd end;
  @MockitoBean LateJoiners late;
  @MockitoBean Decisions decisions;
  @MockitoBean ApprovalCourse course;
  @MockitoBean OwnApprovals own;
  @MockitoBean Rollback rollback;
  @MockitoBean Regressions regressions;
  @MockitoBean RolloutWatch watch;
  @MockitoBean WatchSteps steps;
  @MockitoBean ProgrammeRegistration programmeRegistration;
  @MockitoBean ProgrammeLife programmeLife;
  @MockitoBean ProgrammeDecisions programmeDecisions;
  @MockitoBean RemoteApprovals remoteApprovals;
  @MockitoBean RemoteWatch remoteWatch;
  @MockitoBean EnablementLife enablementLife;
  @MockitoBean EnablementWatch enablementWatch;
  @Autowired RolloutWorkflow workflow;
  @Autowired ProgrammeWorkflow programmes;
  @Autowired RemoteWorkflow remote;
  @Autowired EnablementWorkflow enablements;
  @Autowired RuntimeService runtime;
  @Autowired TaskService tasks;
  @Autowired FormService formService;
  @Autowired ManagementService management;
  @Autowired HistoryService history;
  @Autowired RepositoryService repository;
  @Autowired IdentityService identity;
  @Autowired ModelCoverage coverage;

  @EnableAutoConfiguration(exclude = FlywayAutoConfiguration.class)
  @ComponentScan("dev.handover.process")
  // What expressions may touch is part of how the models run.
  @ComponentScan(
      basePackages = "dev.handover.security",
      useDefaultFilters = false,
      includeFilters = @Filter(type = FilterType.REGEX, pattern = ".*EngineHardening"))
  @ConfigurationPropertiesScan("dev.handover.process")
  static class Engine {

    @Bean
    EstateClock estateClock() {
      return new EstateClock(Clock.fixed(NOW, ZoneOffset.UTC), NOW, NOW, FACTOR);
    }

    @Bean
    ModelCoverage modelCoverage() {
      return new ModelCoverage();
    }
  }

  @BeforeEach
  void aDomainThatAgrees() {
    doAnswer(
            call -> {
              call.<Runnable>getArgument(0).run();
              return null;
            })
        .when(steps)
        .cycle(any());
    when(registration.register(anyString(), any(), anyString())).thenReturn(ID);
    when(life.facts(ID)).thenReturn(facts(2));
    when(decisions.approvals(eq(ID), any(), anyInt())).thenReturn(ApprovalState.APPROVED);
    when(course.risk(eq(ID), any(), anyInt())).thenReturn("none");
    when(course.open(eq(ID), any(), anyInt(), any())).thenReturn(round(ApprovalState.APPROVED));
    when(course.resume(eq(ID), any(), anyInt())).thenReturn(round(ApprovalState.MORE_APPROVALS));
    when(course.escalate(eq(ID), any(), anyInt())).thenReturn(true);
    when(course.expire(eq(ID), any(), anyInt())).thenReturn(ApprovalState.REJECTED);
    when(life.orderWave(eq(ID), anyInt())).thenReturn(WaveOrder.ORDERED);
    when(slider.openHandover(ID)).thenReturn(SliderMode.NONE);
    when(rollback.orderRestore(ID)).thenReturn(SliderMode.NONE);
    when(decisions.openWave(eq(ID), anyInt())).thenReturn(NOW.plus(Duration.ofHours(24)));
    when(decisions.brief(eq(ID), any(), anyInt())).thenAnswer(i -> brief(i.getArgument(1), "e1"));
    when(decisions.ask(eq(ID), any(), anyInt())).thenAnswer(i -> brief(i.getArgument(1), "e1"));
  }

  @AfterEach
  void nothingIsLeft() {
    identity.clearAuthentication();
    runtime.createProcessInstanceQuery().rootProcessInstances().list().stream()
        .map(ProcessInstance::getId)
        .forEach(id -> runtime.deleteProcessInstance(id, "end of the test", true));
    history
        .createHistoricProcessInstanceQuery()
        .rootProcessInstances()
        .list()
        .forEach(i -> history.deleteHistoricProcessInstance(i.getId()));
  }

  /** What {@code openHandover} does where late joiners are enough. */
  SliderMode oneMoreWave() {
    when(life.facts(ID)).thenReturn(facts(3));
    return SliderMode.AFTER_WAVE;
  }

  static RolloutFacts facts(int waves) {
    return new RolloutFacts(
        ID,
        "Office, EMEA",
        Workload.OFFICE_CLICK_TO_RUN_APPS,
        400,
        waves,
        false,
        NOW.plus(Duration.ofHours(1)));
  }

  static ApprovalRound round(ApprovalState state) {
    return new ApprovalRound(
        state,
        "change-managers",
        NOW.plus(Duration.ofDays(1)),
        NOW.plus(Duration.ofDays(2)),
        NOW.plus(Duration.ofDays(7)));
  }

  static TaskBrief brief(TaskKind kind, String hash) {
    return new TaskBrief(
        kind,
        kind.title() + ": Office, EMEA",
        "What is asked.",
        "/rollouts/R-1",
        "Why.",
        "",
        List.of(new TaskBrief.EvidenceRow("Non-compliant", "1 of 20", "5 %", "8 %", "PASS")),
        List.of(new TaskBrief.Fact("Devices", "20 devices")),
        hash,
        NOW.plus(Duration.ofHours(24)),
        NOW.plus(Duration.ofHours(12)));
  }

  // What a test does ------------------------------------------------------------------------------

  void start() {
    assertThat(workflow.start("a plan", REQUESTER)).isEqualTo(ID);
    goOn();
  }

  /** Starts, and lets the start be reached: the pilot waits until it is clear to move. */
  void startPilot() {
    start();
    fire("timerEvent_startReached");
  }

  /** Runs whatever the engine has put off, until everything waits. */
  void goOn() {
    // As in the job executor's threads, nobody is logged in.
    identity.clearAuthentication();
    for (List<Job> due = jobs(); !due.isEmpty(); due = jobs()) {
      due.forEach(job -> management.executeJob(job.getId()));
    }
  }

  private List<Job> jobs() {
    return management.createJobQuery().messages().list();
  }

  void fire(String timer) {
    management.executeJob(timer(timer).getId());
    goOn();
  }

  /** Handover comes back long after this was due. */
  void missed(String timer) {
    ClockUtil.setCurrentTime(
        Date.from(timer(timer).getDuedate().toInstant().plus(Duration.ofMinutes(61))));
    try {
      fire(timer);
    } finally {
      ClockUtil.reset();
    }
  }

  Job timer(String activityId) {
    return management.createJobQuery().timers().activityId(activityId).singleResult();
  }

  void clearToMove() {
    assertThat(workflow.clearToMove(ID)).isTrue();
    goOn();
  }

  void judged(WaveCourse course) {
    assertThat(workflow.waveJudged(ID, course)).isTrue();
    goOn();
  }

  void wavePasses() {
    clearToMove();
    judged(WaveCourse.PASSED);
  }

  void regressed(int wave, WaveCourse course) {
    assertThat(workflow.waveRegressed(ID, wave, course)).isTrue();
    goOn();
  }

  void sliderConfirmed() {
    assertThat(workflow.sliderConfirmed(ID)).isTrue();
    goOn();
  }

  void devicesBack(boolean exceptions) {
    assertThat(workflow.devicesBack(ID, exceptions)).isTrue();
    goOn();
  }

  void answers(ApprovalStage stage, int wave, ApprovalState state) {
    when(course.open(eq(ID), eq(stage), eq(wave), any())).thenReturn(round(state));
  }

  /** The open task is completed over our own API; the domain comes to this. */
  void decide(TaskKind kind, Actor actor, Outcome outcome, String comesTo) {
    when(decisions.decide(eq(ID), eq(kind), anyInt(), any(), any())).thenReturn(comesTo);
    OpenTask task = openTask(actor);
    assertThat(task.kind()).isEqualTo(kind);
    workflow.complete(task.id(), new Decision(outcome, "because", "e1"), actor);
    goOn();
  }

  /** Holds the failed wave that is asked about for as long. */
  void hold(Actor actor, Duration time) {
    when(decisions.decide(eq(ID), eq(TaskKind.DECIDE_FAILED_WAVE), anyInt(), any(), any()))
        .thenReturn("hold");
    Decision hold = new Decision(Outcome.HOLD, "because", null, NOW.plus(time));
    workflow.complete(openTask(actor).id(), hold, actor);
    goOn();
  }

  OpenTask openTask(Actor actor) {
    List<OpenTask> open = workflow.tasks(actor);
    assertThat(open).hasSize(1);
    return open.get(0);
  }

  // What a test sees ------------------------------------------------------------------------------

  /** The activities at which the rollout, its waves and its rollback wait. */
  List<String> waiting() {
    identity.clearAuthentication();
    return history.createHistoricActivityInstanceQuery().unfinished().list().stream()
        .filter(a -> !Set.of("subProcess", "callActivity").contains(a.getActivityType()))
        .map(HistoricActivityInstance::getActivityId)
        .toList();
  }

  void assertEndedAt(String endEvent) {
    assertThat(runtime.createProcessInstanceQuery().list()).isEmpty();
    assertThat(
            history.createHistoricActivityInstanceQuery().activityId(endEvent).finished().count())
        .isEqualTo(1);
  }
}
