package dev.handover.authority;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.authority.EffectiveAuthority.DeviceFacts;
import dev.handover.authority.EffectiveAuthority.Settings;
import dev.handover.device.ManagementState;
import dev.handover.sql.Sql;
import dev.handover.workload.CapabilityMask;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import java.sql.Types;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Devices in every state with every kind of report, and settings of every kind. One fleet stands
 * under many settings in turn: each device under each settings is a world of its own.
 */
final class RandomFleet {

  /** What is known of a device; sets are of workloads at Intune, null for no report. */
  record Unit(long id, DeviceFacts facts, Set<Workload> byConfigMgr, Set<Workload> byIntune) {}

  private RandomFleet() {}

  static List<Unit> units(SplittableRandom random, long firstId, int count) {
    List<Unit> units = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      units.add(unit(random, firstId + n));
    }
    return units;
  }

  private static Unit unit(SplittableRandom random, long id) {
    ManagementState[] states = ManagementState.values();
    ManagementState state =
        random.nextInt(3) > 0 ? ManagementState.CO_MANAGED : states[random.nextInt(states.length)];
    boolean enrolled =
        switch (state) {
          case CO_MANAGED, INTUNE_ONLY -> true;
          case UNMANAGED -> false;
          case CONFIGMGR_ONLY, COEXISTENCE -> random.nextBoolean();
        };
    Integer mask =
        switch (random.nextInt(6)) {
          case 0 -> null;
          case 1 -> CapabilityMask.INTUNE_OVERRIDE;
          case 2 -> random.nextInt(10_000);
          case 3 -> CapabilityMask.of(some(random), CapabilityMask.Form.LEGACY).value();
          default -> CapabilityMask.of(some(random), CapabilityMask.Form.MODERN).value();
        };
    CapabilityMask read = mask == null ? null : new CapabilityMask(mask);
    Set<Workload> byConfigMgr =
        read == null || read.form() == CapabilityMask.Form.IMPOSSIBLE ? null : read.atIntune();
    Set<Workload> byIntune =
        !enrolled || random.nextInt(8) == 0
            ? null
            : byConfigMgr != null && random.nextBoolean() ? byConfigMgr : some(random);
    return new Unit(
        id, new DeviceFacts(state, enrolled, mask, some(random)), byConfigMgr, byIntune);
  }

  private static Set<Workload> some(SplittableRandom random) {
    Set<Workload> set = EnumSet.noneOf(Workload.class);
    Stream.of(Workload.values()).filter(w -> random.nextBoolean()).forEach(set::add);
    return set;
  }

  static Settings settings(SplittableRandom random) {
    Map<Workload, Slider> sliders = new EnumMap<>(Workload.class);
    for (Workload workload : Workload.values()) {
      sliders.put(workload, Slider.values()[random.nextInt(3)]);
    }
    Integer[] versions = {null, 2309, 2402, 2403, 2503};
    return new Settings(sliders, versions[random.nextInt(versions.length)]);
  }

  static void write(DataSource dataSource, List<Unit> units) {
    NamedParameterJdbcTemplate batch = new NamedParameterJdbcTemplate(dataSource);
    TestDatabase.transactions(dataSource)
        .executeWithoutResult(
            t -> {
              batch.batchUpdate(
                  """
                  insert into device (id, entra_device_id, intune_id, name, join_state,
                    management_state, configmgr_mask, configmgr_at_intune, intune_at_intune)
                  values (:id, :name, :intune, :name, 'ENTRA_JOINED', :state, :mask, :by_configmgr,
                    :by_intune)""",
                  units.stream().map(RandomFleet::row).toArray(MapSqlParameterSource[]::new));
              batch.batchUpdate(
                  "insert into collection_member values (:collection, :device)",
                  units.stream()
                      .flatMap(
                          u ->
                              u.facts().pilots().stream()
                                  .map(
                                      w ->
                                          new MapSqlParameterSource("device", u.id())
                                              .addValue("collection", pilot(w))))
                      .toArray(MapSqlParameterSource[]::new));
            });
  }

  private static MapSqlParameterSource row(Unit unit) {
    return new MapSqlParameterSource("id", unit.id())
        .addValue("name", "d" + unit.id())
        .addValue("intune", unit.facts().enrolled() ? "i" + unit.id() : null)
        .addValue("state", unit.facts().state().name())
        .addValue("mask", unit.facts().mask(), Types.INTEGER)
        .addValue("by_configmgr", bits(unit.byConfigMgr()), Types.INTEGER)
        .addValue("by_intune", bits(unit.byIntune()), Types.INTEGER);
  }

  private static Integer bits(Set<Workload> set) {
    return set == null ? null : CapabilityMask.bits(set);
  }

  static void write(JdbcClient jdbc, Settings settings) {
    jdbc.sql("delete from configmgr_site").update();
    if (settings.siteVersion() != null) {
      jdbc.sql("insert into configmgr_site values (1, :version, :at)")
          .param("version", settings.siteVersion())
          .param("at", Sql.time(TestClock.START))
          .update();
    }
    jdbc.sql("delete from slider").update();
    settings
        .sliders()
        .forEach(
            (workload, position) ->
                jdbc.sql("insert into slider values (:w, :p, :c, :at)")
                    .param("w", workload.slug())
                    .param("p", position.name())
                    .param("c", pilot(workload))
                    .param("at", Sql.time(TestClock.START))
                    .update());
  }

  static String pilot(Workload workload) {
    return "HO" + workload.bit();
  }
}
