package dev.handover.journey;

import dev.handover.rollout.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;

/**
 * Measures the way from a plan to the pilot ordered on a whole Handover with 110,000 devices, with
 * the journal on: the first time in a JVM that has done nothing of the kind, and once more.
 */
@Tag("bench")
@SpringBootTest(
    properties = {
      "camunda.bpm.job-execution.enabled=false",
      "handover.sandbox.devices=110000",
      "handover.sandbox.tour=false",
      "handover.sandbox.time-factor=1"
    })
abstract class PlanToPilotBenchTest extends Journey {

  private static final String PLAN =
      """
      title: Bench
      workload: client-apps
      population: managementState==CO_MANAGED
      pilot: { size: 300, stratifyBy: [model, osBuild, site] }
      waves: [10%, 60%, 100%]
      soak: { pilot: PT12H, wave: P30D, production: P1D }
      gate:
        metrics:
          - { name: app-install-failed, expected: 0.03, limit: 0.20 }
          - { name: check-in-missing, expected: 0.03, limit: 0.20 }
        minCoverage: 0.8
        deadline: P60D
      approvals: { expansion: 0 }
      """;

  @Test
  void from_the_plan_to_the_pilot_ordered() {
    for (String when : new String[] {"first", "second", "third"}) {
      measure(when);
    }
  }

  private void measure(String when) {
    long begin = System.nanoTime();
    String id = desk.start(PLAN, REQUESTER);
    long registered = System.nanoTime();
    runJobs();
    decide(id, Outcome.APPROVE, null, APPROVER1); // so large a rollout starts by a person's word
    runJobs();
    long approved = System.nanoTime();
    watch.cycle();
    long cleared = System.nanoTime();
    runJobs();
    long ordered = System.nanoTime();
    System.out.printf(
        "%s, %s time, %,d devices: checked and registered %,d ms, approved %,d ms, cleared by the"
            + " watch %,d ms, ordered %,d ms; from the plan to the pilot (%,d devices) %,d ms%n",
        getClass().getSimpleName(),
        when,
        count("select count(*) from wave_device where rollout_id = :id", Map.of("id", id)),
        millis(begin, registered),
        millis(registered, approved),
        millis(approved, cleared),
        millis(cleared, ordered),
        count("select count(*) from authority_order where rollout_id = :id", Map.of("id", id)),
        millis(begin, ordered));
    desk.cancel(id, "measured", ADMIN);
    runJobs();
  }

  private static long millis(long from, long to) {
    return (to - from) / 1_000_000;
  }
}
