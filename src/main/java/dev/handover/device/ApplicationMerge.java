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
          "fleet_row",
          List.of(
              "line bigint",
              "intune_id varchar(36)",
              "application varchar(256)",
              "device_id bigint",
              "application_id integer"));

  // Ids are looked up row by row, and first of all: H2 would join these rows, which have no index,
  // by reading all of them for each device or installation.

  private static final String DEVICES =
      """
      update fleet_row set device_id = (
        select d.id from device d where d.intune_id = fleet_row.intune_id)
      """;

  private static final String APPLICATIONS =
      """
      update fleet_row set application_id = (
        select a.id from application a where a.name = fleet_row.application)
      """;

  private static final String NEW_APPLICATIONS =
      """
      insert into application (name)
      select distinct r.application from fleet_row r
      where r.application not in (select a.name from application a)
      """;

  // As a merge, for H2 would look for each installation through all of these rows again.
  private static final String NO_MORE =
      """
      merge into device_application i using (
        select k.application_id, k.device_id
        from (select distinct device_id from fleet_row) d
        join device_application k on k.device_id = d.device_id
        except
        select r.application_id, r.device_id from fleet_row r
      ) gone on i.application_id = gone.application_id and i.device_id = gone.device_id
      when matched then delete
      """;

  /** Once, be it there in several versions or for several users. */
  private static final String NEW =
      """
      select distinct r.application_id, r.device_id from fleet_row r
      where not exists (
        select 1 from device_application i
        where i.application_id = r.application_id and i.device_id = r.device_id)
      """;

  ApplicationMerge(JdbcOperations operations, RefusedLines refused) {
    super(operations, refused);
  }

  @Override
  void check() {
    jdbc.sql(DEVICES).update();
    refuseUnknown(
        "device_id",
        "The fleet has no device with the Intune device ID %s; import the devices first.");
  }

  /** Leaves out, without a word, the rows of devices that are not known. */
  void leaveOutUnknown() {
    jdbc.sql(DEVICES).update();
    jdbc.sql("delete from fleet_row where device_id is null").update();
  }

  /** None: a report has no time, and tells all that is installed on the devices that it names. */
  @Override
  int dropTheOlder() {
    jdbc.sql(NEW_APPLICATIONS).update();
    jdbc.sql(APPLICATIONS).update();
    jdbc.sql(NO_MORE).update();
    return 0;
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
    return jdbc.sql("insert into device_application (application_id, device_id) " + NEW).update();
  }
}
