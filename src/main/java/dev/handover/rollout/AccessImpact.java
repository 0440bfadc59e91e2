package dev.handover.rollout;

import static dev.handover.device.DeviceCount.devices;
import static dev.handover.device.DeviceCount.number;
import static dev.handover.device.DeviceCount.of;

import dev.handover.authority.Eligibility.Selection;
import dev.handover.plan.Impact;
import dev.handover.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who would lose access through Conditional Access if compliance moved to Intune now.
 *
 * <p>A device is lost when it is compliant now and would not be under Intune: non-compliant, in
 * error, in conflict, or without a policy where the tenant counts that as non-compliant. A user is
 * blocked who is the primary user of a device that is lost, whatever other devices that user has.
 * Where either side does not tell, and it matters, the device is unknown: it is counted as such and
 * never as fine.
 */
@Component
class AccessImpact {

  private static final int EXAMPLES = 20;

  /** {@code lost} is null where it cannot be told: SQL's three values say just that. */
  private static final String EFFECT =
      """
      select e.evaluated, e.user_principal_name, e.compliant,
             e.compliant and case e.under_intune
               when 'COMPLIANT' then false
               when 'IN_GRACE_PERIOD' then false
               when 'NONCOMPLIANT' then true
               when 'CONFLICT' then true
               when 'ERROR' then true
               when 'NOT_EVALUATED' then e.secure_by_default
             end as lost
      from (%s) e""";

  private static final String STILL_TO_MOVE =
      """
      select v.entra_device_id as evaluated, v.user_principal_name, v.compliant, v.under_intune,
             t.secure_by_default
      from wave_device w
      join device d on d.id = w.device_id
      left join intune_evaluation v on v.entra_device_id = d.entra_device_id
      left join tenant_setting t on t.id = 1
      where w.rollout_id = :rollout and w.wave_no >= :wave and w.excluded is null""";

  private final JdbcClient jdbc;

