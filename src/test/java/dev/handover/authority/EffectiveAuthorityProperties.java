package dev.handover.authority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.authority.EffectiveAuthority.Settings;
import dev.handover.authority.RandomFleet.Unit;
import dev.handover.device.ManagementState;
import dev.handover.estate.ReadCursors;
import dev.handover.workload.Authority;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import javax.sql.DataSource;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The rule of authority as a function, as a view and as the statement over the whole fleet: the
 * same in 10,000 worlds. A world is a few devices under sliders and a site version; many worlds
 * that share these stand side by side in the database, where no device knows of another, and give
 * way to the next. In a few large fleets, where many devices are alike and are counted together,
 * what differs from the rule is held to it as well, on PostgreSQL too.
 */
class EffectiveAuthorityProperties {

  private static final int SETTINGS = 500;
  private static final int WORLDS_UNDER_EACH = 20;
  private static final int DEVICES = 4;
  private static final int LARGE = 500;
  private static final Set<World> WORLDS = new HashSet<>();
  private static final DataSource H2 = TestDatabase.h2();
  private static final DataSource POSTGRES = TestDatabase.postgres();

  @Property(tries = SETTINGS, shrinking = ShrinkingMode.OFF)
  void function_view_and_fleet_agree_in_10_000_worlds(@ForAll("seeds") long seed) {
    World all = World.of(seed, WORLDS_UNDER_EACH * DEVICES);
    agree(all, H2);
    for (int n = 0; n < all.units().size(); n += DEVICES) {
      WORLDS.add(new World(all.settings(), all.units().subList(n, n + DEVICES)));
    }
  }

