package dev.handover.rollout;

import dev.handover.authority.DeviceFinding;
import dev.handover.authority.Eligibility.Selection;
import dev.handover.health.SignalRegistry;
import dev.handover.health.Signals;
import dev.handover.plan.MetricPolicy;
import dev.handover.plan.Plan;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Writes who belongs to a rollout, and to which of its waves. */
@Repository
class Scope {

  private final JdbcClient jdbc;
  private final NamedParameterJdbcTemplate batch;

  Scope(JdbcClient jdbc, NamedParameterJdbcTemplate batch) {
    this.jdbc = jdbc;
    this.batch = batch;
  }

  void insertRollout(
      String id,
      Plan plan,
      String json,
      String planHash,
      Actor createdBy,
      Instant now,
      Instant start,
      PlanCheck check,
      String processInstanceId) {
    Duration deadline = plan.schedule().deadline();
    jdbc.sql(
            """
            insert into rollout
              (id, title, workload, state, paused, plan, plan_hash, scope_hash, created_by, by_automation,
               created_at, start_at, deadline_at, process_instance_id, population, warnings,
               slider_stays, generation)
            values (:id, :title, :workload, 'PLANNED', false, :plan, :planHash, '', :createdBy, :automation,
               :now, :start, :deadline, :process, :population, :warnings,
               :sliderStays, 1)""")
        .param("id", id)
        .param("title", plan.title())
        .param("workload", plan.workload().slug())
        .param("plan", json)
        .param("planHash", planHash)
        .param("createdBy", createdBy.id())
        .param("automation", createdBy.is(Role.AUTOMATION))
        .param("now", Sql.time(now))
        .param("start", Sql.time(start))
        .param("deadline", deadline == null ? null : Sql.time(start.plus(deadline)))
        .param("process", processInstanceId)
        .param("population", check.population())
        .param("warnings", String.join("\n", check.warnings()))
        .param("sliderStays", check.sliderStays().orElse(null))
        .update();
  }

  /** Whom the plan speaks of and no wave takes, each by the first finding that is so of it. */
  void leaveOut(String id, Selection selection) {
    jdbc.sql(
            """
            insert into left_out (rollout_id, device_id, reason)
            select cast(:id as varchar), e.id, e.reason from %s e
            where e.reason is not null order by e.id"""
                .formatted(selection.table()))
        .param("id", id)
        .update();
  }

  /** How many were left out when the rollout was asked for, by finding; the most first. */
  Map<DeviceFinding, Integer> leftOut(String id) {
    Map<DeviceFinding, Integer> found = new LinkedHashMap<>();
    jdbc.sql(
            """
            select reason, count(*) as devices from left_out where rollout_id = :id
            group by reason order by count(*) desc, reason""")
        .param("id", id)
        .query(
            rs -> {
              found.put(DeviceFinding.valueOf(rs.getString("reason")), rs.getInt("devices"));
            });
    return found;
  }

  /** The pilot, the production waves, and last the watch over all of them. */
  void insertWaves(String id, Plan plan, List<PlanCheck.WaveSize> sizes) {
    List<MapSqlParameterSource> waves = new ArrayList<>();
    for (PlanCheck.WaveSize wave : sizes) {
      Duration soak = wave.no() == 0 ? plan.soak().pilot() : plan.soak().wave();
      waves.add(wave(id, wave.no(), wave.no(), wave.size(), soak));
    }
    waves.add(wave(id, sizes.size(), 0, 0, plan.soak().production()));
    batch.batchUpdate(
        """
        insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds)
        values (:id, :no, :cohortFrom, :size, 'PLANNED', :soak)""",
        waves.toArray(MapSqlParameterSource[]::new));
    List<String> named = plan.gate().metrics().stream().map(MetricPolicy::name).toList();
    long custom = new SignalRegistry(jdbc).hold(named).size();
    if (custom < named.stream().filter(n -> Signals.byName(n).isEmpty()).count()) {
      throw Refused.conflict(
          "A signal that this plan names was removed at this moment; check the plan again.");
    }
    MapSqlParameterSource[] metrics =
        plan.gate().metrics().stream()
            .map(
                m ->
                    new MapSqlParameterSource("id", id)
                        .addValue("metric", m.name())
                        .addValue("compared", m.change() != null)
                        .addValue("maxAge", plan.gate().maxAge().toSeconds()))
            .toArray(MapSqlParameterSource[]::new);
    batch.batchUpdate(
        """
        insert into gate_metric (rollout_id, metric, max_age_seconds, compared)
        values (:id, :metric, :maxAge, :compared)""",
        metrics);
    jdbc.sql(
            """
            insert into wave_metric (rollout_id, wave_no, metric, max_llr)
            select w.rollout_id, w.no, m.metric, 0 from wave w
            join gate_metric m on m.rollout_id = w.rollout_id where w.rollout_id = :id""")
        .param("id", id)
        .update();
  }

