package dev.handover.rollout;

import dev.handover.authority.DeviceFinding;
import dev.handover.authority.Eligibility.Selection;
import dev.handover.plan.Plan;
import dev.handover.plan.Plans;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Which devices a plan speaks of and would leave out, and why. Stores nothing. */
@Service
public class LeftOutDevices {

  private final Plans plans;
  private final Readiness readiness;
  private final JdbcClient jdbc;

  LeftOutDevices(Plans plans, Readiness readiness, JdbcClient jdbc) {
    this.plans = plans;
    this.readiness = readiness;
    this.jdbc = jdbc;
  }

  /**
   * A device that stays where it is.
   *
   * @param reason the code of the finding that leaves it out, the first that is so of it
   * @param why that finding, as a sentence about it goes on: {@code is not co-managed}
   */
  public record Device(
      long id, String name, String model, String osBuild, String site, String reason, String why) {}

  /**
   * By name, then by id.
   *
   * @param reason only those left out for it; null for all
   * @param page from 0
   * @param size devices per page, at least 1
   * @throws dev.handover.plan.InvalidPlan if the text is no plan
   * @throws Refused if there is no such reason for this plan's workload
   */
  @Transactional
  public Page<Device> of(String planText, String reason, int page, int size) {
    Plan plan = plans.parse(planText);
    requireKnown(plan, reason);
    Selection selection = readiness.selection(plan);
    String where = " where e.reason %s".formatted(reason == null ? "is not null" : "= :reason");
    Map<String, ?> params = reason == null ? Map.of() : Map.of("reason", reason);
    long total =
        jdbc.sql("select count(*) from %s e%s".formatted(selection.table(), where))
            .params(params)
            .query(Long.class)
            .single();
    List<Device> devices =
        jdbc.sql(
                """
                select e.id, d.name, d.model, d.os_build, d.site, e.reason
                from %s e join device d on d.id = e.id%s
                order by d.name, e.id
                limit :size offset :offset"""
                    .formatted(selection.table(), where))
            .params(params)
            .param("size", size)
            .param("offset", (long) page * size)
            .query(
                (rs, row) ->
                    new Device(
                        rs.getLong("id"),
                        rs.getString("name"),
                        rs.getString("model"),
                        rs.getString("os_build"),
                        rs.getString("site"),
                        rs.getString("reason"),
                        DeviceFinding.valueOf(rs.getString("reason")).predicate()))
            .list();
    return new Page<>(devices, page, size, total);
  }

  private static void requireKnown(Plan plan, String reason) {
    List<DeviceFinding> known = DeviceFinding.of(plan.workload());
    if (reason != null && known.stream().noneMatch(f -> f.name().equals(reason))) {
      throw Refused.invalid(
          "'%s' leaves no device out of a rollout of %s; it must be one of %s (reason)."
              .formatted(
                  reason,
                  plan.workload().slug(),
                  known.stream().map(Enum::name).collect(Collectors.joining(", "))));
    }
  }
}
