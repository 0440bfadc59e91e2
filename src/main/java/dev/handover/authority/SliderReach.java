package dev.handover.authority;

import dev.handover.authority.Eligibility.Selection;
import dev.handover.workload.Workload;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which devices a slider at Intune would move that no wave of a rollout moves. */
@Repository
public class SliderReach {

  /** Of a selection {@code e}, those that a slider would move, and whether something forbids it. */
  private static final String WITHIN =
      """
      from %s e
      left join wave_device w on w.rollout_id = :rollout and w.device_id = e.id
        and w.excluded = :notSent
      left join late_joiner j on j.rollout_id = :rollout and j.device_id = e.id
        and j.left_out_at is not null
      where e.with_configmgr""";

  private static final String HELD =
      "(e.reason in (:barred) or w.device_id is not null or j.device_id is not null)";

  private final JdbcClient jdbc;

  public SliderReach(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * What a slider would move beyond a rollout.
   *
   * @param heldBack devices of its population that it leaves out because moving them would do harm,
   *     that a person's decision left unsent, or that came late and nobody agreed to
   * @param outside devices that are not of its population
   * @param within other devices of its population that Configuration Manager has: before a rollout
   *     those that it would move, too
   */
  public record Beyond(int heldBack, int outside, int within) {

    /** All that keep the slider from being moved. */
    public int devices() {
      return heldBack + outside;
    }
  }

  /**
   * The co-managed devices that the slider would move, but not for this rollout. Those outside are
   * counted as all less the others: the selection has no index to look any device up by.
   *
   * @param rolloutId of a rollout that there may not be yet
   */
  public Beyond beyond(String rolloutId, Selection selection, Workload workload) {
    return jdbc.sql(
            """
            select s.held_back, s.selected - s.held_back as within, (
              select count(*) from effective_authority f
              join device g on g.id = f.device_id and g.management_state = 'CO_MANAGED'
              where f.workload = :workload and f.authority = 'CONFIGURATION_MANAGER')
            - s.selected as outside
            from (
              select count(*) as selected, coalesce(sum(case when %s then 1 else 0 end), 0)
                as held_back
              %s) s"""
                .formatted(HELD, WITHIN.formatted(selection.table())))
        .params(parameters(rolloutId, workload))
        .query(
            (rs, row) ->
                new Beyond(rs.getInt("held_back"), rs.getInt("outside"), rs.getInt("within")))
        .single();
  }

  /**
   * Keeps whom the slider takes along if it is ordered to Intune now.
   *
   * @return how many devices
   */
  public int noteAlong(String rolloutId, Selection selection, Workload workload) {
    jdbc.sql("delete from slider_along where rollout_id = :rollout")
        .param("rollout", rolloutId)
        .update();
    return jdbc.sql(
            """
            insert into slider_along (rollout_id, device_id)
            select cast(:rollout as varchar), e.id %s and not coalesce(%s, false)"""
                .formatted(WITHIN.formatted(selection.table()), HELD))
        .params(parameters(rolloutId, workload))
        .update();
  }

  /** How many devices the slider of a rollout takes along, or has. */
  public int along(String rolloutId) {
    return jdbc.sql("select count(*) from slider_along where rollout_id = :rollout")
        .param("rollout", rolloutId)
        .query(Integer.class)
        .single();
  }

  private static Map<String, Object> parameters(String rolloutId, Workload workload) {
    List<String> barred =
        Arrays.stream(DeviceFinding.values())
            .filter(DeviceFinding::barsSlider)
            .map(Enum::name)
            .toList();
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("workload", workload.slug());
    parameters.put("rollout", rolloutId);
    parameters.put("notSent", Orders.NOT_SENT);
    parameters.put("barred", barred);
    return parameters;
  }
}
