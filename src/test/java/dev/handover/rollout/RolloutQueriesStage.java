package dev.handover.rollout;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.sql.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rollouts as they stand in a database, for those that read them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RolloutQueriesStage {

  static final Instant NOW = TestClock.START;

  static final String HOSTILE = "<script>alert('x')</script> \"; drop table rollout; --";

  final DataSource dataSource = dataSource();

  final JdbcClient jdbc = JdbcClient.create(dataSource);

  final RolloutQueries rollouts = new RolloutQueries(jdbc);

  final WaveQueries waves = new WaveQueries(jdbc);

  final WaveDevices devices = new WaveDevices(jdbc);

  abstract DataSource dataSource();

  @BeforeEach
  void clean() {
    TestDatabase.empty(
        dataSource,
        "observation",
        "gate_metric",
        "decision",
        "authority_order",
        "wave_device",
        "wave",
        "rollout",
        "device");
  }

  void rollout(String id, String state, String workload, int age) {
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation)
            values (:id, :title, :workload, :state, false, :plan, 'p', 's', 'requester', false, :at, :at,
              100, 1)""")
        .params(
            Map.of(
                "id", id,
                "title", HOSTILE,
                "workload", workload,
                "state", state,
                "plan", "{\"title\":\"from the plan\"}",
                "at", Sql.time(NOW.plusSeconds(age))))
        .update();
  }

  void wave(String id, int no, int from, int size, String state, String verdict, String evidence) {
    jdbc.sql(
            """
            insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds, verdict,
              evidence, evidence_hash, ended_at, passed_at)
            values (:id, :no, :from, :size, :state, 3600, :verdict, :evidence, 'hash', :now, :passed)""")
        .param("id", id)
        .param("no", no)
        .param("from", from)
        .param("size", size)
        .param("state", state)
        .param("verdict", verdict)
        .param("evidence", evidence)
        .param("now", Sql.time(NOW))
        .param("passed", state.equals("PASSED") ? Sql.time(NOW) : null)
        .update();
  }

  void device(long id, String name) {
    jdbc.sql(
            """
            insert into device (id, entra_device_id, name, join_state, management_state)
            values (:id, :entra, :name, 'ENTRA_JOINED', 'CO_MANAGED')""")
        .param("id", id)
        .param("entra", "e" + id)
        .param("name", name)
        .update();
  }

  void waveDevice(String id, int no, long device, String excluded) {
    jdbc.sql(
            """
            insert into wave_device (rollout_id, device_id, wave_no, excluded)
            values (:id, :device, :no, :excluded)""")
        .param("id", id)
        .param("device", device)
        .param("no", no)
        .param("excluded", excluded)
        .update();
  }

  void order(String id, int no, long device, String direction, String state) {
    boolean delivered = List.of("DELIVERED", "CONFIRMED").contains(state);
    jdbc.sql(
            """
            insert into authority_order (rollout_id, wave_no, device_id, workload, direction,
              generation, state, attempts, ordered_at, delivered_at, confirmed_at)
            values (:id, :no, :device, 'compliance-policies', :direction, :generation, :state, 1,
              :now, :delivered, :confirmed)""")
        .param("id", id)
        .param("no", no)
        .param("device", device)
        .param("direction", direction)
        .param("generation", direction.equals("TO_INTUNE") ? 1 : 2)
        .param("state", state)
        .param("now", Sql.time(NOW))
        .param("delivered", delivered ? Sql.time(NOW) : null)
        .param("confirmed", state.equals("CONFIRMED") ? Sql.time(NOW) : null)
        .update();
  }
}