  private static MapSqlParameterSource wave(
      String id, int no, int cohortFrom, int size, Duration soak) {
    return new MapSqlParameterSource("id", id)
        .addValue("no", no)
        .addValue("cohortFrom", cohortFrom)
        .addValue("size", size)
        .addValue("soak", soak.toSeconds());
  }

  void assignPilot(String id, List<Long> devices) {
    batch.batchUpdate(
        "insert into wave_device (rollout_id, device_id, wave_no) values (:id, :device, 0)",
        devices.stream()
            .map(d -> new MapSqlParameterSource("id", id).addValue("device", d))
            .toArray(MapSqlParameterSource[]::new));
  }

  /**
   * A number by which devices are ordered so that neighbours by id, who are of one age, stand far
   * apart; takes {@code :seed}. The multiplier is L'Ecuyer's (1999) for this prime modulus: with a
   * small one, the ids of a small fleet would stay in their order.
   */
  static String scattered(String id) {
    return "mod(%s * 1588635695 + :seed, 2147483647)".formatted(id);
  }

  /** What {@link #scattered} takes: from 0 to below the modulus. */
  static long seed(int seed) {
    return Math.floorMod(seed * 2_654_435_761L, 2_147_483_647L);
  }

  /**
   * Deals the rest of the population to the production waves in one statement, in an order that is
   * scattered over the fleet yet repeatable for the same seed. Sites are dealt in step: each wave
   * takes its share of every site, so that none moves a site at once. Rows are written in the order
   * of the keys, which is many times less work for the indexes.
   */
  void assignWaves(String id, Selection selection, List<PlanCheck.WaveSize> waves, int seed) {
    StringBuilder deal = new StringBuilder("case");
    int upTo = 0;
    for (PlanCheck.WaveSize wave : waves.subList(1, waves.size())) {
      upTo += wave.size();
      deal.append(" when place <= ").append(upTo).append(" then ").append(wave.no());
    }
    deal.append(" end");
    jdbc.sql(
            """
            insert into wave_device (rollout_id, device_id, wave_no)
            select :rollout, id, %s as wave from (
              select id, row_number() over (order by (cast(turn as double precision) - 0.5) / devices, id) as place from (
                select e.id, count(*) over (partition by e.site) as devices,
                  row_number() over (partition by e.site
                    order by %s, e.id) as turn
                from %s e
                where e.reason is null and not exists (
                  select 1 from wave_device p where p.rollout_id = :rollout and p.device_id = e.id)
              ) at_site
            ) dealt
            order by wave, id"""
                .formatted(deal, scattered("e.id"), selection.table()))
        .param("rollout", id)
        .param("seed", seed(seed))
        .update();
  }

  /**
   * Leases every device of the rollout that it does not hold yet for these workloads.
   *
   * @throws org.springframework.dao.DuplicateKeyException if another rollout holds one of them
   */
  void lease(String id, Set<String> workloads) {
    for (String workload : workloads) {
      jdbc.sql(
              """
              insert into lease (workload, device_id, rollout_id)
              select :workload, device_id, rollout_id from wave_device
              where rollout_id = :id and not exists (
                select 1 from lease l
                where l.device_id = wave_device.device_id and l.workload = :workload
                  and l.rollout_id = :id)
              order by device_id""")
          .param("workload", workload)
          .param("id", id)
          .update();
    }
  }

  /** Seals the scope: SHA-256 over every device and its wave. */
  void fix(String id) {
    MessageDigest digest = sha256();
    jdbc.sql(
            """
            select device_id, wave_no from wave_device where rollout_id = :id order by device_id""")
        .param("id", id)
        .query(
            rs -> {
              digest.update(
                  (rs.getLong(1) + ":" + rs.getInt(2) + ";").getBytes(StandardCharsets.US_ASCII));
            });
    jdbc.sql("update rollout set scope_hash = :hash where id = :id")
        .params(Map.of("hash", HexFormat.of().formatHex(digest.digest()), "id", id))
        .update();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
