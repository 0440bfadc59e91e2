package dev.handover.rollout;

import dev.handover.health.EvidenceJson;
import dev.handover.health.LastKnown;
import dev.handover.health.Verdict;
import dev.handover.health.WaveKey;
import dev.handover.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The guard's last look at each passed wave, in the caller's transaction. */
@Repository
class GuardStore {

  private final JdbcClient jdbc;
  private final Clock clock;

  GuardStore(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * @param regressedAt when the guard last failed the wave; null where it never has
   */
  record Look(
      int no, String verdict, String evidence, String hash, Instant regressedAt, String why) {

    private static Look of(ResultSet rs, int row) throws SQLException {
      return new Look(
          rs.getInt("wave_no"),
          rs.getString("verdict"),
          rs.getString("evidence"),
          rs.getString("evidence_hash"),
          Sql.instant(rs, "regressed_at"),
          rs.getString("regressed_why"));
    }
  }

  void looked(WaveKey wave, LastKnown known, Verdict verdict, EvidenceJson shown) {
    Map<String, Object> look =
        Map.of(
            "rollout", wave.rolloutId(),
            "no", wave.no(),
            "seen", known.fingerprint(),
            "verdict", verdict.name(),
            "now", Sql.time(clock.instant()),
            "evidence", shown.json(),
            "hash", shown.hash());
    int rows =
        jdbc.sql(
                """
                update wave_guard set seen = :seen, verdict = :verdict, judged_at = :now,
                  evidence = :evidence, evidence_hash = :hash
                where rollout_id = :rollout and wave_no = :no""")
            .params(look)
            .update();
    if (rows == 0) {
      jdbc.sql(
              """
              insert into wave_guard
                (rollout_id, wave_no, seen, verdict, judged_at, evidence, evidence_hash)
              values (:rollout, :no, :seen, :verdict, :now, :evidence, :hash)""")
          .params(look)
          .update();
    }
  }

  void regressed(WaveKey wave, String why) {
    jdbc.sql(
            """
            update wave_guard set regressed_at = :now, regressed_why = :why
            where rollout_id = :rollout and wave_no = :no""")
        .param("now", Sql.time(clock.instant()))
        .param("why", why)
        .param("rollout", wave.rolloutId())
        .param("no", wave.no())
        .update();
  }

  /** The waves that the guard has failed, whatever was decided then. */
  List<Look> regressions(String rolloutId) {
    return jdbc.sql(
            """
            select * from wave_guard
            where rollout_id = :rollout and regressed_at is not null order by wave_no""")
        .param("rollout", rolloutId)
        .query(Look::of)
        .list();
  }

  /** The look by which the guard failed a wave; empty where it has not. */
  Optional<Look> regression(String rolloutId, int no) {
    return regressions(rolloutId).stream().filter(look -> look.no() == no).findFirst();
  }
}
