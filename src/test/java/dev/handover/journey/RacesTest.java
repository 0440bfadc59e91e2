package dev.handover.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handover.audit.Journal;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.rollout.TaskBrief;
import dev.handover.rollout.TaskKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors;
import org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

/**
 * People, the engine's jobs and the watch at the same rollout at the same moment, on PostgreSQL:
 * one of them wins, the others are told so, and nothing is left half done.
 *
 * <p>{@code mvn test -Dtest=RacesTest -Dhandover.races=500} runs many more of them.
 */
@Import(PostgresJourneyTest.Postgres.class)
@TestPropertySource(
    properties = {"handover.flux.max-share=1", "handover.flux.max-share-per-site=1"})
class RacesTest extends Journey {

  private static final int RACES = Integer.getInteger("handover.races", 12);

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<String> WORKLOADS =
      List.of("client-apps", "office-click-to-run-apps", "windows-update-policies");

  /** Where a rollout stands when they all reach for it. */
  private enum Stage {
    ASKED_TO_START,
    PILOT_MOVES,
    ASKED_TO_EXPAND,
    WAVE_MOVES
  }

  private enum Act {
    APPROVE_BY_ONE,
    APPROVE_BY_ANOTHER,
    REJECT,
    CANCEL,
    ROLL_BACK,
    PAUSE,
    RESUME,
    RUN_JOBS,
    WATCH;

    boolean decides() {
      return this == APPROVE_BY_ONE || this == APPROVE_BY_ANOTHER || this == REJECT;
    }
  }

  private final ExecutorService crowd = Executors.newCachedThreadPool();
  @Autowired private Journal journal;
  private MockMvc api;

  @Test
  void one_wins_and_the_others_are_told() throws Exception {
    api =
        MockMvcBuilders.webAppContextSetup(web)
            .apply(SecurityMockMvcConfigurers.springSecurity())
            .build();
    try {
      for (int race = 0; race < RACES; race++) {
        race(race);
      }
    } finally {
      crowd.shutdown();
    }
    assertThat(journal.verify().intact()).isTrue();
  }

  private void race(int number) throws Exception {
    Random random = new Random(number);
    Stage stage = Stage.values()[number % Stage.values().length];
    String id = rollout(WORKLOADS.get(random.nextInt(WORKLOADS.size())), stage);
    OpenTask task =
        desk.tasks(ADMIN).stream().filter(t -> t.rolloutId().equals(id)).findFirst().orElse(null);
    List<Act> acts = new ArrayList<>(List.of(Act.values()));
    acts.removeIf(act -> act.decides() && task == null);
    Collections.shuffle(acts, random);
    Map<Act, Integer> answers = atOnce(id, task, acts.subList(0, 2 + random.nextInt(4)));
    String story = "race %d, %s: %s".formatted(number, stage, answers);

    answers.forEach(
        (act, status) ->
            assertThat(status < 300 || status == 409 || act.decides() && status == 404)
                .as(story)
                .isTrue());
    assertThat(won(answers, Act.APPROVE_BY_ONE, Act.APPROVE_BY_ANOTHER, Act.REJECT))
        .as(story)
        .isLessThanOrEqualTo(1);
    assertThat(won(answers, Act.CANCEL, Act.ROLL_BACK)).as(story).isLessThanOrEqualTo(1);
    end(id, answers, story);
  }

  private String rollout(String workload, Stage stage) {
    String id =
        desk.start(
            """
            title: Reached for by many
            workload: %s
            population: managementState==CO_MANAGED
            pilot: { size: 12 }
            waves: [4%%, 40%%, 100%%]
            soak: { pilot: PT1H, wave: PT1H, production: PT1H }
            gate:
              metrics:
                - { name: check-in-missing, expected: 0.03, limit: 0.5 }
              minCoverage: 0.1
            approvals: { start: 1, expansion: 1 }
            overlapReason: They come one after the other
            """
                .formatted(workload),
            REQUESTER);
    runJobs();
    if (stage == Stage.ASKED_TO_START) {
      return id;
    }
    decide(id, Outcome.APPROVE, null, APPROVER1);
    until("the pilot is ordered", () -> ordered(id, 0), Duration.ofMinutes(1), 5);
    if (stage == Stage.PILOT_MOVES) {
      return id;
    }
    untilTask(id, TaskKind.APPROVE_EXPANSION);
    if (stage == Stage.ASKED_TO_EXPAND) {
      return id;
    }
    decide(id, Outcome.APPROVE, null, APPROVER1);
    until("wave 1 is ordered", () -> ordered(id, 1), Duration.ofMinutes(1), 5);
    return id;
  }

  private boolean ordered(String id, int wave) {
    return count(
            "select count(*) from authority_order where rollout_id = :id and wave_no = :wave",
            Map.of("id", id, "wave", wave))
        > 0;
  }

