package dev.handover.authority;

import dev.handover.workload.Workload;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Confirms delivered orders: only when Configuration Manager and Intune have both reported after
 * the delivery, and both report the new authority.
 */
@Repository
public class Confirmations {

  private final JdbcClient jdbc;

  public Confirmations(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * One statement per workload and direction that has something to confirm. The moment of
   * confirmation is that of the later report, so that evidence counts from then on.
   *
   * @return how many orders were confirmed
   */
  @Transactional
  public int confirm() {
    record Waiting(String workload, Direction direction) {}
    List<Waiting> waiting =
        jdbc.sql(
                "select distinct workload, direction from authority_order where state = 'DELIVERED'")
            .query(Waiting.class)
            .list();
    int confirmed = 0;
    for (Waiting each : waiting) {
      confirmed +=
          jdbc.sql(
                  """
                  update authority_order
                  set state = 'CONFIRMED', confirmed_at = (
                    select greatest(d.configmgr_seen_at, d.intune_seen_at) from device d
                    where d.id = authority_order.device_id)
                  where state = 'DELIVERED' and workload = :workload and direction = :direction
                    and exists (
                      select 1 from device d
                      where d.id = authority_order.device_id
                        and d.configmgr_seen_at >= authority_order.delivered_at
                        and d.intune_seen_at >= authority_order.delivered_at
                        and mod(d.configmgr_at_intune / :bit, 2) = :atIntune
                        and mod(d.intune_at_intune / :bit, 2) = :atIntune)""")
              .param("workload", each.workload())
              .param("direction", each.direction().name())
              .param("bit", Workload.of(each.workload()).bit())
              .param("atIntune", each.direction() == Direction.TO_INTUNE ? 1 : 0)
              .update();
    }
    return confirmed;
  }
}
