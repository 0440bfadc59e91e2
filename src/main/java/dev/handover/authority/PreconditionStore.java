package dev.handover.authority;

import dev.handover.estate.ConfigMgrSite.Baseline;
import dev.handover.estate.ConfigMgrSite.ClientSettings;
import dev.handover.estate.ConfigMgrSite.OfficeMgmtCom;
import dev.handover.estate.IntuneTenant.Compliance;
import dev.handover.estate.IntuneTenant.Evaluation;
import dev.handover.estate.IntuneTenant.TenantSettings;
import dev.handover.sql.Sql;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Keeps what was last read of settings and evaluations; only rows that change are written. */
@Repository
class PreconditionStore {

  private final JdbcClient jdbc;
  private final NamedParameterJdbcTemplate batches;

  PreconditionStore(JdbcClient jdbc, NamedParameterJdbcTemplate batches) {
    this.jdbc = jdbc;
    this.batches = batches;
  }

  @Transactional
  public void saveSite(List<Baseline> baselines, List<ClientSettings> clients) {
    jdbc.sql("delete from baseline").update();
    batch(
        "insert into baseline (id, name, always_apply) values (:id, :name, :always)",
        baselines.stream().map(PreconditionStore::params).toList());
    Map<Long, ClientSettings> before = new HashMap<>();
    jdbc.sql(
            """
            select resource_id, client_version, software_updates, office_com, bitlocker
            from client_setting""")
        .query(
            rs -> {
              String office = rs.getString("office_com");
              before.put(
                  rs.getLong("resource_id"),
                  new ClientSettings(
                      rs.getLong("resource_id"),
                      Sql.integer(rs, "client_version"),
                      (Boolean) rs.getObject("software_updates"),
                      office == null ? null : OfficeMgmtCom.valueOf(office),
                      rs.getString("bitlocker")));
            });
    replace(
        before,
        clients,
        ClientSettings::resourceId,
        PreconditionStore::params,
        "delete from client_setting where resource_id = :key",
        """
        insert into client_setting
          (resource_id, client_version, software_updates, office_com, bitlocker)
        values (:key, :version, :updates, :office, :bitlocker)""");
  }

  @Transactional
  public void saveTenant(TenantSettings settings) {
    jdbc.sql("delete from tenant_setting").update();
    jdbc.sql(
            """
            insert into tenant_setting (id, secure_by_default, compliance_policies, bitlocker)
            values (1, :secure, :policies, :bitlocker)""")
        .param("secure", settings.secureByDefault(), Types.BOOLEAN)
        .param("policies", settings.compliancePolicies())
        .param("bitlocker", settings.bitLocker(), Types.VARCHAR)
        .update();
  }

  @Transactional
  public void saveEvaluations(List<Evaluation> evaluations) {
    Map<String, Evaluation> before = new HashMap<>();
    jdbc.sql(
            """
            select entra_device_id, user_principal_name, licensed, compliant, under_intune
            from intune_evaluation""")
        .query(
            rs -> {
              before.put(
                  rs.getString("entra_device_id"),
                  new Evaluation(
                      rs.getString("entra_device_id"),
                      rs.getString("user_principal_name"),
                      (Boolean) rs.getObject("licensed"),
                      (Boolean) rs.getObject("compliant"),
                      Compliance.valueOf(rs.getString("under_intune"))));
            });
    replace(
        before,
        evaluations.stream().map(PreconditionStore::lowerCase).toList(),
        Evaluation::entraDeviceId,
        PreconditionStore::params,
        "delete from intune_evaluation where entra_device_id = :key",
        """
        insert into intune_evaluation
          (entra_device_id, user_principal_name, licensed, compliant, under_intune)
        values (:key, :user, :licensed, :compliant, :underIntune)""");
  }

  /** User principal names are the same in upper and in lower case. */
  private static Evaluation lowerCase(Evaluation e) {
    String user = e.userPrincipalName();
    return new Evaluation(
        e.entraDeviceId(),
        user == null ? null : user.toLowerCase(Locale.ROOT),
        e.licensed(),
        e.compliant(),
        e.underIntune());
  }

  /** Deletes what has changed or is gone, and inserts what has changed or is new. */
  private <K, R> void replace(
      Map<K, R> before,
      List<R> rows,
      Function<R, K> key,
      Function<R, MapSqlParameterSource> params,
      String delete,
      String insert) {
    Map<K, R> now = new HashMap<>();
    rows.forEach(row -> now.put(key.apply(row), row));
    List<SqlParameterSource> deletes = new ArrayList<>();
    before.forEach(
        (k, row) -> {
          if (!row.equals(now.get(k))) {
            deletes.add(new MapSqlParameterSource("key", k));
          }
        });
    List<SqlParameterSource> inserts = new ArrayList<>();
    now.forEach(
        (k, row) -> {
          if (!row.equals(before.get(k))) {
            inserts.add(params.apply(row).addValue("key", k));
          }
        });
    batch(delete, deletes);
    batch(insert, inserts);
  }

  private void batch(String sql, List<? extends SqlParameterSource> rows) {
    if (!rows.isEmpty()) {
      batches.batchUpdate(sql, rows.toArray(SqlParameterSource[]::new));
    }
  }

  private static MapSqlParameterSource params(Baseline baseline) {
    return new MapSqlParameterSource("id", baseline.id())
        .addValue("name", baseline.name())
        .addValue("always", baseline.alwaysApply());
  }

  private static MapSqlParameterSource params(ClientSettings client) {
    OfficeMgmtCom office = client.officeMgmtCom();
    return new MapSqlParameterSource()
        .addValue("version", client.clientVersion(), Types.INTEGER)
        .addValue("updates", client.softwareUpdates(), Types.BOOLEAN)
        .addValue("office", office == null ? null : office.name(), Types.VARCHAR)
        .addValue("bitlocker", client.bitLocker(), Types.VARCHAR);
  }

  private static MapSqlParameterSource params(Evaluation evaluation) {
    return new MapSqlParameterSource()
        .addValue("user", evaluation.userPrincipalName(), Types.VARCHAR)
        .addValue("licensed", evaluation.licensed(), Types.BOOLEAN)
        .addValue("compliant", evaluation.compliant(), Types.BOOLEAN)
        .addValue("underIntune", evaluation.underIntune().name());
  }
}
