package dev.handover.authority;

import dev.handover.estate.ConfigMgrSite;
import dev.handover.sql.Sql;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Orders to move a slider. Most are carried out by a person in the console and only read back here;
 * where the estate lets a program do it, Handover does and reads back all the same.
 */
@Repository
public class SliderOrders {

  private final JdbcClient jdbc;
  private final Clock clock;

  public SliderOrders(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** The slider as last read back; empty if it never was. */
  public Optional<Slider> position(Workload workload) {
    return jdbc.sql("select position from slider where workload = :workload")
        .param("workload", workload.slug())
        .query(String.class)
        .optional()
        .map(Slider::valueOf);
  }

  /** Orders the slider to a position; an open order of the same rollout is replaced. */
  @Transactional
  public void order(String rolloutId, Workload workload, Slider position, boolean automatic) {
    withdraw(rolloutId);
    jdbc.sql(
            """
            insert into slider_order
              (rollout_id, workload, position, by_whom, state, attempts, ordered_at)
            values (:rollout, :workload, :position, :byWhom, 'ORDERED', 0, :now)""")
        .param("rollout", rolloutId)
        .param("workload", workload.slug())
        .param("position", position.name())
        .param("byWhom", automatic ? "AUTOMATIC" : "PERSON")
        .param("now", Sql.time(clock.instant()))
        .update();
  }

  /** Takes back an order that has not been confirmed. */
  @Transactional
  public void withdraw(String rolloutId) {
    jdbc.sql(
            """
            update slider_order set state = 'SUPERSEDED'
            where rollout_id = :rollout and state = 'ORDERED'""")
        .param("rollout", rolloutId)
        .update();
  }

  /** Whether this rollout has had the slider moved to a position, or may have. */
  public boolean mayHaveMoved(String rolloutId, Slider position) {
    return jdbc.sql(
                """
            select count(*) from slider_order
            where rollout_id = :rollout and position = :position""")
            .param("rollout", rolloutId)
            .param("position", position.name())
            .query(Integer.class)
            .single()
        > 0;
  }

  /** Whether an order of this rollout still waits to be read back. */
  public boolean open(String rolloutId) {
    return jdbc.sql(
                """
            select count(*) from slider_order
            where rollout_id = :rollout and state = 'ORDERED'""")
            .param("rollout", rolloutId)
            .query(Integer.class)
            .single()
        > 0;
  }

  /**
   * Sets the sliders that Handover is to set and that do not stand there yet; to Intune neither
   * while the rollout is paused or held by the calendar, nor while a wave of it has failed.
   */
  void deliver(ConfigMgrSite site) {
    record Due(long id, String workload, String position) {}
    List<Due> due =
        jdbc.sql(
                """
                select o.id, o.workload, o.position from slider_order o
                join slider s on s.workload = o.workload
                join rollout r on r.id = o.rollout_id
                where o.state = 'ORDERED' and o.by_whom = 'AUTOMATIC'
                  and o.position <> s.position
                  and (r.state = 'ROLLING_BACK' or not r.paused and r.calendar_hold is null
                    and not exists (
                    select 1 from wave f where f.rollout_id = r.id and f.state = 'FAILED'))""")
            .query(Due.class)
            .list();
    for (Due order : due) {
      site.setSlider(Workload.of(order.workload()), Slider.valueOf(order.position()));
    }
  }

  /** Confirms the orders that the sliders, as last read back, fulfil. */
  @Transactional
  public int confirm() {
    return jdbc.sql(
            """
            update slider_order set state = 'CONFIRMED', confirmed_at = :now
            where state = 'ORDERED' and exists (
              select 1 from slider s
              where s.workload = slider_order.workload and s.position = slider_order.position
                and s.read_at >= slider_order.ordered_at)""")
        .param("now", Sql.time(clock.instant()))
        .update();
  }
}
