package dev.handover.authority;

import dev.handover.sql.Sql;
import dev.handover.workload.Authority;
import dev.handover.workload.CapabilityMask;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Which system manages what: by the settings (effective) and by what both systems report. Reads
 * only.
 */
@Repository
public class AuthorityQueries {

  /**
   * What a side reports, as an authority: columns of device {@code d}, bit of workload {@code w}.
   */
  private static final String BY_CONFIGMGR = reported("configmgr_at_intune");

  private static final String BY_INTUNE = reported("intune_at_intune");

  private static final String OF_DEVICES =
      """
      select e.device_id, e.workload, e.reason, %s as by_configmgr, %s as by_intune, t.kind, t.since
      from effective_authority e
      join device d on d.id = e.device_id
      join workload_setting w on w.workload = e.workload
      left join drift t on t.device_id = e.device_id and t.workload = e.workload
      where d.id in (:ids) and e.device_id in (:ids)"""
          .formatted(BY_CONFIGMGR, BY_INTUNE);

  /**
   * Counts over the fleet. The view would make seven rows of every device (half a minute for a
   * million), so devices that are alike are counted first: what decides is the state, the override
   * and the pilots a device is in, and there are few combinations of those. The rule after that is
   * {@link EffectiveAuthority}'s; a property holds the two together.
   */
  private static final String FLEET =
      """
      with alike as (
        select state, enrolled, overridden, pilots, count(*) as devices
        from (
          select management_state as state, intune_id is not null as enrolled,
                 coalesce(configmgr_mask, 0) = %d as overridden, pilots
          from device) as told
        group by state, enrolled, overridden, pilots
      )
      select workload, reason, sum(devices) as devices
      from (
        select s.workload, a.devices,
               case
                 when a.state = 'UNMANAGED' then 'UNMANAGED'
                 when a.state = 'COEXISTENCE' then 'THIRD_PARTY_MDM'
                 when a.state = 'CONFIGMGR_ONLY' and not a.enrolled then 'NOT_ENROLLED'
                 when a.state = 'CONFIGMGR_ONLY' then 'POLICY_NOT_PRESENT'
                 when a.state = 'INTUNE_ONLY' then 'NO_CONFIGMGR_CLIENT'
                 when a.overridden then 'INTUNE_OVERRIDE'
                 when s.retired then 'RETIRED_RESOURCE_ACCESS'
                 when s.position = 'INTUNE' then 'SLIDER_AT_INTUNE'
                 when s.position = 'PILOT_INTUNE' and mod(a.pilots / s.bit, 2) = 1
                   then 'PILOT_MEMBER'
                 when s.implied_by = 'INTUNE' then 'IMPLIED_BY_DEVICE_CONFIGURATION'
                 when s.implied_by = 'PILOT_INTUNE' and mod(a.pilots / %d, 2) = 1
                   then 'IMPLIED_BY_DEVICE_CONFIGURATION'
                 when s.position = 'PILOT_INTUNE' then 'NOT_IN_PILOT'
                 else 'SLIDER_AT_CONFIGURATION_MANAGER'
               end as reason
        from workload_setting s cross join alike a) as ruled
      group by workload, reason"""
          .formatted(CapabilityMask.INTUNE_OVERRIDE, Workload.DEVICE_CONFIGURATION.bit());

  private static final String SLIDERS =
      """
      select s.workload, s.position, s.pilot_collection, s.read_at, c.name as collection_name,
             (select count(*) from collection_member m
              where m.collection = s.pilot_collection) as pilot
      from slider s left join collection c on c.id = s.pilot_collection""";

  private final JdbcClient jdbc;
  private final DriftStore drift;

  public AuthorityQueries(JdbcClient jdbc, DriftStore drift) {
    this.jdbc = jdbc;
    this.drift = drift;
  }

  private static String reported(String column) {
    return "(case when d.%s is null then null when mod(d.%s / w.bit, 2) = 1 then 'INTUNE'"
            .formatted(column, column)
        + " else 'CONFIGURATION_MANAGER' end)";
  }

  /** The seven workloads in their own order; fewer only before the sliders were first read. */
  public List<WorkloadAuthority> workloads() {
    Map<Workload, Map<AuthorityReason, Integer>> reasons = fleet();
    Map<Workload, Integer> drifting = drift.byWorkload();
    Map<Workload, WorkloadAuthority> found = new EnumMap<>(Workload.class);
    jdbc.sql(SLIDERS)
        .query(
            rs -> {
              Workload workload = Workload.of(rs.getString("workload"));
              found.put(
                  workload,
                  new WorkloadAuthority(
                      workload,
                      Slider.valueOf(rs.getString("position")),
                      rs.getString("pilot_collection"),
                      rs.getString("collection_name"),
                      Sql.instant(rs, "read_at"),
                      reasons.getOrDefault(workload, Map.of()),
                      rs.getInt("pilot"),
                      drifting.getOrDefault(workload, 0)));
            });
    return List.copyOf(found.values());
  }