  private Map<Act, Integer> atOnce(String id, OpenTask task, List<Act> acts) throws Exception {
    CyclicBarrier start = new CyclicBarrier(acts.size());
    Map<Act, Future<Integer>> running = new TreeMap<>();
    for (Act act : acts) {
      Callable<Integer> call =
          () -> {
            start.await();
            return act(act, id, task);
          };
      running.put(act, crowd.submit(call));
    }
    Map<Act, Integer> answers = new TreeMap<>();
    for (Map.Entry<Act, Future<Integer>> one : running.entrySet()) {
      answers.put(one.getKey(), one.getValue().get());
    }
    return answers;
  }

  private int act(Act act, String id, OpenTask task) throws Exception {
    return switch (act) {
      case APPROVE_BY_ONE -> decision(task, Outcome.APPROVE, "approver1");
      case APPROVE_BY_ANOTHER -> decision(task, Outcome.APPROVE, "approver2");
      case REJECT -> decision(task, Outcome.REJECT, "approver2");
      case CANCEL -> ask(id, "cancel");
      case ROLL_BACK -> ask(id, "rollback");
      case PAUSE -> ask(id, "pause");
      case RESUME -> ask(id, "resume");
      case RUN_JOBS -> {
        try {
          runJobs();
        } catch (OptimisticLockingException | TransientDataAccessException e) {
          // somebody else was first: the executor would try again
        }
        yield 200;
      }
      case WATCH -> {
        watch.cycle();
        yield 200;
      }
    };
  }

  private int decision(OpenTask task, Outcome outcome, String user) throws Exception {
    TaskBrief brief = decisions.brief(task.rolloutId(), task.kind(), task.wave());
    boolean atRisk = outcome == Outcome.APPROVE && !brief.risk().isEmpty();
    return post(
        "/api/tasks/" + task.id() + "/decision",
        JSON.writeValueAsString(
            Map.of(
                "outcome", (atRisk ? Outcome.ACCEPT_RISK : outcome).slug(),
                "comment", atRisk ? brief.risk() : "as one of many",
                "evidenceHash", brief.evidenceHash())),
        user);
  }

  private int ask(String id, String what) throws Exception {
    return post("/api/rollouts/" + id + "/" + what, "{\"reason\": \"as one of many\"}", "admin");
  }

  private int post(String path, String body, String user) throws Exception {
    return api.perform(
            MockMvcRequestBuilders.post(path)
                .with(SecurityMockMvcRequestPostProcessors.httpBasic(user, "sandbox"))
                .contentType("application/json")
                .content(body))
        .andReturn()
        .getResponse()
        .getStatus();
  }

  private static long won(Map<Act, Integer> answers, Act... acts) {
    return List.of(acts).stream().filter(a -> answers.getOrDefault(a, 409) < 300).count();
  }

  /**
   * Whoever has won, the rollout can be brought to the end that was asked for, and leaves nothing.
   */
  private void end(String id, Map<Act, Integer> answers, String story) throws Exception {
    runJobs();
    if (jdbc.sql("select ended_at is null and state <> 'ROLLING_BACK' from rollout where id = :id")
        .param("id", id)
        .query(Boolean.class)
        .single()) {
      assertThat(won(answers, Act.CANCEL, Act.ROLL_BACK, Act.REJECT)).as(story).isZero();
      assertThat(ask(id, "cancel")).as(story + ", then cancelled").isLessThan(300);
    }
    for (int i = 0;
        i < 48
            && count(
                    "select count(*) from rollout where id = :id and ended_at is null",
                    Map.of("id", id))
                > 0;
        i++) {
      pass(Duration.ofHours(1));
    }
    story = story + " " + actions(id);
    if (won(answers, Act.ROLL_BACK) == 1) {
      assertThat(state(id)).as(story).isEqualTo("ROLLED_BACK");
      assertNobodyIsLeftAtIntune(
          id,
          jdbc.sql("select workload from rollout where id = :id")
              .param("id", id)
              .query(String.class)
              .single());
    } else if (won(answers, Act.CANCEL) == 1) {
      assertThat(state(id)).as(story).isEqualTo("CANCELLED");
    } else {
      assertThat(state(id)).as(story).isIn("CANCELLED", "ROLLED_BACK");
    }
    Map<String, String> of = Map.of("id", id);
    assertThat(runtime.createProcessInstanceQuery().processInstanceBusinessKey(id).count())
        .as(story)
        .isZero();
    assertThat(runtime.createIncidentQuery().count()).as(story).isZero();
    assertThat(count("select count(*) from lease where rollout_id = :id", of)).as(story).isZero();
    assertThat(
            count(
                "select count(*) from authority_order where rollout_id = :id and state in ('ORDERED', 'CLAIMED')",
                of))
        .as(story)
        .isZero();
  }
}
