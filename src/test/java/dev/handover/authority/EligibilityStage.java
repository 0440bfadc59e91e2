package dev.handover.authority;

import static dev.handover.authority.DeviceFinding.*;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.authority.Eligibility.Selection;
import dev.handover.device.DeviceFilter;
import dev.handover.device.Devices;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two devices of which nothing is wrong, on a database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EligibilityStage {

  static final Set<DeviceFinding> NONE = Set.of();

  static final Set<DeviceFinding> ALL_KEPT =
      Arrays.stream(DeviceFinding.values()).collect(Collectors.toSet());

  final DataSource dataSource = dataSource();

  final JdbcClient jdbc = JdbcClient.create(dataSource);

  final TestClock clock = new TestClock();

  final Eligibility eligibility =
      new Eligibility(new NamedParameterJdbcTemplate(dataSource), clock);

  final DeviceFindings findings = new DeviceFindings(jdbc, clock);

  final Devices devices = new Devices(jdbc, new NamedParameterJdbcTemplate(dataSource));

  abstract DataSource dataSource();

  @BeforeEach
  void twoDevicesWithoutFault() {
    TestDatabase.empty(
        dataSource,
        "remote_action",
        "authority_order",
        "slider_along",
        "late_joiner",
        "wave_device",
        "wave",
        "rollout",
        "collection_member",
        "collection",
        "slider",
        "client_setting",
        "intune_evaluation",
        "tenant_setting",
        "device");
    for (Workload workload : Workload.values()) {
      jdbc.sql("insert into slider values (:w, 'PILOT_INTUNE', :c, :at)")
          .param("w", workload.slug())
          .param("c", "P" + workload.bit())
          .param("at", Sql.time(clock.instant()))
          .update();
    }
    jdbc.sql("insert into collection values ('X1', 'executives', false)").update();
    jdbc.sql("insert into tenant_setting values (1, true, 3, 'XTS_AES_256')").update();
    device(1);
    device(2);
  }

  void device(int n) {
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
    jdbc.sql("insert into intune_evaluation values (:e, 'u@x.y', true, true, 'COMPLIANT')")
        .param("e", "e" + n)
        .update();
  }

  <T> T asked(Workload workload, Set<DeviceFinding> kept, Function<Selection, T> question) {
    return TestDatabase.transactions(dataSource)
        .execute(
            tx ->
                question.apply(
                    eligibility.select(DeviceFilter.all(), workload, List.of("executives"), kept)));
  }

  List<Long> mayMove(Selection selection) {
    return jdbc.sql("select id from %s e where reason is null".formatted(selection.table()))
        .query(Long.class)
        .list();
  }

  Map<DeviceFinding, Integer> leftOut(Workload workload) {
    return asked(workload, NONE, eligibility::count).ineligible();
  }

  void rollout(String id) {
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation)
            values (:id, 't', 'client-apps', 'PILOTING', false, '{}', 'p', 's', 'r', false, :at,
              :at, 2, 1)""")
        .param("id", id)
        .param("at", Sql.time(clock.instant()))
        .update();
    jdbc.sql(
            """
            insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds)
            values (:id, 0, 0, 2, 'PLANNED', 3600)""")
        .param("id", id)
        .update();
  }
}
