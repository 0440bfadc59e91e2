package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.authority.AuthorityStage;
import dev.handover.authority.Confirmations;
import dev.handover.authority.Orders;
import dev.handover.device.Devices;
import dev.handover.sql.Sql;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The histories of many worlds that live in one database, side by side. A world is four devices,
 * some of them put into pilots by hand, and one to three rollouts that want two of its devices
 * each: they take leases, move, are put back or wait, while devices report, enrol and retire. No
 * device and no rollout belongs to two worlds, and each world has its own dice, so that no world
 * knows of another; only the clock and the positions of the sliders are common to them, and neither
 * decides about an order. The stores are the real ones; only the site is a book of rules.
 */
final class AuthorityHistories {

  private static final Workload[] WORKLOADS = {
    Workload.COMPLIANCE_POLICIES, Workload.DEVICE_CONFIGURATION, Workload.ENDPOINT_PROTECTION
  };
  private static final int DEVICES = 4;
  private static final int PER_ROLLOUT = 2;

  private final DataSource dataSource;
  private final SplittableRandom random;
  private final List<World> worlds;
  private final int devices;
  private final JdbcClient jdbc;
  private final NamedParameterJdbcTemplate batch;
  private final TransactionTemplate transaction;
  private final TestClock clock = new TestClock();
  private final RuleBook site = new RuleBook();
  private final AuthorityStage stage;
  private final Orders orders;
  private final Confirmations confirmations;
  private final Devices fleet;
  private final Scope scope;
  private final RolloutStore store;
  private final Map<String, Set<Long>> before = new HashMap<>();
  private final Map<String, Integer> generations = new HashMap<>();
  private final Map<String, Workload> workloads = new HashMap<>();

  /** Worlds in which a rollout lost the lease of a device to another. */
  final Set<Integer> contended = new HashSet<>();

  /** Worlds in which a device was ordered to Intune. */
  final Set<Integer> moved = new HashSet<>();

  /** Worlds in which a device that had been moved was ordered back before the end of all. */
  final Set<Integer> putBack = new HashSet<>();

  AuthorityHistories(DataSource dataSource, SplittableRandom random, int worlds) {
    this.dataSource = dataSource;
    this.random = random;
    this.worlds = IntStream.range(0, worlds).mapToObj(n -> new World(n, random.split())).toList();
    this.devices = worlds * DEVICES;
    jdbc = JdbcClient.create(dataSource);
    batch = new NamedParameterJdbcTemplate(dataSource);
    transaction = TestDatabase.transactions(dataSource);
    stage = new AuthorityStage(dataSource, site, clock);
    orders = new Orders(jdbc, clock);
    confirmations = new Confirmations(jdbc);
    fleet = TestDatabase.transactional(dataSource, Devices.class, new Devices(jdbc, batch));
    scope = new Scope(jdbc, batch);
    store = new RolloutStore(jdbc, clock);
  }

  /** One world: its number, its dice, and its rollouts that have not ended. */
  private record World(int no, SplittableRandom random, List<String> active) {

    World(int no, SplittableRandom random) {
      this(no, random, new ArrayList<>());
    }

    long device(int n) {
      return 1L + no * DEVICES + n;
    }
  }

  /** Lives through all histories; everything that must hold is looked at after each round. */
  void live(int rounds) {
    found();
    for (int round = 0; round < rounds; round++) {
      for (World world : worlds) {
        if (round == 0 || round == 1 && world.random().nextBoolean()) {
          register("W%d-%d".formatted(world.no(), round), world);
        }
        act(world);
      }
      turn();
      end();
      check();
    }
    for (World world : worlds) {
      world.active().forEach(this::putBack);
    }
    turn();
    turn();
    check();
    assertThat(site.rules)
        .as("restore after move leaves the settings as they were")
        .isEqualTo(before);
  }

