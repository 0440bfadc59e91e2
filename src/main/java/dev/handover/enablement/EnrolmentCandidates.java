package dev.handover.enablement;

import dev.handover.authority.EnrolmentReadiness;
import dev.handover.enablement.EnrolmentCounts.Reason;
import dev.handover.enablement.EnrolmentCounts.Standing;
import dev.handover.estate.AutoEnrolment;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who is to enrol as a stage begins: who would, who is not counted on, and who cannot. */
@Repository
class EnrolmentCandidates {

  /** Clients that are not enrolled, of all or of one collection. */
  private static final String TO_ENROL =
      "d.resource_id is not null and d.management_state in ('CONFIGMGR_ONLY', 'COEXISTENCE')";

  private static final String MEMBER =
      """
      exists (
        select 1 from collection_member m
        where m.collection = :collection and m.device_id = d.id)""";

  private final JdbcClient jdbc;
  private final EnrolmentReadiness readiness;

  EnrolmentCandidates(JdbcClient jdbc, EnrolmentReadiness readiness) {
    this.jdbc = jdbc;
    this.readiness = readiness;
  }

  /**
   * What is known before a stage.
   *
   * @param able of whom nothing says that they will not enrol
   * @param not who cannot, and who failed before with a code that does not pass by itself
   */
  record Outlook(int able, int enrolled, List<Reason> not) {}

  Outlook outlook(AutoEnrolment stage, String collection) {
    if (stage == AutoEnrolment.NONE) {
      return new Outlook(0, 0, List.of());
    }
    List<Reason> not = new ArrayList<>();
    int[] able = {0};
    of(
            """
            select s.reason, s.code, count(*) as devices from (
              select r.reason, case when r.reason is null then r.code end as code from (
                select %s as reason, f.code from device d %s
                left join enrolment_failure f
                  on f.resource_id = d.resource_id and f.code not in (:passing)
                where %s%s) r) s
            group by s.reason, s.code order by devices desc, s.reason, s.code"""
                .formatted(
                    EnrolmentReadiness.REASON, EnrolmentReadiness.JOINS, TO_ENROL, member(stage)),
            stage,
            collection)
        .params(readiness.params())
        .param("passing", EnrolmentCode.passing())
        .query(
            rs -> {
              String reason = rs.getString("reason");
              Long code = rs.getObject("code", Long.class);
              int devices = rs.getInt("devices");
              if (reason != null) {
                not.add(
                    new Reason(
                        Standing.UNFIT,
                        reason,
                        EnrolmentReasons.finding(reason, devices),
                        devices));
              } else if (code != null) {
                not.add(EnrolmentReasons.before(code, devices));
              } else {
                able[0] = devices;
              }
            });
    int enrolled =
        of(
                "select count(*) from device d where d.management_state = 'CO_MANAGED'"
                    + member(stage),
                stage,
                collection)
            .query(Integer.class)
            .single();
    return new Outlook(able[0], enrolled, not);
  }

  /** Notes who is not enrolled as a stage begins; those of an earlier stage stay. */
  int begin(String id, AutoEnrolment stage, String collection) {
    if (stage == AutoEnrolment.NONE) {
      return 0;
    }
    return of(
            """
            insert into enablement_device (enablement_id, device_id, stage, cannot)
            select :id, d.id, :stage, %s from device d %s
            where %s%s and not exists (
              select 1 from enablement_device x where x.enablement_id = :id and x.device_id = d.id)"""
                .formatted(
                    EnrolmentReadiness.REASON, EnrolmentReadiness.JOINS, TO_ENROL, member(stage)),
            stage,
            collection)
        .params(readiness.params())
        .param("id", id)
        .param("stage", stage.name())
        .update();
  }

  private JdbcClient.StatementSpec of(String sql, AutoEnrolment stage, String collection) {
    JdbcClient.StatementSpec statement = jdbc.sql(sql);
    return stage == AutoEnrolment.PILOT ? statement.param("collection", collection) : statement;
  }

  private static String member(AutoEnrolment stage) {
    return stage == AutoEnrolment.PILOT ? " and " + MEMBER : "";
  }
}
