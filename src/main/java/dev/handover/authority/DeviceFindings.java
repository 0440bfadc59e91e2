package dev.handover.authority;

import dev.handover.device.DeviceFilter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What stands in the way of moving a device, told of the fleet as it is, without a plan. */
@Repository
public class DeviceFindings {

  /** The findings that can be told without a plan, in the order in which they are asked. */
  public static final List<DeviceFinding> WITHOUT_PLAN =
      Arrays.stream(DeviceFinding.values()).filter(DeviceFinding::knownWithoutPlan).toList();

  private final JdbcClient jdbc;
  private final Clock clock;

  public DeviceFindings(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * The devices of which one of {@link #WITHOUT_PLAN} is so. Not by {@code in (select …)}: H2 asks
   * that anew for each device while others write.
   *
   * @throws IllegalArgumentException for a finding that depends on a plan
   */
  public DeviceFilter devicesWith(DeviceFinding finding) {
    if (!WITHOUT_PLAN.contains(finding)) {
      throw new IllegalArgumentException(finding + " depends on a plan");
    }
    return new DeviceFilter(
        "exists (select 1 from (select d.id from device d %s where %s) x where x.id = d.id)"
            .formatted(Eligibility.SETTINGS, finding.condition(Eligibility.SHARES_NAME)),
        Map.of("heardAfter", Eligibility.heardAfter(clock)));
  }

  /** What is found about each of these devices before any plan, by device id. */
  public Map<Long, List<DeviceFinding>> of(Collection<Long> deviceIds) {
    Map<Long, List<DeviceFinding>> found = new HashMap<>();
    if (deviceIds.isEmpty()) {
      return found;
    }
    String columns =
        WITHOUT_PLAN.stream()
            .map(f -> "%s as %s".formatted(Eligibility.holds(f, Eligibility.SHARES_NAME), f.name()))
            .collect(Collectors.joining(", "));
    jdbc.sql(
            "select d.id, %s from device d %s where d.id in (:ids)"
                .formatted(columns, Eligibility.SETTINGS))
        .param("heardAfter", Eligibility.heardAfter(clock))
        .param("ids", deviceIds)
        .query(
            (rs, row) -> {
              List<DeviceFinding> of = new ArrayList<>();
              for (DeviceFinding finding : WITHOUT_PLAN) {
                if (rs.getInt(finding.name()) == 1) {
                  of.add(finding);
                }
              }
              return found.put(rs.getLong("id"), of);
            })
        .list();
    return found;
  }
}
