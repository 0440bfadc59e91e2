package dev.handover.estate.sandbox;

import dev.handover.estate.AutoEnrolment;
import dev.handover.sql.Sql;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The world's own account of every command that reached it, whether or not its reply did: the
 * witness of what was really moved. Only ever appended to.
 */
public final class SandboxLedger {

  /** What the world was told to do. */
  public enum Command {
    ADD,
    REMOVE,
    SET_SLIDER,
    SET_AUTO_ENROLMENT
  }

  /**
   * One command, for one device or one setting.
   *
   * @param seq ascending
   * @param at when, in estate time
   * @param collectionId the collection that a rule was added to or removed from, or whose members
   *     enrol; else null
   * @param workload the workload whose slider or pilot collection it was, null for other
   *     collections
   * @param position where a slider was moved to, else null
   * @param enrolment what automatic enrolment was set to, else null
   * @param resourceId Configuration Manager's id of the device, null for a slider
   * @param entraDeviceId null for a slider and for a device that the site does not know
   * @param changed whether it had an effect
   */
  public record Entry(
      long seq,
      Instant at,
      Command command,
      String collectionId,
      Workload workload,
      Slider position,
      AutoEnrolment enrolment,
      Long resourceId,
      String entraDeviceId,
      boolean changed) {}

  /** How many commands there were of a kind, and how many had an effect. */
  public record Tally(Command command, long total, long changed) {}

  private final JdbcClient jdbc;
  private final NamedParameterJdbcTemplate batch;

  SandboxLedger(JdbcClient jdbc, NamedParameterJdbcTemplate batch) {
    this.jdbc = jdbc;
    this.batch = batch;
  }

  /**
   * @param workload null for all
   * @param page from 0
   */
  public List<Entry> page(Workload workload, int page, int size) {
    return jdbc.sql(
            """
            select seq, at, command, collection_id, workload, position, enrolment, resource_id,
                   entra_device_id, changed
            from sandbox_ledger
            where cast(:workload as varchar(40)) is null or workload = :workload
            order by seq
            offset :offset rows fetch next :size rows only
            """)
        .param("workload", workload == null ? null : workload.slug())
        .param("offset", (long) page * size)
        .param("size", size)
        .query(
            (rs, n) -> {
              String slug = rs.getString("workload");
              String position = rs.getString("position");
              String enrolment = rs.getString("enrolment");
              return new Entry(
                  rs.getLong("seq"),
                  Sql.instant(rs, "at"),
                  Command.valueOf(rs.getString("command")),
                  rs.getString("collection_id"),
                  slug == null ? null : Workload.of(slug),
                  position == null ? null : Slider.valueOf(position),
                  enrolment == null ? null : AutoEnrolment.valueOf(enrolment),
                  rs.getObject("resource_id", Long.class),
                  rs.getString("entra_device_id"),
                  rs.getBoolean("changed"));
            })
        .list();
  }

  /**
   * @param workload null for all
   */
  public long count(Workload workload) {
    return tallies(workload).stream().mapToLong(Tally::total).sum();
  }

  /**
   * Totals by command; a command that never came is absent.
   *
   * @param workload null for all
   */
  public List<Tally> tallies(Workload workload) {
    return jdbc.sql(
            """
            select command, count(*) as total, sum(case when changed then 1 else 0 end) as changed
            from sandbox_ledger
            where cast(:workload as varchar(40)) is null or workload = :workload
            group by command order by command
            """)
        .param("workload", workload == null ? null : workload.slug())
        .query(
            (rs, n) ->
                new Tally(
                    Command.valueOf(rs.getString("command")),
                    rs.getLong("total"),
                    rs.getLong("changed")))
        .list();
  }

  /** What became of one device's rule. */
  record Rule(long resourceId, String entraDeviceId, boolean changed) {}

  void rules(Instant at, Command command, String collection, Workload workload, List<Rule> rules) {
    List<SqlParameterSource> rows = new ArrayList<>(rules.size());
    for (Rule rule : rules) {
      rows.add(
          row(at, command, collection, workload)
              .addValue("position", null)
              .addValue("resource", rule.resourceId())
              .addValue("entra", rule.entraDeviceId())
              .addValue("changed", rule.changed()));
    }
    append(rows);
  }

  void slider(Instant at, Workload workload, Slider position, boolean changed) {
    append(
        List.of(
            row(at, Command.SET_SLIDER, null, workload)
                .addValue("position", position.name())
                .addValue("resource", null)
                .addValue("entra", null)
                .addValue("changed", changed)));
  }

  void autoEnrolment(Instant at, AutoEnrolment setting, String collection, boolean changed) {
    append(
        List.of(
            row(at, Command.SET_AUTO_ENROLMENT, collection, null)
                .addValue("position", null)
                .addValue("enrolment", setting.name())
                .addValue("resource", null)
                .addValue("entra", null)
                .addValue("changed", changed)));
  }

  private static MapSqlParameterSource row(
      Instant at, Command command, String collection, Workload workload) {
    return new MapSqlParameterSource()
        .addValue("at", Sql.time(at))
        .addValue("command", command.name())
        .addValue("collection", collection)
        .addValue("workload", workload == null ? null : workload.slug())
        .addValue("enrolment", null);
  }

  private void append(List<SqlParameterSource> rows) {
    if (rows.isEmpty()) {
      return;
    }
    batch.batchUpdate(
        """
        insert into sandbox_ledger
          (at, command, collection_id, workload, position, enrolment, resource_id,
           entra_device_id, changed)
        values
          (:at, :command, :collection, :workload, :position, :enrolment, :resource, :entra,
           :changed)
        """,
        rows.toArray(SqlParameterSource[]::new));
  }
}
