package dev.handover.device;

import dev.handover.sql.EmptyTable;
import dev.handover.sql.Statistics;
import dev.handover.sql.TemporaryTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Takes rows over into the fleet, be they read from a system or imported: the newest report of a
 * device counts, an older one changes nothing, and an id that has come to another device, as after
 * a reset, is taken over from the one that had it. A row without a time never replaces what has
 * one; what a row does not tell stays.
 */
abstract class FleetMerge {

  static final TemporaryTable ROWS =
      new TemporaryTable(
          "fleet_row",
          List.of(
              "entra_device_id varchar(36)",
              "line bigint",
              "intune_id varchar(36)",
              "resource_id bigint",
              "name varchar(64)",
              "manufacturer varchar(64)",
              "model varchar(64)",
              "os_build varchar(32)",
              "site varchar(16)",
              "join_state varchar(16)",
              "third_party_mdm boolean",
              "policy_present boolean",
              "mask integer",
              "at_intune integer",
              "seen_at timestamp(6) with time zone",
              "serial_number varchar(128)",
              // Empty where there is told to be none
              "user_principal_name varchar(256)"));

  private static final String NAMES =
      ROWS.columns().stream().map(c -> c.split(" ")[0]).collect(Collectors.joining(", "));

  /** Takes the place of {@link #ROWS} while those are left out that are refused. */
  private static final TemporaryTable KEPT = new TemporaryTable("kept_row", ROWS.columns());

  /**
   * The rows with the line that wins among those of the same id: the newest, else the upper one. As
   * a window over all rows: H2 would read them all for each that it looks up, here or to delete it.
   */
  private static final String RANKED =
      """
      select r.*, first_value(r.line) over (
        partition by r.%1$s order by r.seen_at desc nulls last, r.line) as winner
      from fleet_row r
      """;

  /** So many rows may change how the fleet is best read. */
  private static final int MANY = 10_000;

  final JdbcClient jdbc;
  private final JdbcOperations operations;
  private final RefusedLines refused;

  FleetMerge(JdbcOperations operations, RefusedLines refused) {
    this.jdbc = JdbcClient.create(operations);
    this.operations = operations;
    this.refused = refused;
  }

  /** What became of the rows. */
  record Outcome(long created, long updated, long older, long unchanged) {}

  /** Refuses rows that contradict each other or name no device. */
  abstract void check();

  /** Deletes rows that are older than what the fleet knows; how many. */
  abstract int dropTheOlder();

  /** Takes ids away from devices that had them before they came to another one. */
  abstract void releaseIds();

  /** Leaves devices alone of which the row says what is known. */
  abstract int update();

  abstract int insert();

  final Outcome merge() {
    int rows = rows();
    int older = dropTheOlder();
    releaseIds();
    int updated = update();
    int created = insert();
    if (created + updated >= MANY) {
      Statistics.refresh(operations, "device");
    }
    return new Outcome(created, updated, older, rows - created - updated - older);
  }

  private int rows() {
    return jdbc.sql("select count(*) from fleet_row").query(Integer.class).single();
  }

  /**
   * What becomes of a column of the fleet.
   *
   * @param value an expression over the device as it was, {@code d}, and the row, {@code r}
   */
  record Column(String name, String value) {}

  /**
   * A statement that updates the devices of which a row tells something new; to write all of them
   * again would take as long as if they had changed.
   *
   * @param columns those that tell most rows apart first
   */
  static String updateOf(List<Column> columns) {
    return """
        merge into device d using fleet_row r on d.entra_device_id = r.entra_device_id
        when matched and (%s) then update set %s
        """
        .formatted(
            columns.stream()
                .map(c -> "d.%s is distinct from (%s)".formatted(c.name, c.value))
                .collect(Collectors.joining(" or ")),
            columns.stream()
                .map(c -> "%s = %s".formatted(c.name, c.value))
                .collect(Collectors.joining(", ")));
  }

  /**
   * Inserts devices, for {@link #insert}.
   *
   * @param sql inserts them from these rows
   */
  final int insertDevices(String sql) {
    return rows() < MANY
        ? jdbc.sql(sql).update()
        : EmptyTable.fill(operations, "device", () -> jdbc.sql(sql).update());
  }

  final void refuseDoubles(String column, String title) {
    String shared =
        "select count(*) from (select %1$s from fleet_row where %1$s is not null group by %1$s having count(*) > 1) k"
            .formatted(column);
    if (jdbc.sql(shared).query(Long.class).single() == 0) {
      return;
    }
    String ranked = RANKED.formatted(column);
    String losers = "select * from (%2$s) ranked where %1$s is not null and line <> winner";
    String kept = "select %3$s from (%2$s) ranked where %1$s is null or line = winner";
    int named =
        name(
            losers.formatted(column, ranked),
            row ->
                "The %s %s is also on line %d; it must be in the file once."
                    .formatted(title, row.getString(column), row.getLong("winner")));
    int before = rows();
    KEPT.fill(
        new NamedParameterJdbcTemplate(operations),
        kept.formatted(column, ranked, NAMES),
        Map.of());
    jdbc.sql("delete from fleet_row").update();
    int left = jdbc.sql("insert into fleet_row select * from kept_row").update();
    refused.addUnnamed(before - left - named);
  }

  /**
   * Refuses the rows that have nothing in a column, which was looked up by their Intune id.
   *
   * @param sentence has a place for that id
   */
  final void refuseUnknown(String column, String sentence) {
    String unknown = "from fleet_row where %s is null".formatted(column);
    int named = name("select * " + unknown, row -> sentence.formatted(row.getString("intune_id")));
    int deleted = named == 0 ? 0 : jdbc.sql("delete " + unknown).update();
    refused.addUnnamed(deleted - named);
  }

  /** Says why of one row. */
  @FunctionalInterface
  private interface Why {
    String sentence(ResultSet row) throws SQLException;
  }

  /** Tells why of the first of the rows that a query selects; how many it told of. */
  private int name(String rows, Why why) {
    return jdbc.sql(rows + " order by line limit " + RefusedLines.KEPT)
        .query(
            (row, n) -> {
              refused.add(row.getLong("line"), why.sentence(row));
              return n;
            })
        .list()
        .size();
  }
}
