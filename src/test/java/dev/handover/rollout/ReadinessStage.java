package dev.handover.rollout;

import static dev.handover.rollout.Finding.Severity.WARNING;
import static org.mockito.Mockito.mock;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.authority.Eligibility;
import dev.handover.authority.Preconditions;
import dev.handover.authority.SliderOrders;
import dev.handover.authority.SliderReach;
import dev.handover.calendar.Freezes;
import dev.handover.calendar.MaintenanceWindows;
import dev.handover.estate.ReadCursors;
import dev.handover.health.Signals;
import dev.handover.plan.Plan;
import dev.handover.plan.Plans;
import dev.handover.rollout.ReadinessPolicy.Rule;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.sql.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An estate without fault, and plans that are checked against it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ReadinessStage {

  final DataSource dataSource = dataSource();
  final JdbcClient jdbc = JdbcClient.create(dataSource);
  final TestClock clock = new TestClock();
  final ReadCursors cursors = new ReadCursors(jdbc);
  final Plans plans = new Plans(Signals.names());
  final Map<String, Rule> tuned = new HashMap<>();

  /** Everything is a warning and leaves devices out, unless a test tunes it. */
  final ReadinessPolicy policy =
      (workload, codes) -> {
        Map<String, Rule> rules = new HashMap<>();
        codes.forEach(code -> rules.put(code, new Rule(WARNING, true)));
        rules.putAll(tuned);
        return rules;
      };

  final MoveForecasts forecasts =
      new MoveForecasts(new MaintenanceWindows(jdbc), new Freezes(jdbc), jdbc, clock);

  final Readiness readiness =
      new Readiness(
          new Eligibility(new NamedParameterJdbcTemplate(dataSource), clock),
          new SliderOrders(jdbc, clock),
          new SliderReach(jdbc),
          forecasts,
          mock(Flux.class),
          policy,
          new EstateReadiness(cursors, jdbc, clock),
          new AccessImpact(jdbc),
          jdbc,
          clock);

  abstract DataSource dataSource();

  @BeforeEach
  void anEstateWithoutFault() {
    tuned.clear();
    TestDatabase.empty(
        dataSource,
        "read_cursor",
        "slider",
        "configmgr_site",
        "tenant_setting",
        "baseline",
        "client_setting",
        "intune_evaluation",
        "device");
    for (Workload workload : Workload.values()) {
      jdbc.sql("insert into slider values (:w, 'PILOT_INTUNE', :c, :at)")
          .param("w", workload.slug())
          .param("c", "P" + workload.bit())
          .param("at", Sql.time(clock.instant()))
          .update();
    }
    jdbc.sql("insert into configmgr_site values (1, 2403, :at)")
        .param("at", Sql.time(clock.instant()))
        .update();
    jdbc.sql("insert into tenant_setting values (1, true, 3, 'XTS_AES_256')").update();
    jdbc.sql("insert into baseline values ('b', 'Time', true)").update();
    for (String source :
        List.of(Preconditions.SITE, Preconditions.TENANT, Preconditions.EVALUATIONS)) {
      cursors.succeeded(source, clock.instant());
    }
    for (int n = 1; n <= 6; n++) {
      device(n, "u%d@x.y".formatted(n), true, "COMPLIANT");
    }
  }

  void device(int n, String user, Boolean compliant, String underIntune) {
    jdbc.sql(
            """
            insert into device (id, entra_device_id, resource_id, intune_id, name, os_build,
              join_state, management_state, configmgr_mask, configmgr_at_intune,
              configmgr_seen_at, intune_at_intune, intune_seen_at)
            values (:n, :entra, :n, :intune, :name, '10.0.22631.4317', 'HYBRID_JOINED',
              'CO_MANAGED', 8193, 0, :at, 0, :at)""")
        .param("n", n)
        .param("entra", "e" + n)
        .param("intune", "i" + n)
        .param("name", "PC" + n)
        .param("at", Sql.time(clock.instant()))
        .update();
    jdbc.sql("insert into client_setting values (:n, 2403, false, 'DISABLED', 'XTS_AES_256')")
        .param("n", n)
        .update();
    jdbc.sql("insert into intune_evaluation values (:entra, :user, true, :compliant, :under)")
        .param("entra", "e" + n)
        .param("user", user, Types.VARCHAR)
        .param("compliant", compliant, Types.BOOLEAN)
        .param("under", underIntune)
        .update();
  }

  static String plan(Workload workload, String rest) {
    return """
        workload: %s
        population: managementState==CO_MANAGED
        pilot: { size: 2 }
        waves: [100%%]
        soak: { pilot: P1D, wave: PT12H, production: P1D }
        gate:
          metrics:
            - { name: client-unhealthy, expected: 0.02, limit: 0.5 }
        %s
        """
        .formatted(workload.slug(), rest);
  }

  PlanCheck check(Workload workload, String rest) {
    Plan plan = plans.parse(plan(workload, rest));
    return TestDatabase.transactions(dataSource)
        .execute(tx -> readiness.check(plan, readiness.selection(plan)));
  }

  Finding finding(PlanCheck check, String code) {
    return check.findings().stream().filter(f -> f.code().equals(code)).findFirst().orElseThrow();
  }
}
