package dev.handover.estate.sandbox;

import dev.handover.estate.ConfigMgrSite.RuleOutcome;
import dev.handover.estate.EstateException;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Direct membership rules of the simulated site's collections. */
final class DirectRules {

  private static final int CHUNK = 1_000;

  private final JdbcClient jdbc;
  private final NamedParameterJdbcTemplate batch;
  private final World world;
  private final SandboxFaults faults;
  private final SandboxLedger ledger;

  DirectRules(
      JdbcClient jdbc,
      NamedParameterJdbcTemplate batch,
      World world,
      SandboxFaults faults,
      SandboxLedger ledger) {
    this.jdbc = jdbc;
    this.batch = batch;
    this.world = world;
    this.faults = faults;
    this.ledger = ledger;
  }

  /**
   * @param outcomes of those that were dealt with
   * @param retryAfter null unless throttling ended it early
   */
  record Changes(Map<Long, RuleOutcome> outcomes, Duration retryAfter) {}

  /**
   * @throws EstateException if there is no such collection
   */
  boolean builtIn(String collectionId) {
    return jdbc.sql("select built_in from sandbox_collection where id = :id")
        .param("id", collectionId)
        .query(Boolean.class)
        .optional()
        .orElseThrow(
            () -> new EstateException("the site has no collection '%s'".formatted(collectionId)));
  }

  /** Adds or removes; to be called with the world locked. */
  Changes change(
      long now, String collectionId, Collection<Long> resourceIds, SandboxLedger.Command command) {
    if (builtIn(collectionId)) {
      throw new EstateException(
          "collection %s is built in and cannot be changed".formatted(collectionId));
    }
    boolean add = command == SandboxLedger.Command.ADD;
    List<Long> asked = new ArrayList<>(new LinkedHashSet<>(resourceIds));
    Map<Long, String> known = known(asked);
    Map<Long, Boolean> rules = rules(collectionId, asked);
    SandboxFaults.Allowance allowance = faults.allowance(now);
    Map<Long, RuleOutcome> outcomes = new LinkedHashMap<>();
    Set<Long> changed = new HashSet<>();
    boolean throttled = false;
    for (Long id : asked) {
      RuleOutcome outcome = outcome(known.containsKey(id), rules.getOrDefault(id, false), add);
      if (outcome == RuleOutcome.CHANGED && changed.size() == allowance.changes()) {
        throttled = true;
        break;
      }
      if (outcome == RuleOutcome.CHANGED) {
        changed.add(id);
      }
      outcomes.put(id, outcome);
    }
    write(collectionId, changed, rules.keySet(), add);
    faults.used(now, changed.size());
    if (!changed.isEmpty()) {
      evaluateSoon(collectionId, now);
    }
    ledger.rules(
        world.instant(),
        command,
        collectionId,
        workload(collectionId),
        outcomes.entrySet().stream()
            .map(
                e ->
                    new SandboxLedger.Rule(
                        e.getKey(), known.get(e.getKey()), e.getValue() == RuleOutcome.CHANGED))
            .toList());
    return new Changes(outcomes, throttled ? allowance.retryAfter() : null);
  }

  private static RuleOutcome outcome(boolean known, boolean exists, boolean add) {
    if (!known) {
      return RuleOutcome.UNKNOWN_DEVICE;
    }
    return exists == add ? RuleOutcome.ALREADY_SO : RuleOutcome.CHANGED;
  }

  private Map<Long, String> known(List<Long> ids) {
    Map<Long, String> known = new HashMap<>();
    for (int from = 0; from < ids.size(); from += CHUNK) {
      jdbc.sql(
              """
              select resource_id, entra_device_id from sandbox_device where resource_id in (:ids)
              """)
          .param("ids", ids.subList(from, Math.min(ids.size(), from + CHUNK)))
          .query(
              rs -> {
                known.put(rs.getLong("resource_id"), rs.getString("entra_device_id"));
              });
    }
    return known;
  }

  private Map<Long, Boolean> rules(String collectionId, List<Long> ids) {
    Map<Long, Boolean> rules = new HashMap<>();
    for (int from = 0; from < ids.size(); from += CHUNK) {
      jdbc.sql(
              """
              select resource_id, direct_rule from sandbox_rule
              where collection_id = :collection and resource_id in (:ids)
              """)
          .param("collection", collectionId)
          .param("ids", ids.subList(from, Math.min(ids.size(), from + CHUNK)))
          .query(
              rs -> {
                rules.put(rs.getLong("resource_id"), rs.getBoolean("direct_rule"));
              });
    }
    return rules;
  }

  private void write(String collectionId, Set<Long> changed, Set<Long> rows, boolean add) {
    List<SqlParameterSource> inserts = new ArrayList<>();
    List<SqlParameterSource> updates = new ArrayList<>();
    for (Long id : changed) {
      SqlParameterSource row =
          new MapSqlParameterSource()
              .addValue("collection", collectionId)
              .addValue("resource", id)
              .addValue("rule", add);
      (rows.contains(id) ? updates : inserts).add(row);
    }
    if (!inserts.isEmpty()) {
      batch.batchUpdate(
          """
          insert into sandbox_rule (collection_id, resource_id, direct_rule, member)
          values (:collection, :resource, :rule, false)
          """,
          inserts.toArray(SqlParameterSource[]::new));
    }
    if (!updates.isEmpty()) {
      batch.batchUpdate(
          """
          update sandbox_rule set direct_rule = :rule
          where collection_id = :collection and resource_id = :resource
          """,
          updates.toArray(SqlParameterSource[]::new));
    }
  }

  private void evaluateSoon(String collectionId, long now) {
    jdbc.sql(
            """
            update sandbox_collection set evaluate_at = :at
            where id = :id and evaluate_at is null
            """)
        .param("at", now - now % World.EVALUATION + World.EVALUATION)
        .param("id", collectionId)
        .update();
  }

  private Workload workload(String collectionId) {
    return jdbc.sql("select workload from sandbox_workload where collection_id = :id")
        .param("id", collectionId)
        .query(String.class)
        .optional()
        .map(Workload::of)
        .orElse(null);
  }
}
