package dev.handover.estate.sandbox;

import dev.handover.workload.CapabilityMask;
import dev.handover.workload.Workload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Makes the world once, the same one from the same seed. */
final class WorldMaker {

  /** Ids that Configuration Manager gives to devices begin above this one. */
  static final long FIRST_RESOURCE = 16_777_216L;

  static final String ALL_SYSTEMS = "SMS00001";

  /** Resource access, which a site of version 2403 leaves to Intune for good. */
  static final int BASE = Workload.RESOURCE_ACCESS_POLICIES.bit();

  private static final int EVERYTHING = CapabilityMask.bits(EnumSet.allOf(Workload.class));

  /** Masks that no client writes: endpoint protection by one of its two bits only. */
  private static final int[] IMPOSSIBLE = {8193 + 32, 8193 + 4096};

  private static final int BATCH = 2_000;

  private record Model(int weight, String manufacturer, String name, String chassis) {}

  private static final List<Model> MODELS =
      List.of(
          new Model(18, "Dell Inc.", "Latitude 5440", "LT"),
          new Model(10, "Dell Inc.", "OptiPlex 7010", "WS"),
          new Model(16, "HP", "EliteBook 840 G10", "LT"),
          new Model(8, "HP", "ProDesk 400 G9", "WS"),
          new Model(18, "LENOVO", SandboxFaults.THINKPAD_X1, "LT"),
          new Model(14, "LENOVO", "ThinkPad T14 Gen 4", "LT"),
          new Model(9, "Microsoft Corporation", "Surface Laptop 5", "LT"),
          new Model(7, "Microsoft Corporation", "Surface Pro 9", "LT"));

  private static final List<Map.Entry<String, Integer>> BUILDS =
      List.of(
          Map.entry("10.0.19045.5131", 18),
          Map.entry("10.0.22631.4317", 16),
          Map.entry("10.0.22631.4460", 26),
          Map.entry("10.0.26100.2033", 18),
          Map.entry("10.0.26100.2314", 22));

  private static final List<Map.Entry<String, Integer>> SITES =
      List.of(
          Map.entry("LON", 32),
          Map.entry("BER", 22),
          Map.entry("MAD", 18),
          Map.entry("NYC", 18),
          Map.entry("SIN", 10));

  /** What a device is like; shares in thousandths, the rest is co-managed and well. */
  private enum Kind {
    COEXISTENCE(30),
    CONFIGMGR_ONLY(30),
    INTUNE_ONLY(20),
    SILENT_EVERYWHERE(8),
    SILENT_TO_CONFIGMGR(6),
    SILENT_TO_INTUNE(6),
    INTUNE_OVERRIDE(4),
    LEGACY(4),
    REGISTERED(3),
    CO_MANAGED(889),
    /** One or two, placed by number. */
    IMPOSSIBLE_MASK(0);

    final int share;

    Kind(int share) {
      this.share = share;
    }
  }

  private final JdbcClient jdbc;
  private final NamedParameterJdbcTemplate batch;

  WorldMaker(JdbcClient jdbc, NamedParameterJdbcTemplate batch) {
    this.jdbc = jdbc;
    this.batch = batch;
  }

  /** Makes the world if there is none, and says whether; to be called with the world locked. */
  boolean makeIfEmpty(SandboxSettings settings, Instant moment) {
    long now = moment.getEpochSecond();
    if (jdbc.sql("select devices from sandbox_world where id = 1").query(Integer.class).single()
        > 0) {
      return false;
    }
    collections();
    devices(settings, now);
    handPicked("HND00020", "executives", settings, 36, 11);
    handPicked("HND00021", "kiosks", settings, 24, 7);
    if (settings.tour()) {
      // The tour's rollouts hold the other sites, and one of them brings the slider to Intune.
      EarlierMove.make(jdbc, Workload.CLIENT_APPS, List.of("NYC", "SIN"));
    }
    jdbc.sql(
            """
            update sandbox_world set seed = :seed, devices = :devices, advanced_to = :now
            where id = 1
            """)
        .param("seed", settings.seed())
        .param("devices", settings.devices())
        .param("now", now)
        .update();
    return true;
  }

