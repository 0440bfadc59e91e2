package dev.handover.rollout;

import dev.handover.plan.Approvals;
import dev.handover.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Approvals that people are asked for, in the caller's transaction. */
@Repository
class ApprovalStore {

  private static final String THIS =
      " where rollout_id = :rollout and stage = :stage and wave_no = :no";

  private final JdbcClient jdbc;
  private final Clock clock;

  ApprovalStore(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  Optional<ApprovalRow> find(String rolloutId, ApprovalStage stage, int no) {
    return statement("select * from approval" + THIS, rolloutId, stage, no)
        .query(ApprovalStore::row)
        .optional();
  }

  /** Begins an approval, or begins it anew: then its deferrals are still counted. */
  void open(String rolloutId, ApprovalStage stage, int no, ApprovalPolicy policy, Approvals times) {
    int rows =
        asked(
                """
                update approval set needed = :needed, approver_group = :group,
                  escalation_group = :escalation, since = :since, remind_at = :remind,
                  escalate_at = :escalate, expires_at = :expires, reminded_at = null,
                  escalated_at = null, expired_at = null"""
                    + THIS,
                rolloutId,
                stage,
                no,
                policy,
                times)
            .update();
    if (rows == 0) {
      asked(
              """
              insert into approval (rollout_id, stage, wave_no, needed, approver_group,
                escalation_group, since, remind_at, escalate_at, expires_at, deferrals)
              values (:rollout, :stage, :no, :needed, :group,
                :escalation, :since, :remind, :escalate, :expires, 0)""",
              rolloutId,
              stage,
              no,
              policy,
              times)
          .update();
    }
  }

  void leavesOut(String rolloutId, ApprovalStage stage, int no, boolean leavesOut) {
    statement("update approval set leaves_out = :leavesOut" + THIS, rolloutId, stage, no)
        .param("leavesOut", leavesOut)
        .update();
  }

  void defer(String rolloutId, ApprovalStage stage, int no, String sentence) {
    statement(
            "update approval set deferrals = deferrals + 1, deferral = :sentence" + THIS,
            rolloutId,
            stage,
            no)
        .param("sentence", sentence)
        .update();
  }

  /** Notes what was done now; false if it had been done. */
  boolean reminded(String rolloutId, ApprovalStage stage, int no) {
    return once("reminded_at", rolloutId, stage, no);
  }

  boolean escalated(String rolloutId, ApprovalStage stage, int no) {
    return once("escalated_at", rolloutId, stage, no);
  }

  boolean expired(String rolloutId, ApprovalStage stage, int no) {
    return once("expired_at", rolloutId, stage, no);
  }

  boolean askedAnew(String rolloutId, ApprovalStage stage, int no) {
    return once("asked_anew_at", rolloutId, stage, no);
  }

  /** When the whole rollout has to be over; empty where its plan says nothing of that. */
  Optional<Instant> deadline(String rolloutId) {
    return jdbc.sql("select deadline_at from rollout where id = :id and deadline_at is not null")
        .param("id", rolloutId)
        .query((rs, n) -> Sql.instant(rs, "deadline_at"))
        .optional();
  }

  private boolean once(String column, String rolloutId, ApprovalStage stage, int no) {
    return statement(
                "update approval set %s = :now".formatted(column)
                    + THIS
                    + " and %s is null".formatted(column),
                rolloutId,
                stage,
                no)
            .param("now", Sql.time(clock.instant()))
            .update()
        == 1;
  }

  private JdbcClient.StatementSpec asked(
      String sql,
      String rolloutId,
      ApprovalStage stage,
      int no,
      ApprovalPolicy policy,
      Approvals times) {
    Instant now = clock.instant();
    return statement(sql, rolloutId, stage, no)
        .param("needed", policy.approvals())
        .param("group", policy.group())
        .param("escalation", policy.escalationGroup())
        .param("since", Sql.time(now))
        .param("remind", Sql.time(now.plus(times.remindAfter())))
        .param("escalate", Sql.time(now.plus(times.escalateAfter())))
        .param("expires", Sql.time(now.plus(times.within())));
  }

  private JdbcClient.StatementSpec statement(
      String sql, String rolloutId, ApprovalStage stage, int no) {
    return jdbc.sql(sql).param("rollout", rolloutId).param("stage", stage.name()).param("no", no);
  }

  private static ApprovalRow row(ResultSet rs, int number) throws SQLException {
    return new ApprovalRow(
        rs.getInt("needed"),
        rs.getString("approver_group"),
        rs.getString("escalation_group"),
        Sql.instant(rs, "since"),
        Sql.instant(rs, "remind_at"),
        Sql.instant(rs, "escalate_at"),
        Sql.instant(rs, "expires_at"),
        Sql.instant(rs, "reminded_at"),
        Sql.instant(rs, "escalated_at"),
        Sql.instant(rs, "expired_at"),
        rs.getInt("deferrals"),
        rs.getString("deferral"),
        rs.getBoolean("leaves_out"));
  }
}