  private void found() {
    TestDatabase.empty(
        dataSource,
        "authority_order",
        "lease",
        "wave_device",
        "wave",
        "rollout",
        "collection_member",
        "device",
        "slider",
        "read_cursor");
    for (Workload workload : WORKLOADS) {
      jdbc.sql("insert into slider values (:w, 'PILOT_INTUNE', :c, :at)")
          .param("w", workload.slug())
          .param("c", pilot(workload))
          .param("at", Sql.time(clock.instant()))
          .update();
      Set<Long> byHand = new HashSet<>();
      for (World world : worlds) {
        for (int n = 0; n < DEVICES; n++) {
          if (world.random().nextInt(6) == 0) {
            byHand.add(world.device(n));
          }
        }
      }
      site.rules.put(pilot(workload), byHand);
      before.put(pilot(workload), Set.copyOf(byHand));
    }
    batch.batchUpdate(
        """
        insert into device (id, entra_device_id, resource_id, name, join_state, management_state)
        values (:id, :name, :id, :name, 'ENTRA_JOINED', 'CO_MANAGED')""",
        IntStream.rangeClosed(1, devices)
            .mapToObj(id -> new MapSqlParameterSource("id", id).addValue("name", "d" + id))
            .toArray(MapSqlParameterSource[]::new));
  }

  private void register(String id, World world) {
    Workload workload = WORKLOADS[world.random().nextInt(WORKLOADS.length)];
    Set<Long> chosen = new HashSet<>();
    while (chosen.size() < PER_ROLLOUT) {
      chosen.add(world.device(world.random().nextInt(DEVICES)));
    }
    try {
      transaction.executeWithoutResult(
          t -> {
            jdbc.sql(
                    """
                    insert into rollout (id, title, workload, state, paused, plan, plan_hash,
                      scope_hash, created_by, by_automation, created_at, start_at, population,
                      generation)
                    values (:id, 'History', :w, 'EXPANDING', false, '{}', '', '', 'requester', false,
                      :at, :at, 2, 1)""")
                .param("id", id)
                .param("w", workload.slug())
                .param("at", Sql.time(clock.instant()))
                .update();
            jdbc.sql(
                    """
                    insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds)
                    values (:id, 0, 0, 2, 'MOVING', 60)""")
                .param("id", id)
                .update();
            scope.assignPilot(id, List.copyOf(chosen));
            scope.lease(id, Readiness.leased(workload));
          });
      world.active().add(id);
      generations.put(id, 1);
      workloads.put(id, workload);
    } catch (DuplicateKeyException e) {
      contended.add(world.no());
    }
  }

  private void act(World world) {
    for (String id : world.active()) {
      switch (world.random().nextInt(5)) {
        case 0, 1 -> {
          if (move(id) > 0) {
            moved.add(world.no());
          }
        }
        case 2 -> {
          if (putBack(id) > 0) {
            putBack.add(world.no());
          }
        }
        default -> {
          // waits
        }
      }
    }
  }

  /** Rollouts of which every device is back leave the stage, and others may have their devices. */
  private void end() {
    Set<String> back =
        Set.copyOf(
            jdbc.sql(
                    """
                    select r.id from rollout r where r.state = 'ROLLING_BACK' and not exists (
                      select 1 from authority_order o
                      where o.rollout_id = r.id and o.state in ('ORDERED', 'CLAIMED'))""")
                .query(String.class)
                .list());
    for (World world : worlds) {
      world
          .active()
          .removeIf(
              id -> {
                if (back.contains(id)) {
                  store.move(store.get(id), RolloutState.ROLLED_BACK, RolloutState.ROLLING_BACK);
                  store.releaseLeases(id);
                }
                return back.contains(id);
              });
    }
  }

  /** A late or repeated move is tried as well: it carries the generation of its time. */
  private int move(String id) {
    return transaction.execute(t -> orders.moveWave(id, 0, workloads.get(id), 1));
  }

