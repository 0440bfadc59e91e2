package dev.handover.calendar;

import dev.handover.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The freezes there are, were and will be. */
@Repository
public class Freezes {

  private final JdbcClient jdbc;

  public Freezes(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Those that have not ended by this moment, the first to start first. */
  public List<Freeze> from(Instant at) {
    return jdbc.sql("select * from change_freeze where ends_at > :at order by starts_at, id")
        .param("at", Sql.time(at))
        .query(Freezes::map)
        .list();
  }

  public Optional<Freeze> find(long id) {
    return jdbc.sql("select * from change_freeze where id = :id")
        .param("id", id)
        .query(Freezes::map)
        .optional();
  }

  /** Keeps it; returns it with its id. */
  @Transactional
  public Freeze add(Freeze freeze) {
    GeneratedKeyHolder key = new GeneratedKeyHolder();
    jdbc.sql(
            """
            insert into change_freeze (owner, reason, starts_at, ends_at, workload, site)
            values (:owner, :reason, :starts, :ends, :workload, :site)""")
        .param("owner", freeze.owner())
        .param("reason", freeze.reason())
        .param("starts", Sql.time(freeze.startsAt()))
        .param("ends", Sql.time(freeze.endsAt()))
        .param("workload", freeze.workload())
        .param("site", freeze.site())
        .update(key, "id");
    return find(key.getKey().longValue()).orElseThrow();
  }

  /**
   * Ends it at this moment, to the second; one that has not begun before that is gone.
   *
   * @return whether there was something to end
   */
  @Transactional
  public boolean end(long id, Instant at) {
    OffsetDateTime end = Sql.time(at.truncatedTo(ChronoUnit.SECONDS));
    int gone =
        jdbc.sql("delete from change_freeze where id = :id and starts_at >= :at")
            .param("id", id)
            .param("at", end)
            .update();
    return gone
            + jdbc.sql("update change_freeze set ends_at = :at where id = :id and ends_at > :at")
                .param("id", id)
                .param("at", end)
                .update()
        > 0;
  }

  private static Freeze map(ResultSet rs, int row) throws SQLException {
    return new Freeze(
        rs.getLong("id"),
        rs.getString("owner"),
        rs.getString("reason"),
        Sql.instant(rs, "starts_at"),
        Sql.instant(rs, "ends_at"),
        rs.getString("workload"),
        rs.getString("site"));
  }
}
