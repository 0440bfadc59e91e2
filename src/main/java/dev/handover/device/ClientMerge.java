package dev.handover.device;

import java.util.List;
import org.springframework.jdbc.core.JdbcOperations;

/** Rows of Configuration Manager. */
final class ClientMerge extends FleetMerge {

  private static final String DROP_OLDER =
      """
      delete from fleet_row r where exists (
        select 1 from device d
        where d.entra_device_id = r.entra_device_id and d.configmgr_seen_at is not null
          and (r.seen_at is null or r.seen_at < d.configmgr_seen_at))
      """;

  private static final String DROP_OF_NEWER_OWNER =
      """
      delete from fleet_row r where exists (
        select 1 from device d
        where d.resource_id = r.resource_id and d.entra_device_id <> r.entra_device_id
          and d.configmgr_seen_at is not null
          and (r.seen_at is null or r.seen_at < d.configmgr_seen_at))
      """;

  private static final String RELEASE =
      """
      update device d set
        resource_id = null,
        third_party_mdm = false,
        policy_present = false,
        configmgr_mask = null,
        configmgr_at_intune = null,
        management_state = case when intune_id is null then 'UNMANAGED' else 'INTUNE_ONLY' end
      where d.id in (
        select o.id from fleet_row r
        join device o on o.resource_id = r.resource_id and o.entra_device_id <> r.entra_device_id)
      """;

  private static final String POLICY_PRESENT = ofTheSameClient("policy_present");
  private static final String THIRD_PARTY_MDM = ofTheSameClient("third_party_mdm");

  /** What the file does not tell stays, unless another client was installed. */
  private static final String UPDATE =
      updateOf(
          List.of(
              new Column("configmgr_seen_at", "coalesce(r.seen_at, d.configmgr_seen_at)"),
              new Column("resource_id", "r.resource_id"),
              new Column("name", "r.name"),
              told("manufacturer"),
              told("model"),
              told("os_build"),
              told("site"),
              told("join_state"),
              new Column("third_party_mdm", THIRD_PARTY_MDM),
              new Column("policy_present", POLICY_PRESENT),
              ifTold("configmgr_mask", "r.mask"),
              ifTold("configmgr_at_intune", "r.at_intune"),
              new Column(
                  "management_state",
                  """
                  case
                    when %s then 'COEXISTENCE'
                    when d.intune_id is not null and %s then 'CO_MANAGED'
                    else 'CONFIGMGR_ONLY'
                  end"""
                      .formatted(THIRD_PARTY_MDM, POLICY_PRESENT))));

  private static final String INSERT =
      """
      insert into device (entra_device_id, resource_id, name, manufacturer, model, os_build, site,
        join_state, management_state, third_party_mdm, policy_present, configmgr_mask,
        configmgr_at_intune, configmgr_seen_at)
      select r.entra_device_id, r.resource_id, r.name, r.manufacturer, r.model, r.os_build, r.site,
        coalesce(r.join_state, 'NONE'),
        case when r.third_party_mdm then 'COEXISTENCE' else 'CONFIGMGR_ONLY' end,
        coalesce(r.third_party_mdm, false), coalesce(r.policy_present, false), r.mask, r.at_intune,
        r.seen_at
      from fleet_row r
      where not exists (select 1 from device d where d.entra_device_id = r.entra_device_id)
      """;

  private final boolean tellsMask;

  /**
   * @param tellsMask whether the file has a column with the mask, so that an empty one means none
   */
  ClientMerge(JdbcOperations operations, RefusedLines refused, boolean tellsMask) {
    super(operations, refused);
    this.tellsMask = tellsMask;
  }

  private static Column told(String column) {
    return new Column(column, "coalesce(r.%1$s, d.%1$s)".formatted(column));
  }

  private static String ofTheSameClient(String flag) {
    return "coalesce(r.%1$s, d.%1$s and d.resource_id = r.resource_id, false)".formatted(flag);
  }

  private static Column ifTold(String column, String value) {
    return new Column(
        column,
        "case when :tellsMask then %s when d.resource_id = r.resource_id then d.%s end"
            .formatted(value, column));
  }

  @Override
  void check() {
    refuseDoubles("entra_device_id", "Entra device ID");
    refuseDoubles("resource_id", "resource ID");
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
    return jdbc.sql(UPDATE).param("tellsMask", tellsMask).update();
  }

  @Override
  int insert() {
    return insertDevices(INSERT);
  }
}
