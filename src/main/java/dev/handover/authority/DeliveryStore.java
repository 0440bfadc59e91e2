package dev.handover.authority;

import dev.handover.estate.ConfigMgrSite;
import dev.handover.estate.ConfigMgrSite.RuleOutcome;
import dev.handover.sql.Sql;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The claims of {@link Delivery}; each method is one transaction. */
@Repository
class DeliveryStore {

  /**
   * Whether a move to Intune still counts: neither paused nor held by the calendar, not rolled back
   * or ended, its wave under way and none before it failed since. A wave may pass while a few of
   * its devices are not moved yet; those follow. A device in quarantine does not.
   */
  private static final String STILL_FORWARD =
      """
      exists (
        select 1 from rollout r join wave w on w.rollout_id = r.id
        where r.id = %1$s.rollout_id and w.no = %1$s.wave_no and not r.paused
          and r.calendar_hold is null
          and r.generation = %1$s.generation and r.ended_at is null
          and w.state in ('MOVING', 'SOAKING', 'PASSED')
          and not exists (
            select 1 from wave f where f.rollout_id = r.id and f.state = 'FAILED')
          and not exists (
            select 1 from wave_device q
            where q.rollout_id = r.id and q.device_id = %1$s.device_id
              and q.quarantine is not null))""";

  /** What may be delivered now. A claim that was not settled in time may be taken over. */
  private static final String DELIVERABLE =
      """
      (o.state = 'ORDERED' or (o.state = 'CLAIMED' and o.claimed_until < current_timestamp))
      and ((o.direction = 'TO_CONFIGMGR' and not exists (
              select 1 from authority_order f
              where f.rollout_id = o.rollout_id and f.device_id = o.device_id
                and f.direction = 'TO_INTUNE' and f.state = 'CLAIMED'
                and f.claimed_until >= current_timestamp))
        or (o.direction = 'TO_INTUNE' and %s))"""
          .formatted(STILL_FORWARD.formatted("o"));

  private static final int FAILURE = 400;

  /** How many orders go at once: fewer the more often the site has refused them. */
  private static final List<Integer> CHUNKS = List.of(1_000, 100, 10, 1);

  /** A change is made by two calls: the rules, and the request to evaluate them. */
  private static final int CALLS = 2;

  private final JdbcClient jdbc;
  private final NamedParameterJdbcTemplate batch;
  private final ConfigMgrSite site;
  private final Clock clock;

  DeliveryStore(
      JdbcClient jdbc, NamedParameterJdbcTemplate batch, ConfigMgrSite site, Clock clock) {
    this.jdbc = jdbc;
    this.batch = batch;
    this.site = site;
    this.clock = clock;
  }

  /**
   * Claims the oldest orders of one workload and direction, rollbacks first, and those that have
   * been refused before after the others and in smaller chunks.
   *
   * @param not workloads that are left alone
   * @return the claimed orders; empty if there is nothing to do
   */
  @Transactional
  public List<Claimed> claim(Set<String> not) {
    record Due(long id, String workload, String direction, int refused) {
      boolean goesWith(Due other) {
        return workload.equals(other.workload)
            && direction.equals(other.direction)
            && chunk(refused) == chunk(other.refused);
      }
    }
    List<Due> due =
        jdbc.sql(
                """
                select o.id, o.workload, o.direction, o.refused from authority_order o
                where o.state in ('ORDERED', 'CLAIMED') and o.workload not in (:not) and %s
                order by o.direction, o.refused, o.id fetch first %d rows only
                for update skip locked"""
                    .formatted(DELIVERABLE, CHUNKS.get(0)))
            .param("not", not.isEmpty() ? Set.of("") : not)
            .query(
                (rs, row) -> new Due(rs.getLong(1), rs.getString(2), rs.getString(3), rs.getInt(4)))
            .list();
    if (due.isEmpty()) {
      return List.of();
    }
    Due first = due.get(0);
    List<Long> ids =
        due.stream().filter(first::goesWith).limit(chunk(first.refused())).map(Due::id).toList();
    String claim = UUID.randomUUID().toString();
    jdbc.sql(
            """
            update authority_order
            set state = 'CLAIMED', claim = :claim,
                claimed_until = current_timestamp + cast(:seconds as integer) * interval '1' second
            where id in (:ids)""")
        .param("claim", claim)
        .param("seconds", seconds())
        .param("ids", ids)
        .update();
    return jdbc.sql(
            """
            select o.id, o.claim, o.rollout_id as rolloutId, o.workload, o.direction, o.attempts, o.refused,
                   d.resource_id as resourceId, s.pilot_collection as collection
            from authority_order o
            join device d on d.id = o.device_id
            join slider s on s.workload = o.workload
            where o.id in (:ids) and o.claim = :claim""")
        .param("ids", ids)
        .param("claim", claim)
        .query(Claimed.class)
        .list();
  }

  /** For how long a claim holds. */
  private long seconds() {
    return CALLS * site.longestCall().toSeconds();
  }

  private static int chunk(int refused) {
    return CHUNKS.get(Math.min(refused, CHUNKS.size() - 1));
  }