  /** Evenly over all longs; left to itself, jqwik would try some more than once. */
  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.randomValue(Random::nextLong);
  }

  @AfterContainer
  static void the_10_000_worlds_were_different_ones() {
    assertThat(WORLDS.size()).isIn(0, 10_000);
  }

  @Property(tries = 8, shrinking = ShrinkingMode.OFF)
  void all_agree_in_large_worlds_on_h2(@ForAll long seed) {
    World world = World.of(seed, LARGE);
    agree(world, H2);
    differ(world, H2);
  }

  @Property(tries = 6, shrinking = ShrinkingMode.OFF)
  void all_agree_in_large_worlds_on_postgresql(@ForAll long seed) {
    World world = World.of(seed, LARGE);
    agree(world, POSTGRES);
    differ(world, POSTGRES);
  }

  /** Replaces the world that the database holds, and compares all that is said of the new one. */
  private static void agree(World world, DataSource dataSource) {
    JdbcClient jdbc = JdbcClient.create(dataSource);
    TestDatabase.empty(dataSource, "collection_member", "device", "read_cursor");
    RandomFleet.write(dataSource, world.units());
    RandomFleet.write(jdbc, world.settings());
    TestDatabase.transactions(dataSource)
        .executeWithoutResult(t -> new EstateStore(jdbc).derivePilots());

    Map<String, AuthorityReason> rulings = new HashMap<>();
    Map<Workload, Map<AuthorityReason, Integer>> counts = new EnumMap<>(Workload.class);
    world.rule(
        (unit, workload, reason) -> {
          rulings.put(unit.id() + " " + workload, reason);
          counts
              .computeIfAbsent(workload, w -> new EnumMap<>(AuthorityReason.class))
              .merge(reason, 1, Integer::sum);
        });
    Map<String, AuthorityReason> byView = new HashMap<>();
    jdbc.sql("select device_id, workload, authority, reason from effective_authority")
        .query(
            rs -> {
              AuthorityReason reason = AuthorityReason.valueOf(rs.getString("reason"));
              assertThat(rs.getString("authority"))
                  .isEqualTo(reason.authority().map(Authority::name).orElse(null));
              byView.put(rs.getLong("device_id") + " " + rs.getString("workload"), reason);
            });
    assertThat(byView).isEqualTo(rulings);
    assertThat(new AuthorityQueries(jdbc, drift(jdbc)).fleet()).isEqualTo(counts);
  }

  /** What differs from the ruling, in the world that the database holds. */
  private static void differ(World world, DataSource dataSource) {
    JdbcClient jdbc = JdbcClient.create(dataSource);
    Map<String, String> divergences = new TreeMap<>();
    world.rule(
        (unit, workload, reason) -> {
          if (unit.facts().state() == ManagementState.CO_MANAGED) {
            Authority effective = reason.authority().orElseThrow();
            Divergence.of(
                    effective,
                    reported(unit.byConfigMgr(), workload),
                    reported(unit.byIntune(), workload))
                .ifPresent(
                    kind -> divergences.put(unit.id() + " " + workload, effective + " " + kind));
          }
        });
    TestDatabase.transactions(dataSource).executeWithoutResult(t -> drift(jdbc).follow());
    Map<String, String> byDivergence = new TreeMap<>();
    jdbc.sql("select device_id, workload, effective, kind from drift")
        .query(
            rs -> {
              byDivergence.put(
                  rs.getLong("device_id") + " " + rs.getString("workload"),
                  rs.getString("effective") + " " + rs.getString("kind"));
            });
    assertThat(byDivergence).isEqualTo(divergences);
  }

  private static DriftStore drift(JdbcClient jdbc) {
    return new DriftStore(
        jdbc, new ReadCursors(jdbc), new DriftSettings(Duration.ofDays(1)), new TestClock());
  }

  /** Sliders and a site version, and devices with their pilots and reports. */
  private record World(Settings settings, List<Unit> units) {

    static World of(long seed, int devices) {
      SplittableRandom random = new SplittableRandom(seed);
      return new World(RandomFleet.settings(random), RandomFleet.units(random, 1, devices));
    }

    void rule(Ruling ruling) {
      for (Unit unit : units) {
        for (Workload workload : Workload.values()) {
          ruling.on(unit, workload, EffectiveAuthority.of(unit.facts(), settings, workload));
        }
      }
    }

    private interface Ruling {
      void on(Unit unit, Workload workload, AuthorityReason reason);
    }
  }

  private static Authority reported(Set<Workload> atIntune, Workload workload) {
    if (atIntune == null) {
      return null;
    }
    return atIntune.contains(workload) ? Authority.INTUNE : Authority.CONFIGURATION_MANAGER;
  }

  /** By Microsoft's words, a second time and without any wit. */
  @Property(tries = 10_000)
  void a_co_managed_device_has_exactly_one_authority_and_the_settings_say_which(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Unit unit = RandomFleet.units(random, 1, 1).get(0);
    Settings settings = RandomFleet.settings(random);
    for (Workload workload : Workload.values()) {
      AuthorityReason reason = EffectiveAuthority.of(unit.facts(), settings, workload);
      switch (unit.facts().state()) {
        case UNMANAGED, COEXISTENCE -> assertThat(reason.authority()).isEmpty();
        case CONFIGMGR_ONLY ->
            assertThat(reason.authority()).contains(Authority.CONFIGURATION_MANAGER);
        case INTUNE_ONLY -> assertThat(reason.authority()).contains(Authority.INTUNE);
        case CO_MANAGED ->
            assertThat(reason.authority())
                .contains(
                    atIntune(unit, settings, workload)
                        ? Authority.INTUNE
                        : Authority.CONFIGURATION_MANAGER);
      }
      assertThat(reason.coManaged()).isEqualTo(unit.facts().state() == ManagementState.CO_MANAGED);
    }
  }

  private static boolean atIntune(Unit unit, Settings settings, Workload workload) {
    boolean override = unit.facts().mask() != null && unit.facts().mask() == 2_147_479_807;
    boolean retired =
        workload == Workload.RESOURCE_ACCESS_POLICIES
            && settings.siteVersion() != null
            && settings.siteVersion() >= 2403;
    boolean follows =
        workload == Workload.RESOURCE_ACCESS_POLICIES || workload == Workload.ENDPOINT_PROTECTION;
    return override
        || retired
        || moved(unit, settings, workload)
        || follows && moved(unit, settings, Workload.DEVICE_CONFIGURATION);
  }

  private static boolean moved(Unit unit, Settings settings, Workload workload) {
    return switch (settings.sliders().get(workload)) {
      case INTUNE -> true;
      case PILOT_INTUNE -> unit.facts().pilots().contains(workload);
      case CONFIGURATION_MANAGER -> false;
    };
  }

  @Example
  void the_worlds_are_worth_their_name() {
    SplittableRandom random = new SplittableRandom(1);
    Map<AuthorityReason, Integer> seen = new EnumMap<>(AuthorityReason.class);
    for (int n = 0; n < 3_000; n++) {
      Unit unit = RandomFleet.units(random, 1, 1).get(0);
      Settings settings = RandomFleet.settings(random);
      for (Workload workload : Workload.values()) {
        seen.merge(EffectiveAuthority.of(unit.facts(), settings, workload), 1, Integer::sum);
      }
    }
    assertThat(seen.keySet()).containsExactly(AuthorityReason.values());
    assertThat(seen.values()).allMatch(times -> times > 50);
  }
}
