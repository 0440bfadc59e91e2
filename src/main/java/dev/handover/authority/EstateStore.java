package dev.handover.authority;

import dev.handover.device.ConfigMgrRow;
import dev.handover.device.IntuneRow;
import dev.handover.estate.ConfigMgrSite.ComanagementState;
import dev.handover.estate.ConfigMgrSite.SliderReading;
import dev.handover.estate.IntuneTenant.ManagedDevice;
import dev.handover.sql.Sql;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Sliders as read back, which collections are being changed, and readings as the fleet keeps them.
 */
@Repository
class EstateStore {

  private final JdbcClient jdbc;

  EstateStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Transactional
  public void saveSliders(List<SliderReading> sliders, Instant readAt) {
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
        device.lastSyncAt());
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
