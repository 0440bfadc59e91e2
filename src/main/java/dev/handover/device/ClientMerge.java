package dev.handover.device;

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

  /** What the file does not tell stays, unless another client was installed. */
  private static final String UPDATE =
      """
      merge into device d using fleet_row r on d.entra_device_id = r.entra_device_id
      when matched then update set
        resource_id = r.resource_id,
        name = r.name,
        manufacturer = coalesce(r.manufacturer, d.manufacturer),
        model = coalesce(r.model, d.model),
        os_build = coalesce(r.os_build, d.os_build),
        site = coalesce(r.site, d.site),
        join_state = coalesce(r.join_state, d.join_state),
        third_party_mdm = coalesce(r.third_party_mdm, d.third_party_mdm and d.resource_id = r.resource_id, false),
        policy_present = coalesce(r.policy_present, d.policy_present and d.resource_id = r.resource_id, false),
        configmgr_mask = case when :tellsMask then r.mask
            when d.resource_id = r.resource_id then d.configmgr_mask end,
        configmgr_at_intune = case when :tellsMask then r.at_intune
            when d.resource_id = r.resource_id then d.configmgr_at_intune end,
        configmgr_seen_at = coalesce(r.seen_at, d.configmgr_seen_at),
        management_state = case
            when coalesce(r.third_party_mdm,
              d.third_party_mdm and d.resource_id = r.resource_id, false) then 'COEXISTENCE'
            when d.intune_id is not null and coalesce(r.policy_present,
              d.policy_present and d.resource_id = r.resource_id, false) then 'CO_MANAGED'
            else 'CONFIGMGR_ONLY'
          end
      """;

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
    return jdbc.sql(INSERT).update();
  }
}