  private int putBack(String id) {
    return transaction.execute(
        t -> {
          if (store.lock(id).state() == RolloutState.EXPANDING) {
            store.rollingBack(id, 0, "history");
          }
          return orders.restore(id, 0, store.get(id).generation());
        });
  }

  /** Orders are delivered, members are read, some devices report, some come and some go. */
  private void turn() {
    clock.advance(Duration.ofMinutes(10));
    stage.delivery().deliver();
    for (Workload workload : WORKLOADS) {
      fleet.replaceMembers(pilot(workload), site.members(pilot(workload)));
    }
    stage.membersRead();
    jdbc.sql("update slider set position = :position where workload = :workload")
        .param("position", Slider.values()[random.nextInt(3)].name())
        .param("workload", WORKLOADS[random.nextInt(WORKLOADS.length)].slug())
        .update();
    clock.advance(Duration.ofMinutes(10));
    batch.batchUpdate(
        """
        update device set management_state = :state, configmgr_at_intune = :bits,
          configmgr_seen_at = :at, intune_at_intune = case when :both then :bits else null end,
          intune_seen_at = case when :both then :at else intune_seen_at end
        where id = :id""",
        IntStream.rangeClosed(1, devices)
            .filter(id -> random.nextInt(3) == 0)
            .mapToObj(this::report)
            .toArray(MapSqlParameterSource[]::new));
    transaction.executeWithoutResult(t -> confirmations.confirm());
  }

  private MapSqlParameterSource report(int id) {
    int bits = 0;
    for (Workload workload : WORKLOADS) {
      bits += site.rules.get(pilot(workload)).contains((long) id) ? workload.bit() : 0;
    }
    String[] states = {"CONFIGMGR_ONLY", "INTUNE_ONLY", "UNMANAGED"};
    return new MapSqlParameterSource("id", id)
        .addValue("state", random.nextInt(8) == 0 ? states[random.nextInt(3)] : "CO_MANAGED")
        .addValue("bits", bits)
        .addValue("both", random.nextInt(4) > 0)
        .addValue("at", Sql.time(clock.instant()));
  }

  private void check() {
    none(
        "exactly one authority",
        """
        select d.id from device d
        left join effective_authority e on e.device_id = d.id and e.authority is not null
        where d.management_state = 'CO_MANAGED'
        group by d.id having count(distinct e.workload) <> 3 or count(*) <> 3""");
    none(
        "confirmations never precede orders",
        """
        select id from authority_order
        where confirmed_at < delivered_at or delivered_at < ordered_at
          or (confirmed_at is not null and delivered_at is null)
          or (state = 'CONFIRMED' and confirmed_at is null)""");
    none(
        "a device is moved by one rollout of a workload at a time",
        """
        select o.device_id from authority_order o join rollout r on r.id = o.rollout_id
        where r.ended_at is null
        group by o.device_id, o.workload having count(distinct o.rollout_id) > 1""");
    none(
        "who moves a device holds its lease",
        """
        select o.id from authority_order o join rollout r on r.id = o.rollout_id
        where r.ended_at is null and not exists (
          select 1 from lease l where l.device_id = o.device_id and l.workload = o.workload
            and l.rollout_id = o.rollout_id)""");
    none(
        "a move of an older generation is not delivered after the way back",
        """
        select f.id from authority_order f
        join authority_order b on b.rollout_id = f.rollout_id and b.device_id = f.device_id
          and b.direction = 'TO_CONFIGMGR' and b.generation > f.generation
        where f.direction = 'TO_INTUNE' and f.delivered_at > b.delivered_at""");
    jdbc.sql("select id, generation from rollout")
        .query(
            rs -> {
              int known = generations.put(rs.getString("id"), rs.getInt("generation"));
              assertThat(rs.getInt("generation")).isGreaterThanOrEqualTo(known);
            });
  }

  private void none(String what, String violations) {
    assertThat(jdbc.sql(violations).query(Long.class).list()).as(what).isEmpty();
  }

  private static String pilot(Workload workload) {
    return "HO" + workload.bit();
  }
}
