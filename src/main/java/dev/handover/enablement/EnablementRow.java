package dev.handover.enablement;

import dev.handover.estate.AutoEnrolment;
import dev.handover.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/**
 * An enablement as it is kept.
 *
 * @param stage what automatic enrolment is set to now, on the way to the goal
 * @param enrollingSince since when devices may enrol; null before it was set
 * @param verdict null before the first
 * @param judgedAt when it was given; null likewise
 */
record EnablementRow(
    String id,
    EnablementState state,
    AutoEnrolment goal,
    AutoEnrolment stage,
    String collection,
    String collectionName,
    double minEnrolled,
    Duration within,
    String reason,
    String requestedBy,
    Instant requestedAt,
    Instant confirmBy,
    String confirmedBy,
    AutoEnrolment beforeSetting,
    String beforeCollection,
    Instant enrollingSince,
    Instant deadlineAt,
    EnrolmentVerdict.Verdict verdict,
    Instant judgedAt,
    String sentence,
    Instant endedAt,
    String processInstanceId) {

  static EnablementRow map(ResultSet rs, int n) throws SQLException {
    String verdict = rs.getString("verdict");
    return new EnablementRow(
        rs.getString("id"),
        EnablementState.valueOf(rs.getString("state")),
        AutoEnrolment.valueOf(rs.getString("goal")),
        AutoEnrolment.valueOf(rs.getString("stage")),
        rs.getString("collection"),
        rs.getString("collection_name"),
        rs.getDouble("min_enrolled"),
        Duration.ofSeconds(rs.getLong("within_seconds")),
        rs.getString("reason"),
        rs.getString("requested_by"),
        Sql.instant(rs, "requested_at"),
        Sql.instant(rs, "confirm_by"),
        rs.getString("confirmed_by"),
        AutoEnrolment.valueOf(rs.getString("before_setting")),
        rs.getString("before_collection"),
        Sql.instant(rs, "enrolling_since"),
        Sql.instant(rs, "deadline_at"),
        verdict == null ? null : EnrolmentVerdict.Verdict.valueOf(verdict),
        Sql.instant(rs, "judged_at"),
        rs.getString("sentence"),
        Sql.instant(rs, "ended_at"),
        rs.getString("process_instance_id"));
  }
}
