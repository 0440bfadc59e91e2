package dev.handover.journey;

import dev.handover.TestDatabase;
import dev.handover.rollout.NotReady;
import dev.handover.rollout.WatchSteps;
import dev.handover.sql.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Measures 10,000 rollouts that soak at once on PostgreSQL, with the engine's own job executor:
 * starting them, a cycle of the watch while nothing is due, what an idle minute costs and writes,
 * and how long after their deadline rollouts have moved on, when many are due at one moment.
 *
 * <p>{@code -Dhandover.rollouts=1000} for fewer.
 */
@Tag("bench")
@SpringBootTest(
    properties = {
      "camunda.bpm.job-execution.enabled=true",
      "handover.flux.max-share=1",
      "handover.flux.max-share-per-site=1",
      "handover.sandbox.tour=false",
      "handover.sandbox.time-factor=1"
    })
class TenThousandRolloutsBenchTest extends Journey {

  private static final int ROLLOUTS = Integer.getInteger("handover.rollouts", 10_000);
  private static final int DEVICES_EACH = 10;
  private static final List<String> WORKLOADS = List.of("client-apps", "office-click-to-run-apps");
  private static final int CYCLES = 30;
  private static final Duration IDLE = Duration.ofMinutes(1);

  /** So many are due at one moment, the end of their soak: each batch a day after the last. */
  private static final List<Integer> DUE_AT_ONCE = List.of(100, 1_000);

  private static final int FIRST_DUE = 10; // days; so many moves are not sent sooner

  private final AtomicInteger started = new AtomicInteger();

