package dev.handover.estate.sandbox;

import dev.handover.workload.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How a changed setting travels: from the site to the client, from the client to Intune.
 *
 * <p>No update or delete has a subquery: H2 runs it again for each row that it locks.
 */
final class Travel {

  /** The next second of the hour at which a device fetches policy, from {@code :next} on. */
  private static final String NEXT_FETCH =
      ":next + mod(mod(policy_phase - :next, :hour) + :hour, :hour)";

  private final JdbcClient jdbc;
  private final NamedParameterJdbcTemplate batch;

  Travel(JdbcClient jdbc, NamedParameterJdbcTemplate batch) {
    this.jdbc = jdbc;
    this.batch = batch;
  }

  /** Devices whose rule and membership differ will be members, or none any more. */
  void membershipChanges(String collection, int bit, long at) {
    Map<Integer, Integer> targets = targets();
    List<SqlParameterSource> rows =
        jdbc.sql(
                """
                select d.id, d.member_bits, d.target_bits, d.governed, r.direct_rule
                from sandbox_rule r join sandbox_device d on d.resource_id = r.resource_id
                where r.collection_id = :collection and r.direct_rule <> r.member
                """)
            .param("collection", collection)
            .query(
                (rs, n) -> {
                  int memberOf =
                      rs.getInt("member_bits") + (rs.getBoolean("direct_rule") ? bit : -bit);
                  int target =
                      rs.getBoolean("governed") ? targets.get(memberOf) : rs.getInt("target_bits");
                  return (SqlParameterSource)
                      new MapSqlParameterSource()
                          .addValue("id", rs.getInt("id"))
                          .addValue("member", memberOf)
                          .addValue("target", target)
                          .addValue("next", at + 1)
                          .addValue("hour", World.POLICY);
                })
            .list();
    batch(
        """
        update sandbox_device
        set member_bits = :member,
            target_bits = :target,
            apply_at = case when :target = client_bits or configmgr_silent then null else %s end
        where id = :id
        """
            .formatted(NEXT_FETCH),
        rows);
  }

  private Map<Integer, Integer> targets() {
    Map<Integer, Integer> targets = new HashMap<>();
    jdbc.sql("select member_bits, target_bits from sandbox_authority")
        .query(
            rs -> {
              targets.put(rs.getInt("member_bits"), rs.getInt("target_bits"));
            });
    return targets;
  }

  /** Every device that settings apply to looks again at what the sliders mean for it. */
  void retargetAll(long at) {
    Map<Integer, Integer> targets = targets();
    List<Integer> memberships =
        jdbc.sql("select distinct member_bits from sandbox_device where governed")
            .query(Integer.class)
            .list();
    for (Integer memberOf : memberships) {
      jdbc.sql(
              """
              update sandbox_device set target_bits = :target
              where governed and member_bits = :member and target_bits <> :target
              """)
          .param("target", targets.get(memberOf))
          .param("member", memberOf)
          .update();
    }
    schedule(at);
  }

  /** Whoever has something to fetch will fetch it at the next occasion after this moment. */
  private void schedule(long at) {
    jdbc.sql(
            """
            update sandbox_device
            set apply_at = case when target_bits = client_bits or configmgr_silent then null
                                else %s end
            where governed and (target_bits <> client_bits or apply_at is not null)
            """
                .formatted(NEXT_FETCH))
        .param("next", at + 1)
        .param("hour", World.POLICY)
        .update();
  }

  /** Clients whose moment has come apply what they have fetched, and tell the site. */
  void apply(long to) {
    checkIn(to);
    List<Change> changes = changes(to);
    if (changes.isEmpty()) {
      return;
    }
    // A check-in before the change still told what was before
    jdbc.sql(
            """
            update sandbox_device
            set intune_bits = client_bits,
                synced_at = case when synced_at > hear_at then synced_at else hear_at end,
                hear_at = null
            where apply_at <= :to and hear_at < apply_at
            """)
        .param("to", to)
        .update();
    rememberSwitches(changes);
    silence(to);
    jdbc.sql(
            """
            update sandbox_device
            set client_bits = target_bits,
                reported_at = apply_at,
                hear_at = case
                  when intune_silent then null
                  when sync_at >= apply_at and sync_at < apply_at + sync_delay
                       and sync_at < apply_at + :period - mod(apply_at - sync_phase, :period)
                    then sync_at
                  when apply_at + sync_delay
                       < apply_at + :period - mod(apply_at - sync_phase, :period)
                    then apply_at + sync_delay
                  else apply_at + :period - mod(apply_at - sync_phase, :period) end,
                apply_at = null
            where apply_at <= :to
            """)
        .param("to", to)
        .param("period", Rhythm.SYNC.period())
        .update();
  }

