package dev.handover.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.estate.ConfigMgrSite;
import dev.handover.estate.ConfigMgrSite.Baseline;
import dev.handover.estate.ConfigMgrSite.ClientSettings;
import dev.handover.estate.ConfigMgrSite.OfficeMgmtCom;
import dev.handover.estate.EstateException;
import dev.handover.estate.IntuneTenant;
import dev.handover.estate.IntuneTenant.Compliance;
import dev.handover.estate.IntuneTenant.Evaluation;
import dev.handover.estate.IntuneTenant.TenantSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Settings and evaluations as they are read and kept, on both databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PreconditionsTest {

  private final DataSource dataSource = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final TestClock clock = new TestClock();
  private final ConfigMgrSite site = mock(ConfigMgrSite.class);
  private final IntuneTenant tenant = mock(IntuneTenant.class);
  private final Preconditions preconditions =
      new Preconditions(
          site,
          tenant,
          new PreconditionStore(jdbc, new NamedParameterJdbcTemplate(dataSource)),
          clock);

  abstract DataSource dataSource();

  static class OnH2Test extends PreconditionsTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  static class OnPostgresTest extends PreconditionsTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @BeforeEach
  void clean() {
    TestDatabase.empty(
        dataSource, "tenant_setting", "baseline", "client_setting", "intune_evaluation");
    reset(site, tenant);
  }

  private List<List<Object>> rows(String sql) {
    return jdbc.sql(sql).query().listOfRows().stream()
        .map(row -> List.copyOf(row.values().stream().map(v -> v == null ? "-" : v).toList()))
        .toList();
  }

  @Test
  void a_second_reading_replaces_what_has_changed_is_gone_or_is_new() {
    when(site.baselines()).thenReturn(List.of(new Baseline("b1", "Firewall", false)));
    when(site.clientSettings())
        .thenReturn(
            List.of(
                new ClientSettings(1, 2309, true, OfficeMgmtCom.ENABLED, "NONE"),
                new ClientSettings(2, null, null, null, null),
                new ClientSettings(3, 2309, false, OfficeMgmtCom.DISABLED, "XTS_AES_256")));
    preconditions.readSite(Instant.EPOCH);
    when(site.baselines()).thenReturn(List.of(new Baseline("b2", "Time", true)));
    when(site.clientSettings())
        .thenReturn(
            List.of(
                new ClientSettings(1, 2309, false, OfficeMgmtCom.NOT_CONFIGURED, "NONE"),
                new ClientSettings(2, null, null, null, null),
                new ClientSettings(4, 2403, true, null, "XTS_AES_128")));
    preconditions.readSite(Instant.EPOCH);

    assertThat(rows("select * from baseline")).containsExactly(List.of("b2", "Time", true));
    assertThat(rows("select * from client_setting order by resource_id"))
        .containsExactly(
            List.of(1L, 2309, false, "NOT_CONFIGURED", "NONE"),
            List.of(2L, "-", "-", "-", "-"),
            List.of(4L, 2403, true, "-", "XTS_AES_128"));
  }

  @Test
  void what_the_tenant_does_not_say_stays_unknown() {
    when(tenant.settings()).thenReturn(new TenantSettings(true, 3, "XTS_AES_256"));
    preconditions.readTenant(Instant.EPOCH);
    when(tenant.settings()).thenReturn(new TenantSettings(null, 0, null));
    preconditions.readTenant(Instant.EPOCH);

    assertThat(rows("select * from tenant_setting")).containsExactly(List.of(1, "-", 0, "-"));
  }

  @Test
  void users_are_the_same_however_their_names_are_written() {
    when(tenant.evaluations())
        .thenReturn(
            List.of(
                new Evaluation("e1", "Ann@Contoso.com", true, true, Compliance.ERROR),
                new Evaluation("e2", null, null, null, Compliance.UNKNOWN)));
    preconditions.readEvaluations(Instant.EPOCH);
    when(tenant.evaluations())
        .thenReturn(
            List.of(new Evaluation("e1", "ann@contoso.com", true, false, Compliance.COMPLIANT)));
    assertThat(rows("select * from intune_evaluation order by entra_device_id"))
        .containsExactly(
            List.of("e1", "ann@contoso.com", true, true, "ERROR"),
            List.of("e2", "-", "-", "-", "UNKNOWN"));
    preconditions.readEvaluations(Instant.EPOCH);

    assertThat(rows("select * from intune_evaluation"))
        .containsExactly(List.of("e1", "ann@contoso.com", true, false, "COMPLIANT"));
  }

  @Test
  void a_source_is_asked_twice_a_day_and_one_that_fails_keeps_what_was_read() {
    when(tenant.settings()).thenReturn(new TenantSettings(true, 3, null));
    Instant read = preconditions.readTenant(Instant.EPOCH);
    assertThat(read).isEqualTo(clock.instant());
    clearInvocations(tenant);
    clock.advance(Duration.ofHours(11));
    assertThat(preconditions.readTenant(read)).isEqualTo(read);
    verify(tenant, never()).settings();
    clock.advance(Duration.ofHours(1));
    when(tenant.settings()).thenThrow(new EstateException("throttled"));

    assertThatThrownBy(() -> preconditions.readTenant(read)).isInstanceOf(EstateException.class);
    assertThat(rows("select compliance_policies from tenant_setting")).hasSize(1);
  }
}
