package dev.handover.authority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.device.DeviceFilter;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A plan over devices that another rollout has moved for its own workload. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EligibilityOfMovedDevicesTest {

  private static final int DEVICES = 30_000;

  private final DataSource dataSource = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final TestClock clock = new TestClock();

  abstract DataSource dataSource();

  static class OnH2Test extends EligibilityOfMovedDevicesTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  static class OnPostgresTest extends EligibilityOfMovedDevicesTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @BeforeAll
  void officeIsMovedOnAll() {
    empty();
    Map<String, Object> at = Map.of("at", Sql.time(clock.instant()));
    jdbc.sql("insert into slider values ('client-apps', 'PILOT_INTUNE', 'P64', :at)")
        .params(at)
        .update();
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation)
            values ('R-1', 'Moved Office', 'office-click-to-run-apps', 'EXPANDING', false, '{}', '', '',
              'requester', false, :at, :at, 30000, 1)""")
        .params(at)
        .update();
    MapSqlParameterSource[] devices =
        IntStream.rangeClosed(1, DEVICES)
            .mapToObj(
                n -> new MapSqlParameterSource("n", n).addValue("name", "PC" + n).addValues(at))
            .toArray(MapSqlParameterSource[]::new);
    NamedParameterJdbcTemplate batch = new NamedParameterJdbcTemplate(dataSource);
    batch.batchUpdate(
        """
        insert into device (id, entra_device_id, resource_id, intune_id, name, os_build,
          join_state, management_state, configmgr_mask, configmgr_at_intune, configmgr_seen_at,
          intune_at_intune, intune_seen_at, pilots)
        values (:n, :name, :n, :name, :name, '10.0.22631.4317', 'HYBRID_JOINED', 'CO_MANAGED',
          8257, 64, :at, 64, :at, 64)""",
        devices);
    batch.batchUpdate("insert into collection_member values ('P64', :n)", devices);
    batch.batchUpdate(
        """
        insert into authority_order (rollout_id, wave_no, device_id, workload, direction,
          generation, state, attempts, ordered_at)
        values ('R-1', 1, :n, 'office-click-to-run-apps', 'TO_INTUNE', 1, 'CONFIRMED', 1, :at)""",
        devices);
  }

  @AfterAll
  void empty() {
    TestDatabase.empty(
        dataSource, "authority_order", "rollout", "collection_member", "slider", "device");
  }

  /** Looking through all orders for each device took H2 minutes. */
  @Test
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void their_orders_are_found_by_device() {
    Eligibility eligibility = new Eligibility(new NamedParameterJdbcTemplate(dataSource), clock);
    assertThat(
            TestDatabase.transactions(dataSource)
                .execute(
                    tx ->
                        eligibility.count(
                            eligibility.select(
                                DeviceFilter.all(), Workload.CLIENT_APPS, List.of(), Set.of())))
                .ineligible())
        .containsExactly(Map.entry(DeviceFinding.IN_PILOT_BY_OTHERS, DEVICES));
  }
}
