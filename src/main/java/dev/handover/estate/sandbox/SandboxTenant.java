package dev.handover.estate.sandbox;

import dev.handover.estate.EstateException;
import dev.handover.estate.IntuneTenant;
import dev.handover.estate.JoinState;
import dev.handover.estate.RemoteAction;
import dev.handover.workload.CapabilityMask;
import dev.handover.workload.Workload;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The simulated Intune tenant. */
final class SandboxTenant implements IntuneTenant {

  private final JdbcClient jdbc;
  private final World world;
  private final SandboxFaults faults;

  SandboxTenant(JdbcClient jdbc, World world, SandboxFaults faults) {
    this.jdbc = jdbc;
    this.world = world;
    this.faults = faults;
  }

  @Override
  public List<ManagedDevice> managedDevices(Instant changedSince) {
    long since = Rhythm.ceil(changedSince);
    return world.now(
        now -> {
          faults.refuseIfOut(Faults.Source.MANAGED_DEVICES);
          Preconditions preconditions = new Preconditions(world.seed());
          return jdbc.sql(
                  Rhythm.SYNC.select(
                      """
                      id, intune_id, entra_device_id, name, manufacturer, model, os_build, join_state,
                      resource_id, intune_bits, sync_phase, synced_at, intune_silent
                      """,
                      ENROLLED,
                      since,
                      now))
              .param("since", since)
              .query(
                  (rs, n) ->
                      new ManagedDevice(
                          rs.getString("intune_id"),
                          rs.getString("entra_device_id"),
                          rs.getString("name"),
                          rs.getString("manufacturer"),
                          rs.getString("model"),
                          rs.getString("os_build"),
                          JoinState.valueOf(rs.getString("join_state")),
                          rs.getObject("resource_id") != null,
                          CapabilityMask.fromBits(rs.getInt("intune_bits")),
                          Instant.ofEpochSecond(syncedAt(rs, now)),
                          preconditions.serialNumber(rs.getInt("id")),
                          preconditions.user(rs.getInt("id"))))
              .list();
        });
  }

  /** What was accepted stays so, whatever becomes of the reply. */
  @Override
  public ActionReply act(String intuneId, RemoteAction action) {
    ActionReply reply =
        world.now(
            now -> {
              faults.refuseIfOut(Faults.Source.MANAGED_DEVICES);
              ActionReply given = world.actions().accept(now, world.seed(), intuneId, action);
              return faults.losesReply() ? null : given;
            });
    if (reply == null) {
      throw new EstateException("no reply came from the tenant: read back what it has done");
    }
    return reply;
  }

  @Override
  public Map<String, List<ActionResult>> actionResults(Collection<String> intuneIds) {
    return world.now(
        now -> {
          faults.refuseIfOut(Faults.Source.MANAGED_DEVICES);
          return world.actions().results(intuneIds);
        });
  }

  @Override
  public TenantSettings settings() {
    return world.now(
        now -> {
          faults.refuseIfOut(Faults.Source.MANAGED_DEVICES);
          return Preconditions.TENANT;
        });
  }

  @Override
  public List<Evaluation> evaluations() {
    return world.now(
        now -> {
          faults.refuseIfOut(Faults.Source.MANAGED_DEVICES);
          Preconditions preconditions = new Preconditions(world.seed());
          return jdbc.sql(
                  "select id, entra_device_id, intune_silent from sandbox_device where " + ENROLLED)
              .query(
                  (rs, n) ->
                      preconditions.evaluation(
                          rs.getInt("id"),
                          rs.getString("entra_device_id"),
                          rs.getBoolean("intune_silent")))
              .list();
        });
  }

  /** The job is its time: what it says follows from the seed, so nothing need be kept of it. */
  @Override
  public String exportApplications() {
    return world.now(
        now -> {
          faults.refuseIfOut(Faults.Source.MANAGED_DEVICES);
          return EXPORT + now;
        });
  }

