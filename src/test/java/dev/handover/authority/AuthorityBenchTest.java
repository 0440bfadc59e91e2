package dev.handover.authority;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.authority.DriftStore.Filter;
import dev.handover.estate.ReadCursors;
import dev.handover.sql.Sql;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How long the authority engine takes with 1,000,000 devices and seven workloads on PostgreSQL. */
@Tag("bench")
class AuthorityBenchTest {

  private static final int DEVICES = 1_000_000;
  private static final int WAVE = 100_000;
  private static final int ROUNDS = 5;

  private final DataSource dataSource = TestDatabase.postgres();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final TestClock clock = new TestClock();
  private final DriftStore drift =
      new DriftStore(jdbc, new ReadCursors(jdbc), new DriftSettings(Duration.ofHours(24)), clock);
  private final AuthorityQueries queries = new AuthorityQueries(jdbc, drift);

  @Test
  void a_million_devices() {
    fleet();
    effectiveAuthority();
    oneDevice();
    followDrift();
    driftPages();
  }

  @Test
  void a_wave_of_a_hundred_thousand() {
    fleet();
    wave();
    Orders orders = new Orders(jdbc, clock);
    double order = 0;
    double updateWave = 0;
    double updateDevices = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      int generation = round;
      jdbc.sql("vacuum authority_order").update();
      order += millis(() -> orders.moveWave("R-BENCH", 1, Workload.CLIENT_APPS, generation));
      jdbc.sql("vacuum wave_device").update();
      updateWave +=
          millis(
              () ->
                  jdbc.sql(
                          """
                          update wave_device set excluded = null
                          where rollout_id = 'R-BENCH' and wave_no = 1""")
                      .update());
      jdbc.sql("vacuum device").update();
      updateDevices +=
          millis(
              () ->
                  jdbc.sql(
                          """
                          update device set policy_present = true
                          where id in (
                            select device_id from wave_device
                            where rollout_id = 'R-BENCH' and wave_no = 1)""")
                      .update());
    }
    System.out.printf(
        """
        ordering a wave of %,d: %.0f ms
          a bare update of its rows in wave_device: %.0f ms, ratio %.2f
          a bare update of its rows in device: %.0f ms, ratio %.2f
        """,
        WAVE,
        order / ROUNDS,
        updateWave / ROUNDS,
        order / updateWave,
        updateDevices / ROUNDS,
        order / updateDevices);
  }

  private void effectiveAuthority() {
    double scan = 0;
    double wider = 0;
    double fleet = 0;
    queries.fleet();
    for (int round = 0; round < ROUNDS; round++) {
      scan +=
          millis(
              () ->
                  jdbc.sql(
                          """
                          select management_state, configmgr_mask, count(*) from device
                          group by management_state, configmgr_mask""")
                      .query()
                      .listOfRows());
      wider +=
          millis(
              () ->
                  jdbc.sql(
                          """
                          select management_state, configmgr_mask, intune_id is null, count(*)
                          from device group by management_state, configmgr_mask, intune_id is null""")
                      .query()
                      .listOfRows());
      fleet += millis(queries::fleet);
    }
    System.out.printf(
        """
        effective authority of all %,d devices x 7: %.0f ms
          a bare scan and aggregate of two columns: %.0f ms, ratio %.2f
          a bare scan and aggregate of three columns: %.0f ms, ratio %.2f
        """,
        DEVICES, fleet / ROUNDS, scan / ROUNDS, fleet / scan, wider / ROUNDS, fleet / wider);
  }

  private void oneDevice() {
    queries.ofDevice(1);
    double all = 0;
    for (int n = 0; n < 200; n++) {
      long id = 1 + n * 4_999L;
      all += millis(() -> queries.ofDevice(id));
    }
    System.out.printf("one device's answer: %.2f ms%n", all / 200);
  }

  private void followDrift() {
    System.out.printf("first look for drift: %.0f ms%n", millis(this::look));
    jdbc.sql("vacuum analyze drift").update();
    System.out.printf(
        "%,d devices and workloads diverge%n",
        jdbc.sql("select count(*) from drift").query(Long.class).single());
    System.out.printf("a look that finds no change: %.0f ms%n", millis(this::look));
    jdbc.sql("update device set intune_at_intune = configmgr_at_intune where mod(id, 1000) = 3")
        .update();
    System.out.printf("a look after 1,000 reports: %.0f ms%n", millis(this::look));
    System.out.printf("a cycle between two looks: %.2f ms%n", millis(this::cycle));
  }

  private void look() {
    clock.advance(DriftStore.EVERY);
    cycle();
  }

  private void cycle() {
    TestDatabase.transactions(dataSource).executeWithoutResult(t -> drift.follow());
  }

  private void driftPages() {
    clock.advance(Duration.ofDays(2));
    for (Filter filter :
        new Filter[] {
          Filter.ALL,
          new Filter(Workload.CLIENT_APPS, Set.of(), null),
          new Filter(null, Set.of(Divergence.BOTH_CLAIM, Divergence.NEITHER_CLAIMS), null),
          new Filter(null, Set.of(), "S7"),
          new Filter(Workload.COMPLIANCE_POLICIES, Set.of(Divergence.BOTH_CLAIM), "S7")
        }) {
      drift.page(filter, DriftStore.SORTING.usual(), 0, 50);
      System.out.printf(
          "drift page of 50, %s: %.1f ms; page 100: %.1f ms; its count: %.1f ms (%,d)%n",
          filter,
          millis(() -> drift.page(filter, DriftStore.SORTING.usual(), 0, 50)),
          millis(() -> drift.page(filter, DriftStore.SORTING.usual(), 100, 50)),
          millis(() -> drift.count(filter)),
          drift.count(filter));
    }
  }

  private static double millis(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e6;
  }

  /**
   * Three workloads in pilots of 10, 5 and 2 in a hundred; one device in twenty reports wrongly.
   */
  private void fleet() {
    for (Workload workload : Workload.values()) {
      jdbc.sql("insert into slider values (:w, :p, :c, :at)")
          .param("w", workload.slug())
          .param(
              "p",
              switch (workload) {
                case COMPLIANCE_POLICIES, DEVICE_CONFIGURATION, WINDOWS_UPDATE_POLICIES ->
                    Slider.PILOT_INTUNE.name();
                case RESOURCE_ACCESS_POLICIES -> Slider.INTUNE.name();
                default -> Slider.CONFIGURATION_MANAGER.name();
              })
          .param("c", "HO" + workload.bit())
          .param("at", Sql.time(clock.instant()))
          .update();
    }
    jdbc.sql("insert into configmgr_site values (1, 2403, :at)")
        .param("at", Sql.time(clock.instant()))
        .update();
    jdbc.sql(
            """
            insert into device (entra_device_id, resource_id, intune_id, name, manufacturer, model,
              os_build, site, join_state, management_state, configmgr_mask, configmgr_at_intune,
              configmgr_seen_at, policy_present, intune_at_intune, intune_seen_at)
            select 'e' || g || '-3f2a-4b61-9c1d-8e7f6a5b4c3d', g,
              case when mod(g, 10) < 9 then 'i' || g || '-3f2a-4b61-9c1d-8e7f6a5b4c3d' end,
              'PC-' || g, 'Contoso', 'Model ' || mod(g, 40), '10.0.22631.' || mod(g, 30),
              'S' || mod(g, 20), 'ENTRA_JOINED',
              case when mod(g, 10) < 9 then 'CO_MANAGED' else 'CONFIGMGR_ONLY' end,
              8197 + b.bits + case when b.bits >= 8 then 4096 + 32 else 0 end,
              4 + b.bits + case when mod(b.bits, 16) >= 8 then 32 else 0 end
                + case when mod(g, 20) = 7 then 64 else 0 end,
              :at, true,
              4 + b.bits + case when mod(b.bits, 16) >= 8 then 32 else 0 end
                + case when mod(g, 40) = 7 then 64 else 0 end,
              :at
            from generate_series(1, %d) g
            cross join lateral (
              select case when mod(g, 10) = 0 then 2 else 0 end
                + case when mod(g, 20) = 1 then 8 else 0 end
                + case when mod(g, 50) = 2 then 16 else 0 end as bits) b"""
                .formatted(DEVICES))
        .param("at", Sql.time(clock.instant()))
        .update();
    for (int[] pilot : new int[][] {{2, 10, 0}, {8, 20, 1}, {16, 50, 2}}) {
      jdbc.sql(
              """
              insert into collection_member (collection, device_id)
              select 'HO%d', id from device where mod(resource_id, %d) = %d"""
                  .formatted(pilot[0], pilot[1], pilot[2]))
          .update();
    }
    new EstateStore(jdbc).derivePilots();
    for (String table : Arrays.asList("device", "collection_member", "slider")) {
      jdbc.sql("vacuum full analyze " + table).update();
    }
  }

  private void wave() {
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation)
            values ('R-BENCH', 'bench', 'client-apps', 'EXPANDING', false, '{}', '', '', 'bench',
              false, :at, :at, %d, 1)"""
                .formatted(WAVE))
        .param("at", Sql.time(clock.instant()))
        .update();
    jdbc.sql(
            """
            insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds)
            values ('R-BENCH', 1, 1, %d, 'MOVING', 3600)"""
                .formatted(WAVE))
        .update();
    jdbc.sql(
            """
            insert into wave_device (rollout_id, device_id, wave_no)
            select 'R-BENCH', id, 1 from device where mod(id, %d) = 3"""
                .formatted(DEVICES / WAVE))
        .update();
    jdbc.sql("vacuum analyze wave_device").update();
  }
}
