package dev.handover.authority;

import dev.handover.device.DeviceFilter;
import dev.handover.sql.Sql;
import dev.handover.sql.TemporaryTable;
import dev.handover.workload.Workload;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which devices may be moved at all, and why the others may not. */
@Repository
public class Eligibility {

  /** Whether {@code device d} shares its name with another that somebody manages. */
  static final String SHARES_NAME =
      """
      exists (
        select 1 from device o
        where o.name = d.name and o.id <> d.id and o.management_state <> 'UNMANAGED')""";

  /** A device that has not been heard of for this long by either system is not moved. */
  public static final Duration HEARD_WITHIN = Duration.ofDays(14);

  static final String SETTINGS =
      """
      left join client_setting g on g.resource_id = d.resource_id
      left join intune_evaluation v on v.entra_device_id = d.entra_device_id
      left join tenant_setting t on t.id = 1
      """;

  private static final List<String> COLUMNS =
      List.of(
          "id bigint",
          "model varchar",
          "os_build varchar",
          "site varchar",
          "evaluated varchar",
          "user_principal_name varchar",
          "compliant boolean",
          "under_intune varchar",
          "secure_by_default boolean",
          "with_configmgr boolean",
          "reason varchar");

  private final NamedParameterJdbcOperations operations;
  private final JdbcClient jdbc;
  private final Clock clock;
  private final AtomicLong selections = new AtomicLong();

  public Eligibility(NamedParameterJdbcOperations operations, Clock clock) {
    this.operations = operations;
    this.jdbc = JdbcClient.create(operations);
    this.clock = clock;
  }

  /**
   * The devices that a filter selects, worked out once and at hand until the end of the
   * transaction: a table with the columns {@code id, model, os_build, site, reason}, whether it is
   * co-managed and Configuration Manager has the workload ({@code with_configmgr}), those of
   * Intune's evaluation ({@code evaluated} is null without one), and one per kept finding; the
   * reason is null for devices that may be moved.
   *
   * @param kept findings that leave no device out
   */
  public Selection select(
      DeviceFilter filter,
      Workload workload,
      List<String> excludedCollections,
      Set<DeviceFinding> kept) {
    Map<String, Object> parameters = parameters(workload, excludedCollections);
    parameters.putAll(filter.params());
    String doubles = doubles(filter, parameters);
    List<DeviceFinding> shown = DeviceFinding.of(workload).stream().filter(kept::contains).toList();
    List<String> columns = new ArrayList<>(COLUMNS);
    StringBuilder holds = new StringBuilder();
    for (DeviceFinding finding : shown) {
      columns.add(finding.name() + " integer");
      holds.append(", ").append(holds(finding, doubles));
    }
    TemporaryTable table = new TemporaryTable("selection_" + selections.incrementAndGet(), columns);
    table.fill(
        operations,
        """
        select d.id, d.model, d.os_build, d.site, v.entra_device_id, v.user_principal_name,
          v.compliant, v.under_intune, t.secure_by_default,
          d.management_state = 'CO_MANAGED' and a.authority = 'CONFIGURATION_MANAGER', %s%s
        from device d
        join effective_authority a on a.device_id = d.id and a.workload = :workload
        %s where %s"""
            .formatted(reason(workload, kept, doubles), holds, SETTINGS, filter.sql()),
        parameters);
    return new Selection(table.name(), shown);
  }

  /**
   * The condition that a selected device shares its name with another, found for all of them in one
   * statement before the rest, so that a large fleet is not searched name by name. It reads nothing
   * that others write: H2 would look for all doubles again for each device, which takes minutes.
   */
  private String doubles(DeviceFilter filter, Map<String, Object> parameters) {
    TemporaryTable table =
        new TemporaryTable("doubles_" + selections.incrementAndGet(), List.of("id bigint"));
    table.fill(
        operations,
        "select d.id from device d where %s and %s".formatted(filter.sql(), SHARES_NAME),
        parameters);
    return "d.id in (select x.id from %s x)".formatted(table.name());
  }

  /** Null for a device that may be moved; first match wins. */
  private static String reason(Workload workload, Set<DeviceFinding> kept, String sharesName) {
    return DeviceFinding.of(workload).stream()
        .filter(f -> !(f.tunable() && kept.contains(f)))
        .map(f -> "when %s then '%s'".formatted(f.condition(sharesName), f.name()))
        .collect(Collectors.joining("\n", "case\n", "\nend"));
  }

  static String holds(DeviceFinding finding, String sharesName) {
    return "case when %s then 1 else 0 end".formatted(finding.condition(sharesName));
  }

  /** How many of the selected devices may be moved, and how many may not, by reason. */
  public Counts count(Selection selection) {
    Map<DeviceFinding, Integer> ineligible = new EnumMap<>(DeviceFinding.class);
    List<Integer> eligible = new ArrayList<>();
    jdbc.sql(
            "select reason, count(*) as devices from %s e group by reason"
                .formatted(selection.table()))
        .query(
            rs -> {
              String reason = rs.getString("reason");
              if (reason == null) {
                eligible.add(rs.getInt("devices"));
              } else {
                ineligible.put(DeviceFinding.valueOf(reason), rs.getInt("devices"));
              }
            });
    return new Counts(eligible.isEmpty() ? 0 : eligible.get(0), ineligible);
  }

  /** Of how many devices that may be moved each kept finding is true; those of none left out. */
  public Map<DeviceFinding, Integer> kept(Selection selection) {
    Map<DeviceFinding, Integer> counts = new EnumMap<>(DeviceFinding.class);
    if (selection.shown().isEmpty()) {
      return counts;
    }
    String sums =
        selection.shown().stream()
            .map(f -> "sum(%s) as %s".formatted(f.name(), f.name()))
            .collect(Collectors.joining(", "));
    jdbc.sql("select %s from %s e where reason is null".formatted(sums, selection.table()))
        .query(
            rs -> {
              for (DeviceFinding finding : selection.shown()) {
                if (rs.getInt(finding.name()) > 0) {
                  counts.put(finding, rs.getInt(finding.name()));
                }
              }
            });
    return counts;
  }

  /**
   * Looks again at the devices of a wave that is about to be moved, and excludes those that may no
   * longer be.
   *
   * @param kept findings that leave no device out, as in {@link #select}
   * @return how many were excluded by this call
   */
  public int excludeFromWave(
      String rolloutId,
      int wave,
      Workload workload,
      List<String> excludedCollections,
      Set<DeviceFinding> kept) {
    String reason =
        """
        (select %s from device d
         join effective_authority a on a.device_id = d.id and a.workload = :workload
         %s where d.id = wave_device.device_id)"""
            .formatted(reason(workload, kept, SHARES_NAME), SETTINGS);
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
    parameters.put("heardAfter", heardAfter(clock));
    parameters.put("exclude", excludedCollections.isEmpty() ? List.of("") : excludedCollections);
    return parameters;
  }

  static OffsetDateTime heardAfter(Clock clock) {
    return Sql.time(clock.instant().minus(HEARD_WITHIN));
  }

  /**
   * Devices that are selected.
   *
   * @param table what stands for a table of them in a statement; gone with the transaction
   * @param shown the findings that are columns of it
   */
  public record Selection(String table, List<DeviceFinding> shown) {}

  /**
   * @param eligible devices that may be moved
   * @param ineligible those that may not, by the first reason
   */
  public record Counts(int eligible, Map<DeviceFinding, Integer> ineligible) {

    /** All devices that were selected. */
    public int selected() {
      return eligible + ineligible.values().stream().mapToInt(Integer::intValue).sum();
    }
  }
}
