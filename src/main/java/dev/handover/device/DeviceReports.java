package dev.handover.device;

import dev.handover.sql.Sql;
import dev.handover.workload.CapabilityMask;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;

/** Writes what both systems report: known devices are updated, the others inserted, in batches. */
final class DeviceReports {

  private static final String UPDATE_BY_CONFIGMGR =
      """
      update device set
        resource_id = :resourceId,
        name = :name,
        manufacturer = coalesce(:manufacturer, manufacturer),
        model = coalesce(:model, model),
        os_build = coalesce(:osBuild, os_build),
        site = coalesce(:site, site),
        join_state = :joinState,
        third_party_mdm = :thirdPartyMdm,
        policy_present = :policyPresent,
        configmgr_mask = :mask,
        configmgr_at_intune = :atIntune,
        configmgr_seen_at = :seenAt,
        management_state = case
          when :thirdPartyMdm then 'COEXISTENCE'
          when intune_id is not null and :policyPresent then 'CO_MANAGED'
          else 'CONFIGMGR_ONLY'
        end
      where entra_device_id = :entraDeviceId
        and (configmgr_seen_at is null or configmgr_seen_at <= :seenAt)
      """;

  private static final String INSERT_BY_CONFIGMGR =
      """
      insert into device (entra_device_id, resource_id, name, manufacturer, model, os_build, site,
        join_state, management_state, third_party_mdm, policy_present, configmgr_mask,
        configmgr_at_intune, configmgr_seen_at)
      values (:entraDeviceId, :resourceId, :name, :manufacturer, :model, :osBuild, :site,
        :joinState, case when :thirdPartyMdm then 'COEXISTENCE' else 'CONFIGMGR_ONLY' end,
        :thirdPartyMdm, :policyPresent, :mask, :atIntune, :seenAt)
      """;

  private static final String UPDATE_BY_INTUNE =
      """
      update device set
        intune_id = :intuneId,
        name = case when resource_id is null then :name else name end,
        manufacturer = case when resource_id is null then coalesce(:manufacturer, manufacturer)
          else coalesce(manufacturer, :manufacturer) end,
        model = case when resource_id is null then coalesce(:model, model)
          else coalesce(model, :model) end,
        os_build = case when resource_id is null then coalesce(:osBuild, os_build)
          else coalesce(os_build, :osBuild) end,
        join_state = case when resource_id is null then :joinState else join_state end,
        intune_at_intune = :atIntune,
        intune_seen_at = :seenAt,
        management_state = case
          when resource_id is null then 'INTUNE_ONLY'
          when third_party_mdm then 'COEXISTENCE'
          when policy_present then 'CO_MANAGED'
          else 'CONFIGMGR_ONLY'
        end
      where entra_device_id = :entraDeviceId
        and (intune_seen_at is null or intune_seen_at <= :seenAt)
      """;

  private static final String INSERT_BY_INTUNE =
      """
      insert into device (entra_device_id, intune_id, name, manufacturer, model, os_build,
        join_state, management_state, intune_at_intune, intune_seen_at)
      values (:entraDeviceId, :intuneId, :name, :manufacturer, :model, :osBuild,
        :joinState, 'INTUNE_ONLY', :atIntune, :seenAt)
      """;

  private static final String RELEASE_RESOURCE_ID =
      """
      update device set
        resource_id = null,
        third_party_mdm = false,
        policy_present = false,
        configmgr_mask = null,
        configmgr_at_intune = null,
        management_state = case when intune_id is null then 'UNMANAGED' else 'INTUNE_ONLY' end
      where id = :id
      """;

  private static final String RELEASE_INTUNE_ID =
      """
      update device set
        intune_id = null,
        intune_at_intune = null,
        management_state = case
          when resource_id is null then 'UNMANAGED'
          when third_party_mdm then 'COEXISTENCE'
          else 'CONFIGMGR_ONLY'
        end
      where id = :id
      """;

  private final NamedParameterJdbcTemplate batches;

  DeviceReports(NamedParameterJdbcTemplate batches) {
    this.batches = batches;
  }

  int saveConfigMgr(List<ConfigMgrRow> rows) {
    Map<String, ConfigMgrRow> newest = new LinkedHashMap<>();
    for (ConfigMgrRow row : byTime(rows, ConfigMgrRow::reportedAt)) {
      newest.put(row.entraDeviceId(), row);
    }
    Map<Long, String> owners = new HashMap<>();
    newest.values().forEach(row -> owners.put(row.resourceId(), row.entraDeviceId()));
    newest.values().removeIf(row -> !owners.get(row.resourceId()).equals(row.entraDeviceId()));
    release("resource_id", owners, RELEASE_RESOURCE_ID);
    return save(newest, DeviceReports::params, UPDATE_BY_CONFIGMGR, INSERT_BY_CONFIGMGR);
  }