  private void collections() {
    collection(ALL_SYSTEMS, "All Systems", true);
    for (Workload workload : Workload.values()) {
      String id = "HND000%d".formatted(10 + workload.ordinal());
      collection(id, "Co-management pilot: " + workload.title(), false);
      jdbc.sql(
              """
              insert into sandbox_workload (workload, bit, position, collection_id)
              values (:workload, :bit, :position, :collection)
              """)
          .param("workload", workload.slug())
          .param("bit", workload.bit())
          .param("position", Sliders.atFirst(workload).name())
          .param("collection", id)
          .update();
    }
    new Sliders(jdbc).recompute();
  }

  private void collection(String id, String name, boolean builtIn) {
    jdbc.sql(
            """
            insert into sandbox_collection (id, name, built_in) values (:id, :name, :builtIn)
            """)
        .param("id", id)
        .param("name", name)
        .param("builtIn", builtIn)
        .update();
  }

  private void devices(SandboxSettings settings, long now) {
    SplittableRandom random = new SplittableRandom(settings.seed());
    List<SqlParameterSource> rows = new ArrayList<>();
    int impossible = settings.devices() >= 1_000 ? 2 : settings.devices() >= 100 ? 1 : 0;
    for (int id = 1; id <= settings.devices(); id++) {
      Kind kind = kind(random.nextInt(1_000));
      int mask = 0;
      for (int i = 0; i < impossible; i++) {
        if (id == settings.devices() / (i + 2)) {
          kind = Kind.IMPOSSIBLE_MASK;
          mask = IMPOSSIBLE[i];
        }
      }
      rows.add(oddity(id, device(id, kind, mask, random, now), rows));
      if (rows.size() == BATCH || id == settings.devices()) {
        batch.batchUpdate(INSERT_DEVICE, rows.toArray(SqlParameterSource[]::new));
        rows.clear();
      }
    }
  }

  /** A few run a Windows that is too old, or have a second record under their name. */
  private static SqlParameterSource oddity(
      int id, MapSqlParameterSource device, List<SqlParameterSource> before) {
    if (id % 1_487 == 0) {
      device.addValue("build", "10.0.15063.2679");
    }
    if (id % 1_999 == 0 && !before.isEmpty()) {
      device.addValue("name", before.get(before.size() - 1).getValue("name"));
    }
    return device;
  }

  private static final String INSERT_DEVICE =
      """
      insert into sandbox_device (id, entra_device_id, resource_id, intune_id, name, manufacturer,
        model, os_build, site, join_state, third_party_mdm, policy_present, governed, masked,
        legacy_mask, fixed_mask, member_bits, target_bits, client_bits, intune_bits,
        policy_phase, report_phase, sync_phase, sync_delay, luck,
        configmgr_silent, intune_silent, silenced,
        reported_at, synced_at)
      values (:id, :entra, :resource, :intune, :name, :manufacturer,
        :model, :build, :site, :join, :thirdParty, :policy, :governed, :masked,
        :legacy, :mask, 0, :bits, :bits, :bits,
        :policyPhase, :reportPhase, :syncPhase, :syncDelay, :luck,
        :configMgrSilent, :intuneSilent, false,
        :reported, :synced)
      """;