  @Autowired private MeterRegistry meters;
  @Autowired private ProcessEngine engine;

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry properties) {
    properties.add("spring.datasource.url", TestDatabase::postgresUrl);
    properties.add("spring.datasource.username", () -> "postgres");
    properties.add(
        "handover.sandbox.devices", () -> ROLLOUTS / WORKLOADS.size() * DEVICES_EACH * 5 / 4);
  }

  /** The engine's own timer does. */
  @Override
  @BeforeEach
  void readTheEstate() {
    String coManaged = "select count(*) from device where management_state = 'CO_MANAGED'";
    await(() -> count(coManaged, Map.of()) >= ROLLOUTS / WORKLOADS.size() * DEVICES_EACH);
  }

  /** Putting all of them back would take longer than all that is measured. */
  @Override
  void endWhatIsLeft() {}

  @Test
  void ten_thousand_rollouts_soak_at_once() throws Exception {
    JobExecutor executor =
        ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration()).getJobExecutor();
    start();
    jdbc.sql("analyze").update();
    soak();
    jdbc.sql("analyze").update();
    executor.shutdown();
    cycles();
    executor.start();
    idle();
    for (int i = 0; i < DUE_AT_ONCE.size(); i++) {
      lag(DUE_AT_ONCE.get(i), i);
    }
    idle();
    executor.shutdown();
  }

  private void start() throws Exception {
    List<String> names =
        ids(
            """
            select d.name from device d join lateral (
              select count(*) as same from device s where s.name = d.name) n on n.same = 1
            where d.management_state = 'CO_MANAGED' and d.os_build not like '10.0.15063%'
            order by d.id""");
    List<Callable<String>> starts = new ArrayList<>();
    for (int i = 0; i < ROLLOUTS; i++) {
      int group = i / WORKLOADS.size() * DEVICES_EACH;
      String plan =
          """
          title: Bench %d
          workload: %s
          population: name=in=(%s)
          pilot: { size: 5 }
          waves: [100%%]
          soak: { pilot: P%dD, wave: P1D, production: P1D }
          overlapReason: both agents are tested together
          gate:
            metrics:
              - { name: %s, expected: 0.03, limit: 0.20 }
            deadline: P60D
          approvals: { expansion: 0 }
          """
              .formatted(
                  i,
                  WORKLOADS.get(i % WORKLOADS.size()),
                  String.join(",", names.subList(group, group + DEVICES_EACH)),
                  soakDays(i),
                  i % 2 == 0 ? "app-install-failed" : "check-in-missing");
      starts.add(() -> start(plan));
    }
    ExecutorService people = Executors.newFixedThreadPool(4);
    int step = Math.max(1, ROLLOUTS / 10);
    for (int from = 0; from < ROLLOUTS; from += step) {
      long begin = System.nanoTime();
      List<Callable<String>> some = starts.subList(from, Math.min(ROLLOUTS, from + step));
      for (Future<String> started : people.invokeAll(some)) {
        started.get();
      }
      print(
          "%,d rollouts started: %.1f a second",
          from + some.size(), some.size() / Gauges.seconds(begin));
    }
    people.shutdown();
    print("%,d of them were refused", ROLLOUTS - started.get());
  }

  /** A few groups of devices have too many that cannot move; those rollouts are refused. */
  private String start(String plan) {
    try {
      String id = desk.start(plan, REQUESTER);
      started.incrementAndGet();
      return id;
    } catch (NotReady refused) {
      return null;
    }
  }

  /** The first hundred are due first, and so on; the rest at the end. */
  private static int soakDays(int i) {
    int first = 0;
    for (int batch = 0; batch < DUE_AT_ONCE.size(); batch++) {
      first += DUE_AT_ONCE.get(batch);
      if (i < first) {
        return FIRST_DUE + batch;
      }
    }
    return 30;
  }

  private void soak() throws Exception {
    long begin = System.nanoTime();
    await(() -> waves("started_at is not null") == started.get());
    print("until the last pilot was ordered: %.0f s", Gauges.seconds(begin));
    steps();
    begin = System.nanoTime();
    for (int hour = 0; hour < 24 * 8 && waves("state = 'SOAKING'") < started.get() * 0.99; hour++) {
      clock.advance(Duration.ofHours(1));
      Thread.sleep(2_000);
    }
    print("%,d pilots soak, after %.0f s", waves("state = 'SOAKING'"), Gauges.seconds(begin));
    steps();
  }

  /** By hand, one after the other, a second of the clock apart. */
  private void cycles() {
    for (int i = 0; i < 3; i++) {
      steps.cycle(watch::cycle);
    }
    meters.clear();
    double[] took = new double[CYCLES];
    for (int i = 0; i < CYCLES; i++) {
      clock.advance(Duration.ofSeconds(1));
      long begin = System.nanoTime();
      steps.cycle(watch::cycle);
      took[i] = Gauges.seconds(begin);
    }
    print("a cycle of the watch, nothing due: %s", Gauges.percentiles(took));
    steps();
  }

  private void idle() throws Exception {
    Gauges gauges = new Gauges(jdbc);
    long heap = Gauges.heap();
    Map<String, Long> rows = gauges.written();
    Duration database = gauges.databaseCpu();
    long cpu = Gauges.jvmCpu();
    for (long second = 0; second < IDLE.toSeconds(); second++) {
      Thread.sleep(1_000);
      clock.advance(Duration.ofSeconds(1));
    }
    double share = (Gauges.jvmCpu() - cpu) / (double) IDLE.toNanos();
    double ofDatabase = gauges.databaseCpu().minus(database).toNanos() / (double) IDLE.toNanos();
    Map<String, Long> after = gauges.written();
    print(
        "an idle minute: JVM %.0f %%, PostgreSQL %.0f %% of a core; heap after GC %d to %d MB of"
            + " %d, %d threads",
        share * 100,
        ofDatabase * 100,
        heap,
        Gauges.heap(),
        Runtime.getRuntime().maxMemory() >> 20,
        Thread.activeCount());
    after.replaceAll((table, n) -> n - rows.getOrDefault(table, 0L));
    after.values().removeIf(n -> n == 0);
    print("  rows inserted less deleted, and written: %s", after);
  }

  private void lag(int due, int batch) throws Exception {
    String open =
        """
        select count(*) from wave
        where no = 0 and state in ('MOVING', 'SOAKING') and soak_seconds = :soak""";
    long soak = Duration.ofDays(FIRST_DUE + batch).toSeconds();
    Instant end =
        jdbc.sql(
                "select max(started_at) as started from wave where no = 0 and soak_seconds = :soak")
            .param("soak", soak)
            .query((rs, n) -> Sql.instant(rs, "started"))
            .single()
            .plusSeconds(soak);
    // By and by, so that what the devices report until then has been read.
    Instant nearly = end.minus(Duration.ofMinutes(10));
    while (clock.instant().isBefore(nearly)) {
      clock.set(Collections.min(List.of(nearly, clock.instant().plus(Duration.ofHours(3)))));
      Thread.sleep(1_500);
    }
    Thread.sleep(20_000);
    // The last minutes in small steps: a jump would have all waves looked at in one cycle.
    while (clock.instant().plusSeconds(20).isBefore(end)) {
      clock.advance(Duration.ofSeconds(20));
      Thread.sleep(1_000);
    }
    steps();
    int all = jdbc.sql(open).param("soak", soak).query(Integer.class).single();
    long begin = System.nanoTime();
    double[] took = new double[Math.max(1, all)];
    int left = all;
    while (left > 0 && Gauges.seconds(begin) < 120) {
      clock.set(end.plusNanos(System.nanoTime() - begin));
      Thread.sleep(50);
      int still = jdbc.sql(open).param("soak", soak).query(Integer.class).single();
      Arrays.fill(took, all - left, all - still, Gauges.seconds(begin));
      left = still;
    }
    print("%,d of %,d due at once, moved on after: %s", all - left, due, Gauges.percentiles(took));
    steps();
  }

  private void steps() {
    meters.find(WatchSteps.TIMER).timers().stream()
        .sorted(Comparator.comparing((Timer t) -> t.totalTime(TimeUnit.MILLISECONDS)).reversed())
        .limit(6)
        .forEach(
            t ->
                print(
                    "  %s: %.0f ms on average, %.0f at most, %d times",
                    t.getId().getTag("step"),
                    t.mean(TimeUnit.MILLISECONDS),
                    t.max(TimeUnit.MILLISECONDS),
                    t.count()));
    meters.clear();
  }

  private int waves(String which) {
    return count("select count(*) from wave where no = 0 and " + which, Map.of());
  }

  private interface Condition {
    boolean met();
  }

  private static void await(Condition condition) {
    while (!condition.met()) {
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  private static void print(String format, Object... values) {
    System.out.printf(String.format("%,d rollouts: ", ROLLOUTS) + format + "%n", values);
  }
}
