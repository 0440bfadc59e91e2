package dev.handover.authority;

import dev.handover.sql.Sql;
import dev.handover.workload.Authority;
import dev.handover.workload.CapabilityMask;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Which system manages what: by the settings (effective) and by what both systems report. Reads
 * only.
 *
 * <p>A device <em>drifts</em> on a workload when both systems have reported and at least one of
 * them differs from the effective authority. While policy travels that is normal; what lasts is
 * not.
 */
@Repository
public class AuthorityQueries {

  /** One row per workload with the bit it has in stored sets. */
  private static final String BITS =
      Arrays.stream(Workload.values())
          .map(w -> "('%s', %d)".formatted(w.slug(), w.bit()))
          .collect(Collectors.joining(", ", "(values ", ") as w (slug, bit)"));

  /** What a side reports, as an authority: columns of device {@code d}, bit {@code w}. */
  private static final String BY_CONFIGMGR = reported("configmgr_at_intune");

  private static final String BY_INTUNE = reported("intune_at_intune");

  private static final String DRIFT =
      "(d.configmgr_at_intune is not null and d.intune_at_intune is not null"
          + " and (%s <> e.authority or %s <> e.authority))".formatted(BY_CONFIGMGR, BY_INTUNE);

  private static final String FROM =
      " from effective_authority e join device d on d.id = e.device_id join "
          + BITS
          + " on w.slug = e.workload ";

  /**
   * Counts over the fleet. The view would make seven rows of every device (half a minute for a
   * million), so devices that are alike are counted first: what decides is the override, the
   * reports and the pilots a device is in, and there are few combinations of those. The rule after
   * that is the view's; a test holds the two together.
   */
  private static final String FLEET =
      """
      with pilot as (
        select s.workload, s.position, s.pilot_collection, s.read_at, w.bit,
               case when s.workload in ('resource-access-policies', 'endpoint-protection')
                 then dc.position end as implied_by
        from slider s
        join %s on w.slug = s.workload
        left join slider dc on dc.workload = 'device-configuration'
      ),
      membership as (
        select m.device_id, sum(p.bit) as bits
        from pilot p join collection_member m on m.collection = p.pilot_collection
        where p.position = 'PILOT_INTUNE'
        group by m.device_id
      ),
      alike as (
        select overridden, by_configmgr, by_intune, bits, count(*) as devices
        from (
          select case when d.configmgr_mask = %d then 1 else 0 end as overridden,
                 d.configmgr_at_intune as by_configmgr, d.intune_at_intune as by_intune,
                 coalesce(b.bits, 0) as bits
          from device d left join membership b on b.device_id = d.id
          where d.management_state = 'CO_MANAGED') as told
        group by overridden, by_configmgr, by_intune, bits
      ),
      effective as (
        select p.workload, a.devices,
               case when a.overridden = 1 or p.position = 'INTUNE'
                      or mod(a.bits / p.bit, 2) = 1 or p.implied_by = 'INTUNE'
                      or (p.implied_by = 'PILOT_INTUNE' and mod(a.bits / %d, 2) = 1)
                    then 1 else 0 end as at_intune,
               mod(a.by_configmgr / p.bit, 2) as by_configmgr,
               mod(a.by_intune / p.bit, 2) as by_intune
        from pilot p cross join alike a
      ),
      counted as (
        select workload,
               sum(case when at_intune = 0 then devices else 0 end) as configmgr,
               sum(case when at_intune = 1 then devices else 0 end) as intune,
               sum(case when by_configmgr is not null and by_intune is not null
                          and (by_configmgr <> at_intune or by_intune <> at_intune)
                        then devices else 0 end) as drift
        from effective group by workload
      )
      select p.workload, p.position, p.pilot_collection, p.read_at, c.name as collection_name,
             coalesce(n.configmgr, 0) as configmgr, coalesce(n.intune, 0) as intune,
             coalesce(n.drift, 0) as drift,
             (select count(*) from collection_member m
              where m.collection = p.pilot_collection) as pilot
      from pilot p
      left join collection c on c.id = p.pilot_collection
      left join counted n on n.workload = p.workload"""
          .formatted(BITS, CapabilityMask.INTUNE_OVERRIDE, Workload.DEVICE_CONFIGURATION.bit());

  private final JdbcClient jdbc;

  public AuthorityQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private static String reported(String column) {
    return "(case when d.%s is null then null when mod(d.%s / w.bit, 2) = 1 then 'INTUNE'"
            .formatted(column, column)
        + " else 'CONFIGURATION_MANAGER' end)";
  }

  /** The seven workloads in their own order; fewer only before the sliders were first read. */
  public List<WorkloadAuthority> workloads() {
    Map<Workload, WorkloadAuthority> found = new EnumMap<>(Workload.class);
    jdbc.sql(FLEET)
        .query(
            rs -> {
              WorkloadAuthority row = workload(rs);
              found.put(row.workload(), row);
            });
    return List.copyOf(found.values());
  }