  AccessImpact(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Counts whom the move would lock out, and adds what follows for the plan to the findings. */
  PlanCheck.Impact look(Plan plan, Selection selection, Weighing findings) {
    Effect effect =
        new Effect(
            "select * from %s s where s.reason is null".formatted(selection.table()), Map.of());
    return look(plan.impact(), effect, null, findings);
  }

  /**
   * The same, with what is known now, for the devices of a rollout that are still to be moved.
   *
   * @param wave the first wave that has not been moved
   * @param capped the users of the whole population, of whom a share may lose access; null where
   *     that is not known, which takes the share of those still to be moved
   */
  PlanCheck.Impact lookAhead(
      Plan plan, String rolloutId, int wave, Integer capped, Weighing findings) {
    Effect effect = new Effect(STILL_TO_MOVE, Map.of("rollout", rolloutId, "wave", wave));
    return look(plan.impact(), effect, capped, findings);
  }

  /**
   * What a move would do to each device.
   *
   * @param devices a statement that selects them, with its parameters
   */
  private record Effect(String devices, Map<String, Object> parameters) {

    /** Runs a statement that has {@code %s} where the devices stand. */
    JdbcClient.StatementSpec in(JdbcClient jdbc, String statement) {
      return jdbc.sql(statement.formatted(EFFECT.formatted(devices))).params(parameters);
    }
  }

  private PlanCheck.Impact look(Impact plan, Effect effect, Integer capped, Weighing findings) {
    Counts counts = counts(effect);
    PlanCheck.Impact impact =
        new PlanCheck.Impact(
            counts.users(),
            counts.blocked(),
            counts.blockedNow(),
            counts.devices(),
            counts.untold(),
            counts.blocked() == 0 ? List.of() : examples(effect));
    Integer cap = plan.cap(capped == null ? impact.users() : capped).orElse(null);
    cap(cap, impact, counts, findings);
    breakGlass(plan.breakGlass(), effect, findings);
    return impact;
  }

  /**
   * @param possibly users who are blocked or may be, with one for each device whose user is not
   *     known
   */
  private record Counts(
      int users, int blocked, int blockedNow, int devices, int untold, int possibly) {}

  /** Grouped by user first: distinct users need no sorting then. */
  private Counts counts(Effect effect) {
    return effect
        .in(
            jdbc,
            """
            select count(name) as users,
                   count(case when lost > 0 then name end) as blocked,
                   count(case when blocked > 0 then name end) as blockedNow,
                   coalesce(sum(lost), 0) as devices,
                   coalesce(sum(untold), 0) as untold,
                   count(case when lost + untold > 0 then name end) + coalesce(sum(nameless), 0)
                     as possibly
            from (
              select user_principal_name as name,
                     count(case when lost then 1 end) as lost,
                     count(case when lost is null then 1 end) as untold,
                     count(case when not compliant then 1 end) as blocked,
                     count(case when evaluated is null then 1 end) as nameless
              from (%s) f group by user_principal_name) u""")
        .query(Counts.class)
        .single();
  }

  private List<String> examples(Effect effect) {
    return effect
        .in(
            jdbc,
            """
            select distinct user_principal_name from (%s) f
            where lost and user_principal_name is not null
            order by user_principal_name fetch first :examples rows only""")
        .param("examples", EXAMPLES)
        .query(String.class)
        .list();
  }

  private static void cap(Integer cap, PlanCheck.Impact impact, Counts counts, Weighing findings) {
    String blocked =
        "%s of %s would lose access on %s under Intune's evaluation"
            .formatted(
                number(impact.usersBlocked()),
                of(impact.users(), "user", "users"),
                devices(impact.devices()));
    if (cap != null && impact.usersBlocked() > cap) {
      findings.block(
          "IMPACT_ABOVE_CAP",
          "%s; the plan allows %s (impact).".formatted(blocked, number(cap)),
          impact.devices());
    } else if (cap != null && counts.possibly() > cap) {
      findings.add(
          EstateFinding.IMPACT_CAP_UNPROVEN,
          "%s, and up to %s with those of whom it cannot be told; the plan allows %s (impact)."
              .formatted(blocked, number(counts.possibly()), number(cap)),
          impact.unknown());
    } else if (impact.devices() > 0) {
      findings.add(
          cap == null ? EstateFinding.USERS_WOULD_BE_BLOCKED : EstateFinding.IMPACT_WITHIN_CAP,
          cap == null
              ? blocked + "; the plan sets no cap (impact)."
              : "%s; the plan allows %s (impact).".formatted(blocked, number(cap)),
          impact.devices());
    }
    if (impact.unknown() > 0) {
      findings.add(
          EstateFinding.IMPACT_UNKNOWN,
          "Of %s it cannot be told whether %s would lose access."
              .formatted(devices(impact.unknown()), impact.unknown() == 1 ? "it" : "they"),
          impact.unknown());
    }
  }

  private void breakGlass(List<String> accounts, Effect effect, Weighing findings) {
    if (accounts.isEmpty()) {
      return;
    }
    List<String> blocked = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    effect
        .in(
            jdbc,
            """
            select user_principal_name, count(case when lost then 1 end) as devices from (%s) f
            where user_principal_name in (:accounts) and coalesce(lost, true)
            group by user_principal_name order by user_principal_name""")
        .param("accounts", accounts)
        .query(
            rs -> {
              (rs.getInt("devices") > 0 ? blocked : unknown).add(rs.getString(1));
            });
    if (!blocked.isEmpty()) {
      findings.block(
          "BREAK_GLASS_BLOCKED",
          "These break-glass accounts would lose access: %s (impact.breakGlass)."
              .formatted(String.join(", ", blocked)),
          0);
    }
    if (!unknown.isEmpty()) {
      findings.add(
          EstateFinding.BREAK_GLASS_UNKNOWN,
          "Of these break-glass accounts it cannot be told whether they would lose access: %s (impact.breakGlass)."
              .formatted(String.join(", ", unknown)));
    }
    notFound(accounts, findings);
  }

  private void notFound(List<String> accounts, Weighing findings) {
    List<String> missing = new ArrayList<>(accounts);
    missing.removeAll(
        jdbc.sql(
                """
                select distinct user_principal_name from intune_evaluation
                where user_principal_name in (:accounts)""")
            .param("accounts", accounts)
            .query(String.class)
            .list());
    if (!missing.isEmpty()) {
      findings.add(
          EstateFinding.BREAK_GLASS_NOT_FOUND,
          "No enrolled device has one of these as its primary user, so nothing guards them: %s (impact.breakGlass)."
              .formatted(String.join(", ", missing)));
    }
  }
}
