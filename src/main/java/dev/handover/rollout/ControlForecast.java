package dev.handover.rollout;

import dev.handover.authority.Eligibility.Selection;
import dev.handover.plan.MetricPolicy;
import dev.handover.plan.Plan;
import dev.handover.plan.Stratum;
import dev.handover.sql.Sql;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How many devices {@link ControlGroup} would find for a pilot if it began now. */
record ControlForecast(JdbcClient jdbc, Instant now) {

  /** What a control group has in common with the wave. */
  private static final List<Stratum> BY = List.of(Stratum.MODEL, Stratum.OS_BUILD, Stratum.SITE);

  /**
   * By metric, those that are compared and find any; about, for how many of each combination the
   * pilot takes is known only as far as it draws in proportion.
   */
  Map<String, Integer> devices(Plan plan, Selection selection) {
    List<String> compared =
        plan.gate().metrics().stream()
            .filter(m -> m.change() != null)
            .map(MetricPolicy::name)
            .toList();
    if (compared.isEmpty()) {
      return Map.of();
    }
    int size = plan.pilot().size();
    Map<List<String>, Integer> pilot =
        PilotDraw.drawn(
            new PilotDraw(jdbc, selection, BY).strata(), size, plan.pilot().coverAbove(), 0);
    double share = Math.min(1, (double) ControlGroup.MOST / size);
    Map<String, Integer> devices = new HashMap<>();
    jdbc.sql(
            """
            select b.metric, coalesce(d.model, '') as model, coalesce(d.os_build, '') as os_build,
              coalesce(d.site, '') as site, count(*) as devices
            from device d
            join effective_authority a on a.device_id = d.id and a.workload = :workload
            join observation b on b.device_id = d.id and b.metric in (:compared)
            left join (select distinct device_id from lease) l on l.device_id = d.id
            where d.management_state = 'CO_MANAGED' and a.authority = 'CONFIGURATION_MANAGER'
              and b.observed_at between :oldest and :now and l.device_id is null
            group by b.metric, coalesce(d.model, ''), coalesce(d.os_build, ''),
              coalesce(d.site, '')""")
        .param("workload", plan.workload().slug())
        .param("compared", compared)
        .param("oldest", Sql.time(now.minus(plan.gate().maxAge())))
        .param("now", Sql.time(now))
        .query(
            rs -> {
              int seats =
                  pilot.getOrDefault(
                      List.of(
                          rs.getString("model"), rs.getString("os_build"), rs.getString("site")),
                      0);
              int left = rs.getInt("devices") - seats;
              if (seats > 0 && left > 0) {
                devices.merge(
                    rs.getString("metric"),
                    (int) Math.min(left, Math.ceil(seats * share)),
                    Integer::sum);
              }
            });
    return devices;
  }
}