  @Override
  public Optional<Stream<Installation>> applications(String job) {
    return world.now(
        now -> {
          faults.refuseIfOut(Faults.Source.MANAGED_DEVICES);
          long asked = asked(job);
          if (asked > now || now - asked > KEPT) {
            throw new EstateException("There is no export job '%s'.".formatted(job));
          }
          if (now - asked < WRITING) {
            return Optional.empty();
          }
          Applications applications = new Applications(world.seed());
          return Optional.of(
              jdbc
                  .sql("select id, intune_id, site from sandbox_device where " + ENROLLED)
                  .query(
                      (rs, n) ->
                          applications.on(
                              rs.getInt("id"), rs.getString("site"), rs.getString("intune_id")))
                  .list()
                  .stream()
                  .flatMap(List::stream));
        });
  }

  private static long asked(String job) {
    try {
      return job.startsWith(EXPORT) ? Long.parseLong(job.substring(EXPORT.length())) : -KEPT;
    } catch (NumberFormatException e) {
      return -KEPT;
    }
  }

  private static final String EXPORT = "AppInvRawData_";

  /** Seconds that a report takes, and for which it can be fetched. */
  private static final long WRITING = 600;

  private static final long KEPT = 86_400;

  private static final String ENROLLED = "intune_id is not null";

  private static long syncedAt(ResultSet rs, long now) throws SQLException {
    return Rhythm.SYNC.latest(
        now, rs.getInt("sync_phase"), rs.getLong("synced_at"), rs.getBoolean("intune_silent"));
  }

  @Override
  public List<HealthReading> healthReadings(Instant changedSince) {
    long since = Rhythm.ceil(changedSince);
    return world.now(
        now -> {
          faults.refuseIfOut(Faults.Source.HEALTH_READINGS);
          List<HealthReading> readings = new ArrayList<>();
          HealthModel model = new HealthModel(world.seed(), faults.scenarios());
          Map<Integer, Map<Workload, Long>> switches = switches();
          for (HealthModel.CheckIn device : checkIns(since, now)) {
            model.readings(
                device, since, switches.getOrDefault(device.id(), Map.of()), readings::add);
          }
          addMissing(now, changedSince, readings);
          return readings;
        });
  }

  private List<HealthModel.CheckIn> checkIns(long since, long now) {
    return jdbc.sql(
            Rhythm.SYNC.select(
                """
                id, entra_device_id, model, intune_bits, sync_phase, synced_at, intune_silent
                """,
                ENROLLED,
                since,
                now))
        .param("since", since)
        .query(
            (rs, n) ->
                new HealthModel.CheckIn(
                    rs.getInt("id"),
                    rs.getString("entra_device_id"),
                    rs.getString("model"),
                    rs.getInt("intune_bits"),
                    syncedAt(rs, now)))
        .list();
  }

  /** Of the workloads that a scenario is about. */
  private Map<Integer, Map<Workload, Long>> switches() {
    Map<Integer, Map<Workload, Long>> switches = new HashMap<>();
    jdbc.sql(
            """
            select device_id, workload, switched_at from sandbox_switch
            where workload in (select c.workload from sandbox_scenario c)
            """)
        .query(
            rs -> {
              switches
                  .computeIfAbsent(rs.getInt("device_id"), id -> new EnumMap<>(Workload.class))
                  .put(Workload.of(rs.getString("workload")), rs.getLong("switched_at"));
            });
    return switches;
  }

  private void addMissing(long now, Instant since, List<HealthReading> to) {
    jdbc.sql(
            """
            select entra_device_id, synced_at from sandbox_device
            where intune_silent and synced_at <= :seen
            """)
        .param("seen", now - HealthModel.MISSING_AFTER)
        .query(
            rs -> {
              HealthReading reading =
                  HealthModel.missing(
                      rs.getString("entra_device_id"), rs.getLong("synced_at"), now);
              if (!reading.observedAt().isBefore(since)) {
                to.add(reading);
              }
            });
  }
}