  int saveIntune(List<IntuneRow> rows) {
    Map<String, IntuneRow> newest = new LinkedHashMap<>();
    for (IntuneRow row : byTime(rows, IntuneRow::lastSyncAt)) {
      newest.put(row.entraDeviceId(), row);
    }
    Map<String, String> owners = new HashMap<>();
    newest.values().forEach(row -> owners.put(row.intuneId(), row.entraDeviceId()));
    newest.values().removeIf(row -> !owners.get(row.intuneId()).equals(row.entraDeviceId()));
    release("intune_id", owners, RELEASE_INTUNE_ID);
    return save(newest, DeviceReports::params, UPDATE_BY_INTUNE, INSERT_BY_INTUNE);
  }

  /** The oldest first, so that in a map the newest stays. */
  private static <R> List<R> byTime(List<R> rows, Function<R, Instant> time) {
    return rows.stream().sorted((a, b) -> time.apply(a).compareTo(time.apply(b))).toList();
  }

  /** Takes an id away from devices that had it before it came to another Entra id. */
  private <K> void release(String column, Map<K, String> owners, String release) {
    String sql = "select id, entra_device_id, %1$s from device where %1$s in (:ids)";
    List<SqlParameterSource> former = new ArrayList<>();
    for (List<K> chunk : Sql.chunks(owners.keySet())) {
      batches.query(
          sql.formatted(column),
          new MapSqlParameterSource("ids", chunk),
          rs -> {
            if (!rs.getString("entra_device_id").equals(owners.get(rs.getObject(column)))) {
              former.add(new MapSqlParameterSource("id", rs.getLong("id")));
            }
          });
    }
    batch(release, former);
  }

  private <R> int save(
      Map<String, R> rows, Function<R, SqlParameterSource> params, String update, String insert) {
    Set<String> known = new HashSet<>();
    for (List<String> chunk : Sql.chunks(rows.keySet())) {
      known.addAll(
          batches.queryForList(
              "select entra_device_id from device where entra_device_id in (:ids)",
              new MapSqlParameterSource("ids", chunk),
              String.class));
    }
    List<SqlParameterSource> updates = new ArrayList<>();
    List<SqlParameterSource> inserts = new ArrayList<>();
    rows.forEach((id, row) -> (known.contains(id) ? updates : inserts).add(params.apply(row)));
    return batch(update, updates) + batch(insert, inserts);
  }

  private int batch(String sql, Collection<SqlParameterSource> params) {
    return params.isEmpty()
        ? 0
        : Arrays.stream(batches.batchUpdate(sql, params.toArray(SqlParameterSource[]::new))).sum();
  }

  private static SqlParameterSource params(ConfigMgrRow row) {
    return common(row.entraDeviceId(), row.name(), row.manufacturer(), row.model(), row.osBuild())
        .addValue("resourceId", row.resourceId())
        .addValue("site", row.site(), Types.VARCHAR)
        .addValue("joinState", row.joinState())
        .addValue("thirdPartyMdm", row.thirdPartyMdm())
        .addValue("policyPresent", row.policyPresent())
        .addValue("mask", row.mask(), Types.INTEGER)
        .addValue("atIntune", row.atIntune(), Types.INTEGER)
        .addValue("seenAt", Sql.time(row.reportedAt()));
  }

  private static SqlParameterSource params(IntuneRow row) {
    return common(row.entraDeviceId(), row.name(), row.manufacturer(), row.model(), row.osBuild())
        .addValue("intuneId", row.intuneId())
        .addValue("joinState", row.joinState())
        .addValue("atIntune", CapabilityMask.bits(row.atIntune()), Types.INTEGER)
        .addValue("seenAt", Sql.time(row.lastSyncAt()));
  }

  private static MapSqlParameterSource common(
      String entraDeviceId, String name, String manufacturer, String model, String osBuild) {
    return new MapSqlParameterSource("entraDeviceId", entraDeviceId)
        .addValue("name", name)
        .addValue("manufacturer", manufacturer, Types.VARCHAR)
        .addValue("model", model, Types.VARCHAR)
        .addValue("osBuild", osBuild, Types.VARCHAR);
  }
}
