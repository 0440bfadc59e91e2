package dev.handover.authority;

import dev.handover.device.DeviceFilter;
import dev.handover.sql.Sql;
import dev.handover.workload.CapabilityMask;
import dev.handover.workload.Workload;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which devices may be moved at all, and why the others may not. */
@Repository
public class Eligibility {

  /** A device that has not been heard of for this long by either system is not moved. */
  public static final Duration HEARD_WITHIN = Duration.ofDays(14);

  /** Null for a device that may be moved; first match wins. */
  private static final String REASON =
      """
      case
        when d.management_state = 'COEXISTENCE' then 'THIRD_PARTY_MDM'
        when d.management_state <> 'CO_MANAGED' then 'NOT_CO_MANAGED'
        when d.join_state not in ('ENTRA_JOINED', 'HYBRID_JOINED') then 'NOT_JOINED'
        when d.configmgr_mask = %d then 'INTUNE_OVERRIDE'
        when d.configmgr_at_intune is null then 'MASK_UNKNOWN'
        when d.configmgr_seen_at is null or d.configmgr_seen_at < :heardAfter
          then 'SILENT_IN_CONFIGMGR'
        when d.intune_seen_at is null or d.intune_seen_at < :heardAfter then 'SILENT_IN_INTUNE'
        when a.authority = 'INTUNE' then 'ALREADY_AT_INTUNE'
        when exists (
          select 1 from collection_member x join collection c on c.id = x.collection
          where x.device_id = d.id and c.name in (:exclude)) then 'EXCLUDED_COLLECTION'
      end"""
          .formatted(CapabilityMask.INTUNE_OVERRIDE);

  private final JdbcClient jdbc;
  private final Clock clock;

  public Eligibility(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * The devices that a filter selects, as a query with the columns {@code id, model, os_build,
   * site, reason}; the reason is null for devices that may be moved.
   */
  public Selection select(
      DeviceFilter filter, Workload workload, List<String> excludedCollections) {
    Map<String, Object> parameters = parameters(workload, excludedCollections);
    parameters.putAll(filter.params());
    return new Selection(
        """
        select d.id, d.model, d.os_build, d.site, %s as reason
        from device d
        join effective_authority a on a.device_id = d.id and a.workload = :workload
        where %s"""
            .formatted(REASON, filter.sql()),
        parameters);
  }

  /** Devices that may be moved, with what a pilot is stratified by. */
  public List<Candidate> candidates(Selection selection) {
    return jdbc.sql(
            "select id, model, os_build, site from (%s) e where reason is null order by id"
                .formatted(selection.sql()))
        .params(selection.params())
        .query(
            (rs, row) ->
                new Candidate(rs.getLong(1), rs.getString(2), rs.getString(3), rs.getString(4)))
        .list();
  }

  /** How many of the selected devices may be moved. */
  public int eligible(Selection selection) {
    return jdbc.sql("select count(*) from (%s) e where reason is null".formatted(selection.sql()))
        .params(selection.params())
        .query(Integer.class)
        .single();
  }

  /** How many of the selected devices may not be moved, by reason. */
  public Map<String, Integer> ineligible(Selection selection) {
    Map<String, Integer> counts = new TreeMap<>();
    jdbc.sql(
            """
            select reason, count(*) as devices from (%s) e
            where reason is not null group by reason"""
                .formatted(selection.sql()))
        .params(selection.params())
        .query(
            rs -> {
              counts.put(rs.getString("reason"), rs.getInt("devices"));
            });
    return counts;
  }

  /**
   * How many co-managed devices the slider would move that the selection does not speak of: outside
   * the filter, or in an excluded collection.
   */
  public int beyond(Selection selection, Workload workload) {
    return jdbc.sql(
            """
            select count(*) from effective_authority f
            join device g on g.id = f.device_id and g.management_state = 'CO_MANAGED'
            where f.workload = :workload and f.authority = 'CONFIGURATION_MANAGER'
              and not exists (
                select 1 from (%s) e
                where e.id = f.device_id and (e.reason is null or e.reason <> 'EXCLUDED_COLLECTION'))"""
                .formatted(selection.sql()))
        .params(selection.params())
        .query(Integer.class)
        .single();
  }

  /**
   * Looks again at the devices of a wave that is about to be moved, and excludes those that may no
   * longer be.
   *
   * @return how many were excluded by this call
   */
  public int excludeFromWave(
      String rolloutId, int wave, Workload workload, List<String> excludedCollections) {
    String reason =
        """
        (select %s from device d
         join effective_authority a on a.device_id = d.id and a.workload = :workload
         where d.id = wave_device.device_id)"""
            .formatted(REASON);
    return jdbc.sql(
            """
            update wave_device set excluded = %s
            where rollout_id = :rollout and wave_no = :wave and excluded is null
              and %s is not null"""
                .formatted(reason, reason))
        .params(parameters(workload, excludedCollections))
        .param("rollout", rolloutId)
        .param("wave", wave)
        .update();
  }

  private Map<String, Object> parameters(Workload workload, List<String> excludedCollections) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("workload", workload.slug());
    parameters.put("heardAfter", Sql.time(clock.instant().minus(HEARD_WITHIN)));
    parameters.put("exclude", excludedCollections.isEmpty() ? List.of("") : excludedCollections);
    return parameters;
  }

  /** A query and its parameters. */
  public record Selection(String sql, Map<String, Object> params) {}

  /** A device that may be moved. */
  public record Candidate(long id, String model, String osBuild, String site) {}
}
