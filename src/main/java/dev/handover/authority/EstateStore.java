package dev.handover.authority;

import dev.handover.device.ConfigMgrRow;
import dev.handover.device.IntuneRow;
import dev.handover.estate.ConfigMgrSite.ComanagementState;
import dev.handover.estate.ConfigMgrSite.SliderReading;
import dev.handover.estate.IntuneTenant.ManagedDevice;
import dev.handover.sql.Sql;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Settings as read back, which collections are being changed, and readings as the fleet keeps them.
 */
@Repository
class EstateStore {

  private final JdbcClient jdbc;

  EstateStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Keeps the sliders as read.
   *
   * @return whether a pilot collection is another one than before
   */
  @Transactional
  public boolean saveSliders(List<SliderReading> sliders, Instant readAt) {
    Map<String, String> before = pilotCollections();
    for (SliderReading slider : sliders) {
      int updated =
          jdbc.sql(
                  """
                  update slider set position = :position, pilot_collection = :collection,
                    read_at = :readAt
                  where workload = :workload""")
              .param("workload", slider.workload().slug())
              .param("position", slider.position().name())
              .param("collection", slider.pilotCollectionId())
              .param("readAt", Sql.time(readAt))
              .update();
      if (updated == 0) {
        jdbc.sql(
                """
                insert into slider (workload, position, pilot_collection, read_at)
                values (:workload, :position, :collection, :readAt)""")
            .param("workload", slider.workload().slug())
            .param("position", slider.position().name())
            .param("collection", slider.pilotCollectionId())
            .param("readAt", Sql.time(readAt))
            .update();
      }
    }
    return !before.equals(pilotCollections());
  }

  private Map<String, String> pilotCollections() {
    Map<String, String> collections = new HashMap<>();
    jdbc.sql("select workload, pilot_collection from slider")
        .query(
            rs -> {
              collections.put(rs.getString("workload"), rs.getString("pilot_collection"));
            });
    return collections;
  }

  /**
   * Derives from members and sliders which pilots each device is in; writes only what has changed.
   * By way of a table of changes: H2 would run a subquery on all of it again for each row.
   *
   * @return how many devices are in other pilots than before
   */
  @Transactional
  public int derivePilots() {
    int changes =
        jdbc.sql(
                """
                insert into pilot_change (device_id, pilots)
                select device_id, sum(bit) + sum(known)
                from (
                  select m.device_id, s.bit, 0 as known from workload_setting s
                  join collection_member m on m.collection = s.pilot_collection
                  union all
                  select id, -pilots, pilots from device where pilots <> 0
                ) x
                group by device_id having sum(bit) <> 0""")
            .update();
    if (changes > 0) {
      jdbc.sql(
              """
              update device set pilots = (
                select c.pilots from pilot_change c where c.device_id = device.id)
              where exists (select 1 from pilot_change c where c.device_id = device.id)""")
          .update();
      jdbc.sql("delete from pilot_change").update();
    }
    return changes;
  }

  @Transactional
  public void saveVersion(int version, Instant readAt) {
    int updated =
        jdbc.sql("update configmgr_site set version = :version, read_at = :readAt where id = 1")
            .param("version", version)
            .param("readAt", Sql.time(readAt))
            .update();
    if (updated == 0) {
      jdbc.sql("insert into configmgr_site (id, version, read_at) values (1, :version, :readAt)")
          .param("version", version)
          .param("readAt", Sql.time(readAt))
          .update();
    }
  }

  static ConfigMgrRow row(ComanagementState state) {
    return new ConfigMgrRow(
        state.resourceId(),
        state.entraDeviceId(),
        state.name(),
        state.manufacturer(),
        state.model(),
        state.osBuild(),
        state.siteCode(),
        state.joinState().name(),
        state.thirdPartyMdm(),
        state.policyPresent(),
        state.mask(),
        state.reportedAt());
  }

  static IntuneRow row(ManagedDevice device) {
    return new IntuneRow(
        device.intuneId(),
        device.entraDeviceId(),
        device.name(),
        device.manufacturer(),
        device.model(),
        device.osBuild(),
        device.joinState().name(),
        device.atIntune(),
        device.lastSyncAt(),
        device.serialNumber(),
        device.userPrincipalName());
  }

  /** Pilot collections with orders under way. */
  List<String> collectionsInMotion() {
    return jdbc.sql(
            """
            select distinct s.pilot_collection from authority_order o
            join slider s on s.workload = o.workload
            where o.state = 'DELIVERED'""")
        .query(String.class)
        .list();
  }
}
