package dev.handover.estate.sandbox;

import dev.handover.estate.AutoEnrolment;
import dev.handover.estate.ConfigMgrSite;
import dev.handover.estate.EstateException;
import dev.handover.estate.JoinState;
import dev.handover.sql.Sql;
import dev.handover.workload.CapabilityMask;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The simulated Configuration Manager site. */
final class SandboxSite implements ConfigMgrSite {

  private final JdbcClient jdbc;
  private final World world;
  private final Sliders sliders;
  private final AutoEnrolments enrolments;
  private final DirectRules rules;
  private final SandboxFaults faults;
  private final SandboxConsole console;
  private final boolean canSetSlider;

  SandboxSite(
      JdbcClient jdbc,
      World world,
      Sliders sliders,
      AutoEnrolments enrolments,
      DirectRules rules,
      SandboxFaults faults,
      SandboxConsole console,
      boolean canSetSlider) {
    this.jdbc = jdbc;
    this.world = world;
    this.sliders = sliders;
    this.enrolments = enrolments;
    this.rules = rules;
    this.faults = faults;
    this.console = console;
    this.canSetSlider = canSetSlider;
  }

  @Override
  public int version() {
    return Sliders.SITE_VERSION;
  }

  /** Its calls end with the process that makes them; on a busy machine each takes seconds. */
  @Override
  public Duration longestCall() {
    return Duration.ofSeconds(10);
  }

  @Override
  public List<SliderReading> sliders() {
    return read(now -> sliders.read());
  }

  @Override
  public boolean canSetSlider(Workload workload) {
    return canSetSlider && !Sliders.retired(workload);
  }

  @Override
  public void setSlider(Workload workload, Slider position) {
    if (!canSetSlider(workload)) {
      throw new EstateException(
          "this site lets no program move the slider of %s".formatted(workload));
    }
    command(
        now -> {
          console.move(now, workload, position);
          return null;
        });
  }

  @Override
  public EnrolmentReading autoEnrolment() {
    return read(now -> enrolments.read());
  }

  @Override
  public boolean canSetAutoEnrolment() {
    return canSetSlider;
  }

  @Override
  public void setAutoEnrolment(AutoEnrolment setting, String collectionId) {
    if (!canSetAutoEnrolment()) {
      throw new EstateException("this site lets no program set automatic enrolment");
    }
    command(
        now -> {
          console.set(now, setting, collectionId);
          return null;
        });
  }

  @Override
  public List<EnrolmentFailure> enrolmentFailures(Instant changedSince) {
    return world.now(
        now -> {
          faults.refuseIfOut(Faults.Source.COMANAGEMENT_STATES);
          return enrolments.failures(Rhythm.ceil(changedSince));
        });
  }

  @Override
  public List<CollectionReading> collections() {
    return read(
        now ->
            jdbc.sql("select id, name, built_in from sandbox_collection order by id")
                .query(
                    (rs, n) ->
                        new CollectionReading(
                            rs.getString("id"), rs.getString("name"), rs.getBoolean("built_in")))
                .list());
  }

  @Override
  public Set<Long> members(String collectionId) {
    return read(
        now ->
            rules.builtIn(collectionId)
                ? ids("select resource_id from sandbox_device where resource_id is not null", null)
                : ids(
                    """
                    select resource_id from sandbox_rule
                    where collection_id = :collection and member
                    """,
                    collectionId));
  }

  @Override
  public Set<Long> directRules(String collectionId) {
    return read(
        now -> {
          rules.builtIn(collectionId);
          return ids(
              """
              select resource_id from sandbox_rule
              where collection_id = :collection and direct_rule
              """,
              collectionId);
        });
  }

  private Set<Long> ids(String sql, String collectionId) {
    JdbcClient.StatementSpec statement = jdbc.sql(sql);
    if (collectionId != null) {
      statement = statement.param("collection", collectionId);
    }
    return new LinkedHashSet<>(statement.query(Long.class).list());
  }

  @Override
  public Map<Long, RuleOutcome> addDirectRules(String collectionId, Collection<Long> resourceIds) {
    return change(collectionId, resourceIds, SandboxLedger.Command.ADD);
  }

