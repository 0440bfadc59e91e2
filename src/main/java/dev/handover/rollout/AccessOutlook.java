package dev.handover.rollout;

import dev.handover.plan.Impact;
import dev.handover.plan.Plan;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Looks again at whom a rollout of compliance would lock out: whenever its next stage is to be
 * approved, and before each of its waves moves. The plan's cap and its break-glass accounts hold
 * there as they did at the start, under the readiness policy of the day.
 */
@Component
class AccessOutlook {

  private final AccessImpact impact;
  private final EstateReadiness estate;
  private final ReadinessPolicy policy;
  private final ReadPlans plans;
  private final JdbcClient jdbc;
  private final Clock clock;

  AccessOutlook(
      AccessImpact impact,
      EstateReadiness estate,
      ReadinessPolicy policy,
      ReadPlans plans,
      JdbcClient jdbc,
      Clock clock) {
    this.impact = impact;
    this.estate = estate;
    this.policy = policy;
    this.plans = plans;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Keeps what the check said; null for a workload that locks nobody out. */
  void keep(String rolloutId, PlanCheck.Impact then) {
    if (then == null) {
      return;
    }
    jdbc.sql(
            """
            insert into access_impact (rollout_id, looked_at, users, users_blocked,
              users_blocked_now, devices, unknown_devices)
            values (:rollout, :at, :users, :blocked, :blockedNow, :devices, :unknown)""")
        .param("rollout", rolloutId)
        .param("at", Sql.time(clock.instant()))
        .param("users", then.users())
        .param("blocked", then.usersBlocked())
        .param("blockedNow", then.usersBlockedNow())
        .param("devices", then.devices())
        .param("unknown", then.unknown())
        .update();
  }

  /**
   * What a person who approves a stage lets through; empty as for {@link #ahead(RolloutRow, int)}.
   */
  Optional<Outlook> ahead(RolloutRow rollout, ApprovalStage stage, int wave) {
    return ahead(
        rollout,
        switch (stage) {
          case START -> 0;
          case EXPANSION -> 1;
          case WAVE -> wave;
        });
  }

  /**
   * Over the devices of this wave and of those after it; empty for a workload that locks nobody
   * out.
   */
  Optional<Outlook> ahead(RolloutRow rollout, int wave) {
    if (rollout.workload() != Workload.COMPLIANCE_POLICIES) {
      return Optional.empty();
    }
    Plan plan = plans.of(rollout);
    Kept then = kept(rollout.id()).orElse(new Kept(null, null));
    Weighing findings = new Weighing(policy, rollout.workload());
    estate.evaluations(findings);
    Integer users = then.impact() == null ? null : then.impact().users();
    PlanCheck.Impact now = impact.lookAhead(plan, rollout.id(), wave, users, findings);
    List<String> blocking =
        plan.impact().equals(Impact.NOT_CAPPED)
            ? List.of()
            : findings.findings().stream()
                .filter(f -> f.severity() == Finding.Severity.BLOCKING)
                .map(Finding::message)
                .toList();
    List<String> warnings =
        findings.findings().stream()
            .filter(f -> f.severity() != Finding.Severity.INFO)
            .map(Finding::message)
            .toList();
    return Optional.of(new Outlook(then.impact(), then.at(), now, blocking, warnings));
  }

  private record Kept(PlanCheck.Impact impact, Instant at) {}

  private Optional<Kept> kept(String rolloutId) {
    return jdbc.sql("select * from access_impact where rollout_id = :rollout")
        .param("rollout", rolloutId)
        .query(
            (rs, n) ->
                new Kept(
                    new PlanCheck.Impact(
                        rs.getInt("users"),
                        rs.getInt("users_blocked"),
                        rs.getInt("users_blocked_now"),
                        rs.getInt("devices"),
                        rs.getInt("unknown_devices"),
                        List.of()),
                    Sql.instant(rs, "looked_at")))
        .optional();
  }
}
