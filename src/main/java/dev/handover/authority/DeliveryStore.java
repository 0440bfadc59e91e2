package dev.handover.authority;

import dev.handover.estate.ConfigMgrSite.RuleOutcome;
import dev.handover.sql.Sql;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The claims of {@link Delivery}; each method is one transaction. */
@Repository
class DeliveryStore {

  /** What may be delivered now. A claim that was not settled in time may be taken over. */
  private static final String DELIVERABLE =
      """
      (o.state = 'ORDERED' or (o.state = 'CLAIMED' and o.claimed_until < current_timestamp))
      and ((o.direction = 'TO_CONFIGMGR' and not exists (
              select 1 from authority_order f
              where f.rollout_id = o.rollout_id and f.device_id = o.device_id
                and f.direction = 'TO_INTUNE' and f.state = 'CLAIMED'
                and f.claimed_until >= current_timestamp))
        or (o.direction = 'TO_INTUNE' and exists (
              select 1 from rollout r join wave w on w.rollout_id = r.id
              where r.id = o.rollout_id and w.no = o.wave_no and not r.paused
                and r.generation = o.generation and w.state in ('MOVING', 'SOAKING'))))""";

  private final JdbcClient jdbc;
  private final NamedParameterJdbcTemplate batch;
  private final Clock clock;

  DeliveryStore(JdbcClient jdbc, NamedParameterJdbcTemplate batch, Clock clock) {
    this.jdbc = jdbc;
    this.batch = batch;
    this.clock = clock;
  }

  /**
   * Claims the oldest orders of one workload and direction, rollbacks first.
   *
   * @return the claimed orders, each with the attempts made including this one; empty if there is
   *     nothing to do
   */
  @Transactional
  public List<Claimed> claim(int chunk) {
    record Due(long id, String workload, String direction) {}
    List<Due> due =
        jdbc.sql(
                """
                select o.id, o.workload, o.direction from authority_order o
                where o.state in ('ORDERED', 'CLAIMED') and %s
                order by o.direction, o.id fetch first %d rows only"""
                    .formatted(DELIVERABLE, chunk))
            .query((rs, row) -> new Due(rs.getLong(1), rs.getString(2), rs.getString(3)))
            .list();
    if (due.isEmpty()) {
      return List.of();
    }
    Due first = due.get(0);
    List<Long> ids =
        due.stream()
            .filter(
                d ->
                    d.workload().equals(first.workload())
                        && d.direction().equals(first.direction()))
            .map(Due::id)
            .toList();
    String claim = UUID.randomUUID().toString();
    // The state is asked again: another sender may have been faster since.
    jdbc.sql(
            """
            update authority_order
            set state = 'CLAIMED', claim = :claim, attempts = attempts + 1,
                claimed_until = current_timestamp + interval '5' minute
            where id in (:ids)
              and (state = 'ORDERED'
                   or (state = 'CLAIMED' and claimed_until < current_timestamp))""")
        .param("claim", claim)
        .param("ids", ids)
        .update();
    return jdbc.sql(
            """
            select o.id, o.claim, o.direction, o.attempts, d.resource_id,
                   s.pilot_collection as collection
            from authority_order o
            join device d on d.id = o.device_id
            join slider s on s.workload = o.workload
            where o.claim = :claim""")
        .param("claim", claim)
        .query(Claimed.class)
        .list();
  }

  /** Gives a claim back whose outcome is not known; the attempt stays counted. */
  @Transactional
  public void release(String claim) {
    jdbc.sql(
            """
            update authority_order set state = 'ORDERED', claim = null
            where claim = :claim and state = 'CLAIMED'""")
        .param("claim", claim)
        .update();
  }

  /**
   * Keeps what became of each order. A claim that has been taken over meanwhile changes nothing.
   *
   * @return how many orders this settled
   */
  @Transactional
  public int settle(String claim, List<Claimed> orders, Map<Long, RuleOutcome> outcomes) {
    var now = Sql.time(clock.instant());
    MapSqlParameterSource[] rows =
        orders.stream()
            .filter(o -> outcomes.containsKey(o.resourceId()))
            .map(
                o -> {
                  RuleOutcome outcome = outcomes.get(o.resourceId());
                  boolean unknown = outcome == RuleOutcome.UNKNOWN_DEVICE;
                  return new MapSqlParameterSource()
                      .addValue("id", o.id())
                      .addValue("claim", claim)
                      .addValue("state", unknown ? "FAILED" : "DELIVERED")
                      .addValue("changed", outcome == RuleOutcome.CHANGED)
                      .addValue("now", now)
                      .addValue(
                          "failure",
                          unknown
                              ? "Configuration Manager knows no device with resource id "
                                  + o.resourceId()
                              : null);
                })
            .toArray(MapSqlParameterSource[]::new);
    int settled = 0;
    for (int count :
        batch.batchUpdate(
            """
            update authority_order
            set state = :state, changed = :changed, delivered_at = :now, failure = :failure
            where id = :id and claim = :claim and state = 'CLAIMED'""",
            rows)) {
      settled += count;
    }
    release(claim);
    return settled;
  }

  /**
   * @param attempts made so far, this one included
   * @param resourceId Configuration Manager's id of the device
   * @param collection the pilot collection of the workload
   */
  record Claimed(
      long id,
      String claim,
      Direction direction,
      int attempts,
      long resourceId,
      String collection) {}
}