  /**
   * Notes that these orders are about to be carried out, the last moment to refuse: a claim that
   * another sender has taken over, or a move to Intune that a rollback has overtaken, is left out.
   * The rollouts are locked meanwhile, so that a rollback either stops the move or knows of it.
   *
   * @return those that may be carried out
   */
  @Transactional
  public List<Claimed> begin(String claim, List<Claimed> orders) {
    if (orders.isEmpty()) {
      return List.of();
    }
    orders.stream()
        .map(Claimed::rolloutId)
        .distinct()
        .sorted()
        .forEach(
            id ->
                jdbc.sql("select id from rollout where id = :id for update")
                    .param("id", id)
                    .query(String.class)
                    .single());
    jdbc.sql(
            """
            update authority_order
            set attempts = attempts + 1, claimed_until = current_timestamp + cast(:seconds as integer) * interval '1' second
            where id in (:ids) and claim = :claim and state = 'CLAIMED'
              and (direction = 'TO_CONFIGMGR' or %s)"""
                .formatted(STILL_FORWARD.formatted("authority_order")))
        .param("claim", claim)
        .param("seconds", seconds())
        .param("ids", orders.stream().map(Claimed::id).toList())
        .update();
    Map<Long, Integer> attempts = new HashMap<>();
    jdbc.sql("select id, attempts from authority_order where id in (:ids) and claim = :claim")
        .param("ids", orders.stream().map(Claimed::id).toList())
        .param("claim", claim)
        .query(
            rs -> {
              attempts.put(rs.getLong("id"), rs.getInt("attempts"));
            });
    return orders.stream()
        .filter(o -> Objects.equals(attempts.get(o.id()), o.attempts() + 1))
        .toList();
  }

  /**
   * Gives claimed orders back whose outcome is not known; an attempt that was made stays counted.
   */
  @Transactional
  public void release(String claim, List<Claimed> orders) {
    jdbc.sql(
            """
            update authority_order set state = 'ORDERED', claim = null
            where id in (:ids) and claim = :claim and state = 'CLAIMED'""")
        .param("ids", orders.stream().map(Claimed::id).toList())
        .param("claim", claim)
        .update();
  }

  /** Counts a refusal of the site, after which these orders go in a smaller chunk. */
  @Transactional
  public void refused(String claim, List<Claimed> orders) {
    jdbc.sql(
            """
            update authority_order set refused = refused + 1
            where claim = :claim and state = 'CLAIMED' and id in (:ids)""")
        .param("claim", claim)
        .param("ids", orders.stream().map(Claimed::id).toList())
        .update();
  }

  /**
   * Keeps what became of orders, and gives back the rest of the claim. A claim that has run out, or
   * has been taken over, changes nothing; since its late write may have come after a rollback had
   * looked, the rollback of that device looks again.
   *
   * @return how many orders this settled
   */
  @Transactional
  public int settle(String claim, List<Result> results) {
    var now = Sql.time(clock.instant());
    int[] counts =
        batch.batchUpdate(
            """
            update authority_order
            set state = :state, changed = :changed, delivered_at = :now, failure = :failure
            where id = :id and claim = :claim and state = 'CLAIMED'
              and claimed_until >= current_timestamp""",
            results.stream()
                .map(
                    r ->
                        new MapSqlParameterSource("id", r.id())
                            .addValue("claim", claim)
                            .addValue("state", r.state().name())
                            .addValue("changed", r.changed())
                            .addValue("now", now)
                            .addValue("failure", r.failure()))
                .toArray(MapSqlParameterSource[]::new));
    List<Long> late = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] == 0 && Boolean.TRUE.equals(results.get(i).changed())) {
        late.add(results.get(i).id());
      }
    }
    lookAgain(late);
    return results.size() - (int) Arrays.stream(counts).filter(c -> c == 0).count();
  }

  private void lookAgain(List<Long> late) {
    if (late.isEmpty()) {
      return;
    }
    jdbc.sql(
            """
            update authority_order
            set state = 'ORDERED', claim = null, delivered_at = null, confirmed_at = null
            where direction = 'TO_CONFIGMGR' and state in ('CLAIMED', 'DELIVERED', 'CONFIRMED')
              and exists (
              select 1 from authority_order f
              where f.id in (:late) and f.direction = 'TO_INTUNE'
                and f.rollout_id = authority_order.rollout_id
                and f.device_id = authority_order.device_id
                and f.generation <= authority_order.generation)""")
        .param("late", late)
        .update();
  }

  /**
   * @param attempts how often it was carried out, or may have been, before this claim
   * @param refused how often the site has refused it
   * @param resourceId Configuration Manager's id of the device; null where it has none
   * @param collection the pilot collection of the workload
   */
  record Claimed(
      long id,
      String claim,
      String rolloutId,
      String workload,
      Direction direction,
      int attempts,
      int refused,
      Long resourceId,
      String collection) {}

  /**
   * What became of an order.
   *
   * @param changed whether the estate was changed; null where that is not known
   * @param failure why it cannot be carried out; null unless it failed
   */
  record Result(long id, OrderState state, Boolean changed, String failure) {

    static Result of(Claimed order, RuleOutcome outcome) {
      return outcome == RuleOutcome.UNKNOWN_DEVICE
          ? new Result(
              order.id(),
              OrderState.FAILED,
              false,
              order.resourceId() == null
                  ? "Configuration Manager has no resource id for this device"
                  : "Configuration Manager knows no device with resource id " + order.resourceId())
          : new Result(order.id(), OrderState.DELIVERED, outcome == RuleOutcome.CHANGED, null);
    }

    static Result givenUp(Claimed order, int times, String why) {
      String sentence = "Configuration Manager refused it %d times: %s".formatted(times, why);
      return new Result(
          order.id(),
          OrderState.FAILED,
          null,
          sentence.substring(0, Math.min(FAILURE, sentence.length())));
    }
  }
}
