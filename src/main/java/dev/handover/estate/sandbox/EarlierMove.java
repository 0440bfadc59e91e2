package dev.handover.estate.sandbox;

import dev.handover.workload.Workload;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What somebody has moved before the world is first looked at: whole sites, of one workload. */
final class EarlierMove {

  private static final String THERE = "governed and site in (:sites)";

  private EarlierMove() {}

  /** To be called while the world is made; every device has long heard of it, and told. */
  static void make(JdbcClient jdbc, Workload workload, List<String> sites) {
    jdbc.sql(
            """
            insert into sandbox_rule (collection_id, resource_id, direct_rule, member)
            select w.collection_id, d.resource_id, true, true
            from sandbox_workload w cross join sandbox_device d
            where w.workload = :workload and %s"""
                .formatted(THERE))
        .param("workload", workload.slug())
        .param("sites", sites)
        .update();
    jdbc.sql(
            """
            update sandbox_device set member_bits = member_bits + :bit,
              target_bits = target_bits + :bit, client_bits = client_bits + :bit,
              intune_bits = intune_bits + :bit
            where %s"""
                .formatted(THERE))
        .param("bit", workload.bit())
        .param("sites", sites)
        .update();
  }
}
