package dev.handover.estate.sandbox;

import dev.handover.estate.ConfigMgrSite.SliderReading;
import dev.handover.workload.CapabilityMask;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The sliders of the simulated site, and what they make of a device's pilot memberships. */
final class Sliders {

  /** From this version on, resource access stands at Intune and cannot be moved. */
  static final int SITE_VERSION = 2403;

  private final JdbcClient jdbc;

  Sliders(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  static boolean retired(Workload workload) {
    return workload == Workload.RESOURCE_ACCESS_POLICIES;
  }

  static Slider atFirst(Workload workload) {
    return retired(workload) ? Slider.INTUNE : Slider.PILOT_INTUNE;
  }

  List<SliderReading> read() {
    return jdbc.sql("select workload, position, collection_id from sandbox_workload order by bit")
        .query(
            (rs, n) ->
                new SliderReading(
                    Workload.of(rs.getString("workload")),
                    Slider.valueOf(rs.getString("position")),
                    rs.getString("collection_id")))
        .list();
  }

  /** Whether the slider stood elsewhere before. */
  boolean move(Workload workload, Slider position) {
    int moved =
        jdbc.sql(
                """
                update sandbox_workload set position = :position
                where workload = :workload and position <> :position
                """)
            .param("position", position.name())
            .param("workload", workload.slug())
            .update();
    if (moved > 0) {
      recompute();
    }
    return moved > 0;
  }

  /** There are only 128 ways to be a member of pilot collections: all are worked out. */
  void recompute() {
    Map<Workload, Slider> positions =
        read().stream().collect(Collectors.toMap(SliderReading::workload, SliderReading::position));
    jdbc.sql("delete from sandbox_authority").update();
    for (int bits = 0; bits < 256; bits += 2) {
      jdbc.sql(
              """
              insert into sandbox_authority (member_bits, target_bits) values (:member, :target)
              """)
          .param("member", bits)
          .param("target", CapabilityMask.bits(atIntune(positions, CapabilityMask.fromBits(bits))))
          .update();
    }
  }

  /** The workloads at Intune on a co-managed device that is in these pilot collections. */
  static Set<Workload> atIntune(Map<Workload, Slider> positions, Set<Workload> memberOf) {
    Set<Workload> result = EnumSet.noneOf(Workload.class);
    for (Workload workload : Workload.values()) {
      Slider position = positions.get(workload);
      if (position == Slider.INTUNE
          || position == Slider.PILOT_INTUNE && memberOf.contains(workload)) {
        result.add(workload);
        result.addAll(workload.implied());
      }
    }
    return result;
  }
}