  /** Intune hears what clients apply. */
  void hear(long to) {
    jdbc.sql(
            """
            update sandbox_device
            set intune_bits = client_bits,
                synced_at = case when synced_at > hear_at then synced_at else hear_at end,
                hear_at = null
            where hear_at <= :to
            """)
        .param("to", to)
        .update();
    checkIn(to);
  }

  /** Devices check in because they were asked to; what they apply later they tell later. */
  private void checkIn(long to) {
    jdbc.sql(
            """
            update sandbox_device
            set synced_at = case when intune_silent or synced_at > sync_at then synced_at
                                 else sync_at end,
                sync_at = null
            where sync_at <= :to and (apply_at is null or apply_at > sync_at)
            """)
        .param("to", to)
        .update();
  }

  private record Change(int device, int before, int after, long at) {}

  private List<Change> changes(long to) {
    return jdbc.sql(
            """
            select id, client_bits, target_bits, apply_at from sandbox_device where apply_at <= :to
            """)
        .param("to", to)
        .query(
            (rs, n) ->
                new Change(
                    rs.getInt("id"),
                    rs.getInt("client_bits"),
                    rs.getInt("target_bits"),
                    rs.getLong("apply_at")))
        .list();
  }

  private void rememberSwitches(List<Change> changes) {
    List<SqlParameterSource> gone = new ArrayList<>();
    List<SqlParameterSource> come = new ArrayList<>();
    for (Change change : changes) {
      for (Workload workload : Workload.values()) {
        boolean before = (change.before() & workload.bit()) != 0;
        boolean after = (change.after() & workload.bit()) != 0;
        if (before != after) {
          (after ? come : gone)
              .add(
                  new MapSqlParameterSource()
                      .addValue("device", change.device())
                      .addValue("workload", workload.slug())
                      .addValue("at", change.at()));
        }
      }
    }
    batch("delete from sandbox_switch where device_id = :device and workload = :workload", gone);
    batch(
        """
        insert into sandbox_switch (device_id, workload, switched_at)
        values (:device, :workload, :at)
        """,
        come);
  }

  /** A share of those who are being moved will not be heard of again. */
  private void silence(long to) {
    double share =
        jdbc.sql("select silent_share from sandbox_fault where id = 1")
            .query(Double.class)
            .single();
    if (share == 0) {
      return;
    }
    jdbc.sql(
            """
            update sandbox_device
            set silenced = true, configmgr_silent = true, intune_silent = true,
                synced_at = case
                  when synced_at > apply_at - mod(apply_at - sync_phase, :period) then synced_at
                  else apply_at - mod(apply_at - sync_phase, :period) end
            where apply_at <= :to and target_bits > client_bits and luck < :luck
              and not configmgr_silent and not intune_silent
            """)
        .param("to", to)
        .param("period", Rhythm.SYNC.period())
        .param("luck", (int) Math.round(share * 1_000_000))
        .update();
  }

  /** Whoever a fault has silenced speaks again, and tells what has changed meanwhile. */
  void wakeSilenced(long now) {
    jdbc.sql(
            """
            update sandbox_device
            set silenced = false, configmgr_silent = false, intune_silent = false,
                hear_at = :now + :period - mod(:now - sync_phase, :period)
            where silenced
            """)
        .param("now", now)
        .param("period", Rhythm.SYNC.period())
        .update();
    schedule(now);
  }

  private void batch(String sql, List<SqlParameterSource> rows) {
    if (!rows.isEmpty()) {
      batch.batchUpdate(sql, rows.toArray(SqlParameterSource[]::new));
    }
  }
}
