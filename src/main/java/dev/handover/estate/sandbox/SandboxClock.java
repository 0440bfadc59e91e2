package dev.handover.estate.sandbox;

import dev.handover.estate.EstateClock;
import dev.handover.sql.Sql;
import java.time.Clock;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps the sandbox's time: where it was anchored to the wall clock is remembered, so that it goes
 * on through restarts, and goes on while nobody runs.
 */
final class SandboxClock {

  private final JdbcClient jdbc;
  private final Clock wall;

  SandboxClock(JdbcClient jdbc, Clock wall) {
    this.jdbc = jdbc;
    this.wall = wall;
  }

  /** The clock as it was anchored; anchored anew, without a jump, where the factor has changed. */
  EstateClock start(double factor) {
    Instant now = wall.instant();
    jdbc.sql(
            """
            insert into sandbox_clock (id, wall_start, estate_start, factor)
            select 1, cast(:now as timestamp(6) with time zone),
                   cast(:now as timestamp(6) with time zone), cast(:factor as double precision)
            where not exists (select 1 from sandbox_clock)
            """)
        .param("now", Sql.time(now))
        .param("factor", factor)
        .update();
    EstateClock clock = read();
    if (clock.factor() == factor) {
      return clock;
    }
    jdbc.sql(
            """
            update sandbox_clock set wall_start = :wall, estate_start = :estate, factor = :factor
            where id = 1 and factor = :old
            """)
        .param("wall", Sql.time(now))
        .param("estate", Sql.time(clock.instant()))
        .param("factor", factor)
        .param("old", clock.factor())
        .update();
    return read();
  }

  private EstateClock read() {
    return jdbc.sql("select wall_start, estate_start, factor from sandbox_clock where id = 1")
        .query(
            (rs, n) ->
                new EstateClock(
                    wall,
                    Sql.instant(rs, "wall_start"),
                    Sql.instant(rs, "estate_start"),
                    rs.getDouble("factor")))
        .single();
  }
}
