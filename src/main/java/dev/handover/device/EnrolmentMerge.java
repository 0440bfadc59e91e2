package dev.handover.device;

import java.util.List;
import org.springframework.jdbc.core.JdbcOperations;

/** Rows of Intune: devices, or the workloads of co-managed ones. */
final class EnrolmentMerge extends FleetMerge {

  /** The report of workloads may come without the Entra id. */
  private static final String FIND_BY_INTUNE_ID =
      """
      update fleet_row r set entra_device_id = (
        select d.entra_device_id from device d where d.intune_id = r.intune_id)
      where r.entra_device_id is null
      """;

  /** Without a time, workloads are taken only where none are known of the same enrolment. */
  private static final String DROP_OLDER =
      """
      delete from fleet_row r where exists (
        select 1 from device d
        where d.entra_device_id = r.entra_device_id and d.intune_seen_at is not null
          and (r.seen_at < d.intune_seen_at
            or r.seen_at is null and (r.at_intune is null or d.intune_at_intune is not null
              or d.intune_id is null or d.intune_id <> r.intune_id)))
      """;

  private static final String DROP_OF_NEWER_OWNER =
      """
      delete from fleet_row r where exists (
        select 1 from device d
        where d.intune_id = r.intune_id and d.entra_device_id <> r.entra_device_id
          and d.intune_seen_at is not null
          and (r.seen_at is null or r.seen_at < d.intune_seen_at))
      """;

  private static final String RELEASE =
      """
      update device d set
        intune_id = null,
        intune_at_intune = null,
        user_principal_name = null,
        management_state = case
          when resource_id is null then 'UNMANAGED'
          when third_party_mdm then 'COEXISTENCE'
          else 'CONFIGMGR_ONLY'
        end
      where d.id in (
        select o.id from fleet_row r
        join device o on o.intune_id = r.intune_id and o.entra_device_id <> r.entra_device_id)
      """;

  private static final String UPDATE =
      updateOf(
          List.of(
              new Column("intune_seen_at", "coalesce(r.seen_at, d.intune_seen_at)"),
              new Column("intune_id", "r.intune_id"),
              new Column("name", "case when d.resource_id is null then r.name else d.name end"),
              unlessClient("manufacturer"),
              unlessClient("model"),
              unlessClient("os_build"),
              new Column(
                  "join_state",
                  "case when d.resource_id is null then coalesce(r.join_state, d.join_state)"
                      + " else d.join_state end"),
              new Column(
                  "intune_at_intune",
                  "coalesce(r.at_intune,"
                      + " case when d.intune_id = r.intune_id then d.intune_at_intune end)"),
              new Column("serial_number", "coalesce(r.serial_number, d.serial_number)"),
              new Column(
                  "user_principal_name",
                  "nullif(coalesce(r.user_principal_name,"
                      + " case when d.intune_id = r.intune_id then d.user_principal_name end), '')"),
              new Column(
                  "management_state",
                  """
                  case
                    when d.resource_id is null then 'INTUNE_ONLY'
                    when d.third_party_mdm then 'COEXISTENCE'
                    when d.policy_present then 'CO_MANAGED'
                    else 'CONFIGMGR_ONLY'
                  end""")));

  private static final String INSERT =
      """
      insert into device (entra_device_id, intune_id, name, manufacturer, model, os_build,
        join_state, management_state, intune_at_intune, intune_seen_at, serial_number,
        user_principal_name)
      select r.entra_device_id, r.intune_id, r.name, r.manufacturer, r.model, r.os_build,
        coalesce(r.join_state, 'NONE'), 'INTUNE_ONLY', r.at_intune, r.seen_at, r.serial_number,
        nullif(r.user_principal_name, '')
      from fleet_row r
      where not exists (select 1 from device d where d.entra_device_id = r.entra_device_id)
      """;

  EnrolmentMerge(JdbcOperations operations, RefusedLines refused) {
    super(operations, refused);
  }

  /** The client knows better, where there is one. */
  private static Column unlessClient(String column) {
    return new Column(
        column,
        """
        case when d.resource_id is null then coalesce(r.%1$s, d.%1$s)
          else coalesce(d.%1$s, r.%1$s) end"""
            .formatted(column));
  }

  @Override
  void check() {
    refuseDoubles("intune_id", "Intune device ID");
    if (jdbc.sql(FIND_BY_INTUNE_ID).update() > 0) {
      refuseUnknown(
          "entra_device_id",
          "No device is known by the Intune device ID %s; the Intune devices must be imported first,"
              + " or the file must have the column 'ReferenceId'.");
    }
    refuseDoubles("entra_device_id", "Entra device ID");
  }

  @Override
  int dropTheOlder() {
    return jdbc.sql(DROP_OLDER).update() + jdbc.sql(DROP_OF_NEWER_OWNER).update();
  }

  @Override
  void releaseIds() {
    jdbc.sql(RELEASE).update();
  }

  @Override
  int update() {
    return jdbc.sql(UPDATE).update();
  }

  @Override
  int insert() {
    return insertDevices(INSERT);
  }
}