  @Override
  public Map<Long, RuleOutcome> removeDirectRules(
      String collectionId, Collection<Long> resourceIds) {
    return change(collectionId, resourceIds, SandboxLedger.Command.REMOVE);
  }

  private Map<Long, RuleOutcome> change(
      String collectionId, Collection<Long> resourceIds, SandboxLedger.Command command) {
    DirectRules.Changes changes =
        command(now -> rules.change(now, collectionId, resourceIds, command));
    if (changes.retryAfter() != null) {
      throw EstateException.throttled(
          "the site is throttling: %d of %d rules were dealt with"
              .formatted(changes.outcomes().size(), resourceIds.size()),
          changes.retryAfter());
    }
    return changes.outcomes();
  }

  @Override
  public void requestRefresh(String collectionId) {
    command(
        now -> {
          if (!rules.builtIn(collectionId)) {
            world.evaluate(collectionId, now);
          }
          return null;
        });
  }

  @Override
  public List<ComanagementState> comanagementStates(Instant changedSince) {
    long since = Rhythm.ceil(changedSince);
    return world.now(
        now -> {
          faults.refuseIfOut(Faults.Source.COMANAGEMENT_STATES);
          return jdbc.sql(Rhythm.REPORT.select(STATE, "resource_id is not null", since, now))
              .param("since", since)
              .query((rs, n) -> state(rs, now))
              .list();
        });
  }

  private static final String STATE =
      """
      resource_id, entra_device_id, name, manufacturer, model, os_build, site, join_state,
      third_party_mdm, intune_id, policy_present, masked, legacy_mask, fixed_mask, client_bits,
      report_phase, reported_at, configmgr_silent
      """;

  private static ComanagementState state(ResultSet rs, long now) throws SQLException {
    boolean thirdParty = rs.getBoolean("third_party_mdm");
    long reportedAt =
        Rhythm.REPORT.latest(
            now,
            rs.getInt("report_phase"),
            rs.getLong("reported_at"),
            rs.getBoolean("configmgr_silent"));
    return new ComanagementState(
        rs.getLong("resource_id"),
        rs.getString("entra_device_id"),
        rs.getString("name"),
        rs.getString("manufacturer"),
        rs.getString("model"),
        rs.getString("os_build"),
        rs.getString("site"),
        JoinState.valueOf(rs.getString("join_state")),
        thirdParty || rs.getString("intune_id") != null,
        thirdParty,
        rs.getBoolean("policy_present"),
        rs.getBoolean("masked") ? (Integer) mask(rs) : null,
        Instant.ofEpochSecond(reportedAt));
  }

  private static int mask(ResultSet rs) throws SQLException {
    Integer fixed = Sql.integer(rs, "fixed_mask");
    if (fixed != null) {
      return fixed;
    }
    CapabilityMask.Form form =
        rs.getBoolean("legacy_mask") ? CapabilityMask.Form.LEGACY : CapabilityMask.Form.MODERN;
    return CapabilityMask.of(CapabilityMask.fromBits(rs.getInt("client_bits")), form).value();
  }

  @Override
  public List<ClientSettings> clientSettings() {
    return read(
        now -> {
          Preconditions preconditions = new Preconditions(world.seed());
          return jdbc.sql(
                  "select id, resource_id from sandbox_device where resource_id is not null")
              .query((rs, n) -> preconditions.client(rs.getInt("id"), rs.getLong("resource_id")))
              .list();
        });
  }

  @Override
  public List<Baseline> baselines() {
    return read(now -> Preconditions.BASELINES);
  }

  private <T> T read(LongFunction<T> work) {
    return world.now(
        now -> {
          faults.refuseIfOut(Faults.Source.SITE);
          return work.apply(now);
        });
  }

  private record Reply<T>(T content, boolean lost) {}

  /** What was done stays done, whatever becomes of the reply. */
  private <T> T command(LongFunction<T> work) {
    Reply<T> reply =
        world.now(
            now -> {
              faults.refuseIfOut(Faults.Source.SITE);
              return new Reply<>(work.apply(now), faults.losesReply());
            });
    if (reply.lost()) {
      throw new EstateException("no reply came from the site: read back what it has done");
    }
    return reply.content();
  }
}