  private static MapSqlParameterSource device(
      int id, Kind kind, int mask, SplittableRandom random, long now) {
    Model model = pick(MODELS, random);
    String site = weighted(SITES, random);
    String build = weighted(BUILDS, random);
    boolean client = kind != Kind.INTUNE_ONLY;
    boolean enrolled = kind != Kind.CONFIGMGR_ONLY && kind != Kind.COEXISTENCE;
    boolean coManaged = client && enrolled;
    boolean toConfigMgrSilent = kind == Kind.SILENT_EVERYWHERE || kind == Kind.SILENT_TO_CONFIGMGR;
    boolean toIntuneSilent = kind == Kind.SILENT_EVERYWHERE || kind == Kind.SILENT_TO_INTUNE;
    boolean override = kind == Kind.INTUNE_OVERRIDE;
    boolean fixed = override || kind == Kind.IMPOSSIBLE_MASK;
    int policyPhase = random.nextInt((int) World.POLICY);
    int reportPhase = random.nextInt((int) Rhythm.REPORT.period());
    int syncPhase = random.nextInt((int) Rhythm.SYNC.period());
    long quietSince = now - (14 + random.nextInt(45)) * 86_400L;
    Long lastReport = toConfigMgrSilent ? Rhythm.REPORT.floor(quietSince, reportPhase) : null;
    Long lastSync = toIntuneSilent ? Rhythm.SYNC.floor(quietSince, syncPhase) : null;
    return new MapSqlParameterSource()
        .addValue("id", id)
        .addValue("entra", uuid(random))
        .addValue("intune", enrolled ? uuid(random) : null)
        .addValue("resource", client ? FIRST_RESOURCE + id : null)
        .addValue("name", "%s-%s-%06d".formatted(site, model.chassis(), id))
        .addValue("manufacturer", model.manufacturer())
        .addValue("model", model.name())
        .addValue("build", build)
        .addValue("site", site)
        .addValue("join", join(kind, random.nextInt(100)))
        .addValue("thirdParty", kind == Kind.COEXISTENCE)
        .addValue("policy", coManaged)
        .addValue("governed", coManaged && !fixed && kind != Kind.REGISTERED)
        .addValue("masked", coManaged)
        .addValue("legacy", kind == Kind.LEGACY)
        .addValue("mask", override ? (Integer) CapabilityMask.INTUNE_OVERRIDE : fixed ? mask : null)
        .addValue("bits", !client || override ? EVERYTHING : coManaged ? BASE : 0)
        .addValue("policyPhase", policyPhase)
        .addValue("reportPhase", reportPhase)
        .addValue("syncPhase", syncPhase)
        .addValue("syncDelay", 300 + random.nextInt(3_300))
        .addValue("luck", random.nextInt(1_000_000))
        .addValue("configMgrSilent", toConfigMgrSilent)
        .addValue("intuneSilent", toIntuneSilent)
        .addValue("reported", lastReport)
        .addValue("synced", lastSync);
  }

  private static String join(Kind kind, int draw) {
    return switch (kind) {
      case REGISTERED -> "REGISTERED";
      case INTUNE_ONLY, INTUNE_OVERRIDE -> "ENTRA_JOINED";
      case CONFIGMGR_ONLY -> draw < 50 ? "NONE" : "HYBRID_JOINED";
      default -> draw < 62 ? "HYBRID_JOINED" : "ENTRA_JOINED";
    };
  }

  private static String uuid(SplittableRandom random) {
    long high = random.nextLong() & ~0xF000L | 0x4000L;
    long low = random.nextLong() & ~(3L << 62) | 1L << 63;
    return new UUID(high, low).toString();
  }

  private static Kind kind(int draw) {
    int left = draw;
    for (Kind kind : Kind.values()) {
      left -= kind.share;
      if (left < 0) {
        return kind;
      }
    }
    return Kind.CO_MANAGED;
  }

  private static Model pick(List<Model> models, SplittableRandom random) {
    int left = random.nextInt(models.stream().mapToInt(Model::weight).sum());
    for (Model model : models) {
      left -= model.weight();
      if (left < 0) {
        return model;
      }
    }
    throw new IllegalStateException("the weights do not add up");
  }

  private static String weighted(
      List<Map.Entry<String, Integer>> choices, SplittableRandom random) {
    int left = random.nextInt(choices.stream().mapToInt(Map.Entry::getValue).sum());
    for (Map.Entry<String, Integer> choice : choices) {
      left -= choice.getValue();
      if (left < 0) {
        return choice.getKey();
      }
    }
    throw new IllegalStateException("the weights do not add up");
  }

  /** A collection of a few devices, spread over the fleet: every so many-th co-managed one. */
  private void handPicked(String id, String name, SandboxSettings settings, int size, int offset) {
    collection(id, name, false);
    int wanted = Math.min(size, Math.max(1, settings.devices() / 50));
    int step = Math.max(1, settings.devices() / (wanted + 1));
    jdbc.sql(
            """
            insert into sandbox_rule (collection_id, resource_id, direct_rule, member)
            select :collection, resource_id, true, true from sandbox_device
            where governed and mod(id, :step) = :offset
            """)
        .param("collection", id)
        .param("step", step)
        .param("offset", offset % step)
        .update();
  }
}
