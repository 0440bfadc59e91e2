package dev.handover.journey;

import dev.handover.rollout.Outcome;
import dev.handover.rollout.TaskKind;
import dev.handover.rollout.WatchSteps;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/**
 * Measures a rollout on a whole Handover: from an accepted plan to its first wave ordered, ordering
 * a wave of about 10,000 devices, and a cycle of the watch while those soak.
 */
@Tag("bench")
@SpringBootTest(
    properties = {
      "camunda.bpm.job-execution.enabled=false",
      "handover.sandbox.devices=12000",
      "handover.flux.max-share=1",
      "handover.flux.max-share-per-site=1",
      "handover.sandbox.tour=false",
      "handover.sandbox.time-factor=1"
    })
abstract class WatchBenchTest extends Journey {

  /** Each step reads every device's newest reports, however long it is. */
  private static final Duration QUARTER = Duration.ofHours(6);

  @Autowired private MeterRegistry meters;

  @Test
  void a_rollout_with_a_wave_of_10_000_devices() {
    String database = getClass().getSimpleName();
    long begin = System.nanoTime();
    String id =
        desk.start(
            """
            title: Bench
            workload: client-apps
            population: managementState==CO_MANAGED
            pilot: { size: 300, stratifyBy: [model, osBuild, site] }
            waves: [100%]
            soak: { pilot: PT12H, wave: P30D, production: P1D }
            gate:
              metrics:
                - { name: app-install-failed, expected: 0.03, limit: 0.20 }
                - { name: check-in-missing, expected: 0.03, limit: 0.20 }
              minCoverage: 0.8
              deadline: P60D
            approvals: { start: 1, expansion: 2 }
            """,
            REQUESTER);
    print(database, "a plan checked and registered", begin, 0);
    runJobs();
    decide(id, Outcome.APPROVE, null, APPROVER1);
    runJobs();
    watch.cycle();
    runJobs();
    print(database, "from the plan to the pilot ordered", begin, ordered(id, 0));

    until("the expansion is asked", () -> pending(id, TaskKind.APPROVE_EXPANSION), QUARTER, 4 * 20);
    decide(id, Outcome.APPROVE, null, APPROVER1);
    decide(id, Outcome.APPROVE, null, APPROVER2);
    runJobs();
    watch.cycle();
    begin = System.nanoTime();
    runJobs();
    print(database, "the job that orders wave 1", begin, ordered(id, 1));

    until("wave 1 soaks", () -> waveStates(id).get(1).equals("SOAKING"), QUARTER, 4 * 9);
    jdbc.sql("analyze").update(); // as autovacuum does, within a minute of the wave
    meters.clear();
    for (int i = 0; i < 6; i++) {
      clock.advance(Duration.ofMinutes(1));
      begin = System.nanoTime();
      watch.cycle();
      print(database, "a cycle of the watch while wave 1 soaks", begin, ordered(id, 1));
    }
    meters.find(WatchSteps.TIMER).timers().stream()
        .sorted(Comparator.comparing((Timer t) -> t.mean(TimeUnit.MILLISECONDS)).reversed())
        .forEach(
            t ->
                System.out.printf(
                    "%s:   %s: %.0f ms on average%n",
                    database, t.getId().getTag("step"), t.mean(TimeUnit.MILLISECONDS)));
  }

  private int ordered(String id, int wave) {
    return count(
        "select count(*) from authority_order where rollout_id = :id and wave_no = :wave",
        Map.of("id", id, "wave", wave));
  }

  private static void print(String database, String what, long begin, int devices) {
    System.out.printf(
        "%s: %s: %,d ms (%,d devices)%n",
        database, what, (System.nanoTime() - begin) / 1_000_000, devices);
  }
}
