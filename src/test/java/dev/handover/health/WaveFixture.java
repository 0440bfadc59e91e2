package dev.handover.health;

import dev.handover.TestClock;
import dev.handover.sql.Sql;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes rollouts, waves, devices, orders and observations as the other rooms would. */
public final class WaveFixture {

  public static final Instant START = TestClock.START;
  static final Instant DEADLINE = START.plus(Duration.ofDays(3));

  final JdbcClient jdbc;
  private final JdbcTemplate template;
  private final TransactionTemplate transaction;

  public WaveFixture(DataSource dataSource) {
    jdbc = JdbcClient.create(dataSource);
    template = new JdbcTemplate(dataSource);
    transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
  }

  public EvidenceStore evidence() {
    return new EvidenceStore(template, transaction);
  }

  public StrataStore strata() {
    return new StrataStore(template, transaction);
  }

  PassedWaves passedWaves() {
    return new PassedWaves(template, evidence(), transaction);
  }

  Observations observations(Clock clock) {
    return new Observations(template, transaction, clock);
  }

  public void empty() {
    for (String table :
        new String[] {
          "evidence_look",
          "evidence_mark",
          "lease",
          "wave_baseline",
          "rejected_observation",
          "observation",
          "gate_metric",
          "wave_metric",
          "wave_stratum",
          "authority_order",
          "wave_device",
          "wave",
          "rollout",
          "read_cursor",
          "device"
        }) {
      jdbc.sql("delete from " + table).update();
    }
  }

  public void rollout(String id, int generation, String... metrics) {
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation)
            values (:id, 'Title', 'compliance-policies', 'PILOTING', false, '', '', '', 'alice', false,
              :now, :now, 0, :generation)
            """)
        .param("id", id)
        .param("now", Sql.time(START))
        .param("generation", generation)
        .update();
    for (String metric : metrics) {
      jdbc.sql(
              """
              insert into gate_metric (rollout_id, metric, max_age_seconds)
              values (:id, :metric, 172800)
              """)
          .param("id", id)
          .param("metric", metric)
          .update();
    }
  }

  public void wave(String rollout, int no, int cohortFrom, String state, Instant startedAt) {
    jdbc.sql(
            """
            insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds, started_at,
              deadline_at)
            values (:rollout, :no, :from, 0, :state, 86400, :started, :deadline)
            """)
        .param("rollout", rollout)
        .param("no", no)
        .param("from", cohortFrom)
        .param("state", state)
        .param("started", Sql.time(startedAt))
        .param("deadline", startedAt == null ? null : Sql.time(startedAt.plus(Duration.ofDays(3))))
        .update();
  }

  void device(String rollout, int wave, long device, String excluded) {
    jdbc.sql(
            """
            insert into wave_device (rollout_id, device_id, wave_no, excluded)
            values (:rollout, :device, :wave, :excluded)
            """)
        .param("rollout", rollout)
        .param("device", device)
        .param("wave", wave)
        .param("excluded", excluded)
        .update();
  }

  void order(String rollout, int wave, long device, Instant confirmedAt) {
    order(rollout, wave, device, "TO_INTUNE", 0, "CONFIRMED", confirmedAt);
  }

  void order(
      String rollout,
      int wave,
      long device,
      String direction,
      int generation,
      String state,
      Instant confirmedAt) {
    jdbc.sql(
            """
            insert into authority_order (rollout_id, wave_no, device_id, workload, direction,
              generation, state, attempts, ordered_at, delivered_at, confirmed_at)
            values (:rollout, :wave, :device, 'compliance-policies', :direction, :generation,
              :state, 1, :at, :delivered, :confirmed)
            """)
        .param("rollout", rollout)
        .param("wave", wave)
        .param("device", device)
        .param("direction", direction)
        .param("generation", generation)
        .param("state", state)
        .param("at", Sql.time(START))
        .param("delivered", state.equals("ORDERED") ? null : Sql.time(START))
        .param("confirmed", Sql.time(confirmedAt))
        .update();
  }

  /** A device of the wave whose move was confirmed. */
  public void moved(String rollout, int wave, long device, Instant confirmedAt) {
    device(rollout, wave, device, null);
    order(rollout, wave, device, confirmedAt);
  }

  void lease(String rollout, long device, String workload) {
    jdbc.sql("insert into lease (device_id, workload, rollout_id) values (:device, :workload, :id)")
        .param("device", device)
        .param("workload", workload)
        .param("id", rollout)
        .update();
  }

  public void observed(long device, String metric, boolean unhealthy, Instant at) {
    jdbc.sql(
            """
            insert into observation (device_id, metric, observed_at, unhealthy)
            values (:device, :metric, :at, :unhealthy)
            """)
        .param("device", device)
        .param("metric", metric)
        .param("at", Sql.time(at))
        .param("unhealthy", unhealthy)
        .update();
  }

  void rejected(long device, String metric, Instant at) {
    jdbc.sql("insert into rejected_observation values (:device, :metric, :at)")
        .param("device", device)
        .param("metric", metric)
        .param("at", Sql.time(at))
        .update();
  }

  /** A device of the fleet, known to Entra as {@code e<n>}. */
  long fleetDevice(int n) {
    jdbc.sql(
            """
            insert into device (entra_device_id, name, join_state, management_state)
            values (:entra, :name, 'HYBRID_JOINED', 'CO_MANAGED')
            """)
        .param("entra", "e" + n)
        .param("name", "PC-" + n)
        .update();
    return jdbc.sql("select id from device where entra_device_id = :entra")
        .param("entra", "e" + n)
        .query(Long.class)
        .single();
  }
}
