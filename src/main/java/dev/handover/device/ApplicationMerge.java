package dev.handover.device;

import dev.handover.sql.TemporaryTable;
import java.util.List;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * Rows of installed applications. A file tells all that is installed on the devices that it names:
 * what it does not name there is installed no more. Devices that it does not name stay as they are.
 */
final class ApplicationMerge extends FleetMerge {

  static final TemporaryTable INSTALLED =
      new TemporaryTable(
          "fleet_row", List.of("line bigint", "intune_id varchar(36)", "application varchar(256)"));

  private static final String UNKNOWN =
      """
      select r.line, r.intune_id as id, r.line as winner from fleet_row r
      where not exists (select 1 from device d where d.intune_id = r.intune_id)
      """;

  private static final String NEW_APPLICATIONS =
      """
      insert into application (name)
      select distinct r.application from fleet_row r
      where r.application not in (select a.name from application a)
      """;

  private static final String NO_MORE =
      """
      delete from device_application
      where device_id in (
          select d.id from fleet_row r join device d on d.intune_id = r.intune_id)
        and (application_id, device_id) not in (
          select a.id, d.id from fleet_row r
          join device d on d.intune_id = r.intune_id
          join application a on a.name = r.application)
      """;

  /** The same application under another version or for another user. */
  private static final String TWICE =
      """
      delete from fleet_row where line not in (
        select min(k.line) from fleet_row k group by k.intune_id, k.application)
      """;

  private static final String KNOWN =
      """
      delete from fleet_row where line in (
        select r.line from fleet_row r
        join device d on d.intune_id = r.intune_id
        join application a on a.name = r.application
        join device_application i on i.application_id = a.id and i.device_id = d.id)
      """;

  private static final String INSERT =
      """
      insert into device_application (application_id, device_id)
      select a.id, d.id from fleet_row r
      join device d on d.intune_id = r.intune_id
      join application a on a.name = r.application
      """;

  ApplicationMerge(JdbcOperations operations, RefusedLines refused) {
    super(operations, refused);
  }

  @Override
  void check() {
    refuse(
        UNKNOWN,
        (line, id, winner) ->
            "The fleet has no device with the Intune device ID %s; import the devices first."
                .formatted(id));
  }

  @Override
  int dropTheOlder() {
    jdbc.sql(NEW_APPLICATIONS).update();
    jdbc.sql(NO_MORE).update();
    return jdbc.sql(TWICE).update() + jdbc.sql(KNOWN).update();
  }

  /** There are none: devices and applications are only referred to. */
  @Override
  void releaseIds() {}

  @Override
  int update() {
    return 0;
  }

  @Override
  int insert() {
    return jdbc.sql(INSERT).update();
  }
}