  public Optional<WorkloadAuthority> workload(Workload workload) {
    return workloads().stream().filter(w -> w.workload() == workload).findFirst();
  }

  /** The authority over each workload on one device, and why; empty for an unknown device. */
  public Map<Workload, DeviceAuthority> ofDevice(long deviceId) {
    return ofDevices(List.of(deviceId)).getOrDefault(deviceId, Map.of());
  }

  /** The same for several devices, by device id, in one statement. */
  public Map<Long, Map<Workload, DeviceAuthority>> ofDevices(Collection<Long> deviceIds) {
    Map<Long, Map<Workload, DeviceAuthority>> found = new HashMap<>();
    if (deviceIds.isEmpty()) {
      return found;
    }
    jdbc.sql(
            "select e.device_id, e.workload, e.authority, e.reason, %s as by_configmgr, %s as by_intune"
                    .formatted(BY_CONFIGMGR, BY_INTUNE)
                + FROM
                + "where d.id in (:ids)")
        .param("ids", deviceIds)
        .query(
            rs -> {
              found
                  .computeIfAbsent(rs.getLong("device_id"), id -> new EnumMap<>(Workload.class))
                  .put(
                      Workload.of(rs.getString("workload")),
                      new DeviceAuthority(
                          authority(rs, "authority"),
                          authority(rs, "by_configmgr"),
                          authority(rs, "by_intune"),
                          rs.getString("reason")));
            });
    return found;
  }

  /** Co-managed devices that drift, by device and workload. */
  public List<Drift> drift(int page, int size) {
    return jdbc.sql(
            "select d.id, d.name, d.site, e.workload, e.authority, e.reason, d.configmgr_seen_at,"
                + " d.intune_seen_at, %s as by_configmgr, %s as by_intune"
                    .formatted(BY_CONFIGMGR, BY_INTUNE)
                + FROM
                + "where d.management_state = 'CO_MANAGED' and "
                + DRIFT
                + " order by d.id, e.workload offset :offset rows fetch next :size rows only")
        .param("offset", (long) page * size)
        .param("size", size)
        .query(
            (rs, n) ->
                new Drift(
                    rs.getLong("id"),
                    rs.getString("name"),
                    rs.getString("site"),
                    Workload.of(rs.getString("workload")),
                    authority(rs, "authority"),
                    rs.getString("reason"),
                    authority(rs, "by_configmgr"),
                    authority(rs, "by_intune"),
                    Sql.instant(rs, "configmgr_seen_at"),
                    Sql.instant(rs, "intune_seen_at")))
        .list();
  }

  /** How many rows {@link #drift} has in all. */
  public long driftCount() {
    return workloads().stream().mapToLong(WorkloadAuthority::drift).sum();
  }

  private static WorkloadAuthority workload(ResultSet rs) throws SQLException {
    return new WorkloadAuthority(
        Workload.of(rs.getString("workload")),
        Slider.valueOf(rs.getString("position")),
        rs.getString("pilot_collection"),
        rs.getString("collection_name"),
        Sql.instant(rs, "read_at"),
        rs.getInt("configmgr"),
        rs.getInt("intune"),
        rs.getInt("pilot"),
        rs.getInt("drift"));
  }

  private static Authority authority(ResultSet rs, String column) throws SQLException {
    String name = rs.getString(column);
    return name == null ? null : Authority.valueOf(name);
  }

  /**
   * A workload across the fleet, as last read back.
   *
   * @param pilotCollectionName null where the site does not list the collection
   * @param atConfigurationManager co-managed devices on which Configuration Manager has authority
   * @param atIntune co-managed devices on which Intune has
   * @param pilot members of the pilot collection, whatever their state
   * @param drift co-managed devices that drift
   */
  public record WorkloadAuthority(
      Workload workload,
      Slider slider,
      String pilotCollection,
      String pilotCollectionName,
      Instant readAt,
      int atConfigurationManager,
      int atIntune,
      int pilot,
      int drift) {}

  /**
   * Who manages a workload on a device.
   *
   * @param effective by the settings; null where it is nobody's (unmanaged, third-party MDM)
   * @param byConfigurationManager what the client's capability mask says; null without one
   * @param byIntune what Intune says; null where Intune does not know the device
   * @param reason the rule that decided, such as {@code PILOT_MEMBER}
   */
  public record DeviceAuthority(
      Authority effective, Authority byConfigurationManager, Authority byIntune, String reason) {}

  /** A device whose reported authority over a workload differs from the effective one. */
  public record Drift(
      long deviceId,
      String name,
      String site,
      Workload workload,
      Authority effective,
      String reason,
      Authority byConfigurationManager,
      Authority byIntune,
      Instant configurationManagerSeenAt,
      Instant intuneSeenAt) {}
}