  /**
   * How many orders of each direction are not carried out and confirmed: on their way, or failed.
   */
  public Map<Direction, Map<OrderState, Integer>> openOrders() {
    Map<Direction, Map<OrderState, Integer>> open = new EnumMap<>(Direction.class);
    jdbc.sql(
            """
            select direction, state, count(*) as orders from authority_order
            where state in ('ORDERED', 'CLAIMED', 'DELIVERED', 'FAILED')
            group by direction, state""")
        .query(
            rs -> {
              open.computeIfAbsent(
                      Direction.valueOf(rs.getString("direction")),
                      d -> new EnumMap<>(OrderState.class))
                  .put(OrderState.valueOf(rs.getString("state")), rs.getInt("orders"));
            });
    return open;
  }

  /** Effective authority over the whole fleet: how many devices each rule decides about. */
  Map<Workload, Map<AuthorityReason, Integer>> fleet() {
    Map<Workload, Map<AuthorityReason, Integer>> counts = new EnumMap<>(Workload.class);
    jdbc.sql(FLEET)
        .query(
            rs -> {
              counts
                  .computeIfAbsent(
                      Workload.of(rs.getString("workload")),
                      w -> new EnumMap<>(AuthorityReason.class))
                  .put(AuthorityReason.valueOf(rs.getString("reason")), rs.getInt("devices"));
            });
    return counts;
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
    Instant lastingSince = drift.lastingSince();
    jdbc.sql(OF_DEVICES)
        .param("ids", deviceIds)
        .query(
            rs -> {
              found
                  .computeIfAbsent(rs.getLong("device_id"), id -> new EnumMap<>(Workload.class))
                  .put(Workload.of(rs.getString("workload")), onDevice(rs, lastingSince));
            });
    return found;
  }

  private static DeviceAuthority onDevice(ResultSet rs, Instant lastingSince) throws SQLException {
    AuthorityReason reason = AuthorityReason.valueOf(rs.getString("reason"));
    String kind = rs.getString("kind");
    Instant since = Sql.instant(rs, "since");
    return new DeviceAuthority(
        reason.authority().orElse(null),
        authority(rs, "by_configmgr"),
        authority(rs, "by_intune"),
        reason,
        kind == null
            ? null
            : new Difference(Divergence.valueOf(kind), since, !since.isAfter(lastingSince)));
  }

  private static Authority authority(ResultSet rs, String column) throws SQLException {
    String name = rs.getString(column);
    return name == null ? null : Authority.valueOf(name);
  }

  /**
   * A workload across the fleet, as last read back.
   *
   * @param pilotCollectionName null where the site does not list the collection
   * @param reasons how many devices each rule decides about, those that are not co-managed too
   * @param pilot members of the pilot collection, whatever their state
   * @param drift devices that drift
   */
  public record WorkloadAuthority(
      Workload workload,
      Slider slider,
      String pilotCollection,
      String pilotCollectionName,
      Instant readAt,
      Map<AuthorityReason, Integer> reasons,
      int pilot,
      int drift) {

    /** Co-managed devices on which Configuration Manager has authority. */
    public int atConfigurationManager() {
      return coManaged(Authority.CONFIGURATION_MANAGER);
    }

    /** Co-managed devices on which Intune has authority. */
    public int atIntune() {
      return coManaged(Authority.INTUNE);
    }

    private int coManaged(Authority authority) {
      return reasons.entrySet().stream()
          .filter(e -> e.getKey().coManaged())
          .filter(e -> e.getKey().authority().equals(Optional.of(authority)))
          .mapToInt(Map.Entry::getValue)
          .sum();
    }
  }

  /**
   * Who manages a workload on a device.
   *
   * @param effective by the settings; null where it is nobody's (unmanaged, third-party MDM)
   * @param byConfigurationManager what the client's capability mask says; null without one
   * @param byIntune what Intune says; null where Intune does not know the device
   * @param reason the rule that decided
   * @param difference between the reports and what is effective; null where there is none
   */
  public record DeviceAuthority(
      Authority effective,
      Authority byConfigurationManager,
      Authority byIntune,
      AuthorityReason reason,
      Difference difference) {}

  /**
   * A difference as last looked for, at most five minutes ago.
   *
   * @param since when Handover first found it so
   * @param drift whether it has lasted longer than is allowed
   */
  public record Difference(Divergence kind, Instant since, boolean drift) {}
}
