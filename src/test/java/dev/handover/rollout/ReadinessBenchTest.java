package dev.handover.rollout;

import static org.mockito.Mockito.mock;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.authority.Eligibility;
import dev.handover.authority.Preconditions;
import dev.handover.authority.SliderOrders;
import dev.handover.authority.SliderReach;
import dev.handover.estate.ReadCursors;
import dev.handover.health.Signals;
import dev.handover.plan.Plan;
import dev.handover.plan.Plans;
import dev.handover.rollout.ReadinessPolicy.Rule;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How long a plan over 100,000 devices takes to check, next to one count of those devices. */
@Tag("bench")
class ReadinessBenchTest {

  @Test
  void h2() {
    measure("H2", TestDatabase.h2());
  }

  @Test
  void postgresql() {
    measure("PostgreSQL", TestDatabase.postgres());
  }

  private static void measure(String database, DataSource dataSource) {
    JdbcClient jdbc = JdbcClient.create(dataSource);
    TestClock clock = new TestClock();
    fleet(jdbc, clock);
    read(jdbc, clock);
    if (database.equals("PostgreSQL")) {
      jdbc.sql("analyze").update();
    }
    Readiness readiness =
        new Readiness(
            new Eligibility(new NamedParameterJdbcTemplate(dataSource), clock),
            new SliderOrders(jdbc, clock),
            new SliderReach(jdbc),
            mock(MoveForecasts.class),
            mock(Flux.class),
            (workload, codes) ->
                codes.stream()
                    .collect(
                        Collectors.toMap(c -> c, c -> new Rule(Finding.Severity.WARNING, true))),
            new EstateReadiness(new ReadCursors(jdbc), jdbc, clock),
            new AccessImpact(jdbc),
            jdbc,
            clock);
    for (Workload workload : List.of(Workload.COMPLIANCE_POLICIES, Workload.CLIENT_APPS)) {
      Plan plan = plan(workload);
      long check = Long.MAX_VALUE;
      long count = Long.MAX_VALUE;
      for (int round = 0; round < 3; round++) {
        check =
            Math.min(
                check,
                millis(
                    () ->
                        TestDatabase.transactions(dataSource)
                            .executeWithoutResult(
                                tx -> readiness.check(plan, readiness.selection(plan)))));
        count =
            Math.min(
                count,
                millis(
                    () ->
                        jdbc.sql(
                                "select count(*) from device where management_state = 'CO_MANAGED'")
                            .query(Integer.class)
                            .single()));
      }
      System.out.printf(
          "%s, %s, 100,000 devices: a check takes %d ms, one count %d ms%n",
          database, workload, check, count);
    }
  }

  private static long millis(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return Math.max(1, (System.nanoTime() - start) / 1_000_000);
  }

  private static Plan plan(Workload workload) {
    return new Plans(Signals.names())
        .parse(
            """
            workload: %s
            population: managementState==CO_MANAGED
            pilot: { size: 200 }
            waves: [10%%, 100%%]
            soak: { pilot: P1D, wave: P1D, production: P1D }
            gate:
              metrics:
                - { name: client-unhealthy, expected: 0.02, limit: 0.08 }
                - { name: blue-screens, kind: change, margin: 0.05, expected: 0.01, limit: 0.05 }
            """
                .formatted(workload.slug()));
  }

  private static void read(JdbcClient jdbc, TestClock clock) {
    jdbc.sql(
            """
            insert into observation (device_id, metric, observed_at, unhealthy)
            select id, 'blue-screens', :at, false from device""")
        .param("at", Sql.time(clock.instant()))
        .update();
  }

  private static void fleet(JdbcClient jdbc, TestClock clock) {
    String numbers =
        """
        with z (n) as (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9))
        select a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n + 1 as n
        from z a, z b, z c, z d, z e""";
    for (Workload workload : Workload.values()) {
      jdbc.sql("insert into slider values (:w, 'PILOT_INTUNE', :c, :at)")
          .param("w", workload.slug())
          .param("c", "P" + workload.bit())
          .param("at", Sql.time(clock.instant()))
          .update();
    }
    jdbc.sql(
            """
            insert into device (id, entra_device_id, resource_id, intune_id, name, os_build, site,
              model, join_state, management_state, configmgr_mask, configmgr_at_intune,
              configmgr_seen_at, intune_at_intune, intune_seen_at)
            select n, 'e' || n, n, 'i' || n, 'PC' || n, '10.0.22631.4317', 'LON', 'M' || mod(n, 8),
              'HYBRID_JOINED', 'CO_MANAGED', 8193, 0, cast(:at as timestamp with time zone), 0,
              cast(:at as timestamp with time zone) from (%s) f"""
                .formatted(numbers))
        .param("at", Sql.time(clock.instant()))
        .update();
    jdbc.sql(
            """
            insert into client_setting
            select n, 2403, false, 'DISABLED', 'XTS_AES_256' from (%s) f"""
                .formatted(numbers))
        .update();
    jdbc.sql(
            """
            insert into intune_evaluation
            select 'e' || n, 'u' || n || '@x.y', true, true,
              case when mod(n, 100) = 0 then 'ERROR' else 'COMPLIANT' end from (%s) f"""
                .formatted(numbers))
        .update();
    jdbc.sql("insert into tenant_setting values (1, true, 3, 'XTS_AES_256')").update();
    ReadCursors cursors = new ReadCursors(jdbc);
    for (String source :
        List.of(Preconditions.SITE, Preconditions.TENANT, Preconditions.EVALUATIONS)) {
      cursors.succeeded(source, clock.instant());
    }
  }
}
