package dev.handover.device;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.authority.DeviceFinding;
import dev.handover.authority.DeviceFindings;
import dev.handover.device.DeviceSearch.Query;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How long a search takes among a million devices. */
@Tag("bench")
class DeviceSearchBenchTest {

  private static final int ROUNDS = 12;

  private DeviceSearch search;

  @Test
  void postgresql() {
    DataSource dataSource = TestDatabase.postgres();
    fill(dataSource, "generate_series(1, 1000000) as g (n)", "lpad(n::text, 8, '0')");
    JdbcClient.create(dataSource).sql("analyze device").update();
    measure(dataSource);
  }

  @Test
  void h2(@TempDir Path folder) {
    DataSource dataSource = TestDatabase.h2(folder);
    fill(dataSource, "system_range(1, 1000000) as g (n)", "lpad(n, 8, '0')");
    measure(dataSource);
  }

  private static void fill(DataSource dataSource, String numbers, String digits) {
    JdbcClient.create(dataSource)
        .sql(
            """
            insert into device (id, entra_device_id, resource_id, intune_id, name, model, site,
              os_build, join_state, management_state, serial_number, user_principal_name)
            select n, 'e' || n, 16777216 + n, 'i' || n,
                   case mod(n, 3) when 0 then 'WKS-' when 1 then 'LAP-' else 'TAB-' end || %2$s,
                   case when mod(n, 20000) = 7 then 'Rare' else 'Model ' || mod(n, 40) end,
                   case when mod(n, 30000) = 9 then 'FAR' else 'S' || mod(n, 25) end,
                   '10.0.22631.4317', 'HYBRID_JOINED',
                   case when mod(n, 100) < 92 then 'CO_MANAGED'
                     when mod(n, 100) < 95 then 'CONFIGMGR_ONLY'
                     when mod(n, 100) < 98 then 'INTUNE_ONLY' else 'COEXISTENCE' end,
                   'SN' || mod(cast(n as bigint) * 7919, 1000003),
                   case when mod(n, 50) <> 0 then 'user' || mod(cast(n as bigint) * 104729, 1000003) || '@contoso.com' end
            from %1$s"""
                .formatted(numbers, digits))
        .update();
  }

  private void measure(DataSource dataSource) {
    search = new DeviceSearch(dataSource);
    measure("everything", new Query(null, null, null, null), 0);
    measure("the last page of everything", new Query(null, null, null, null), 199);
    measure("one name", new Query("wks-00300000", null, null, null), 0);
    measure("a letter", new Query("w", null, null, null), 0);
    measure("a serial number", new Query("SN555555", null, null, null), 0);
    measure("how serial numbers begin", new Query("sn5", null, null, null), 0);
    measure("a user", new Query("user77777@contoso.com", null, null, null), 0);
    measure("how all users begin", new Query("user", null, null, null), 0);
    measure("the last page of it", new Query("user", null, null, null), 199);
    measure("how users at a site begin", new Query("user", null, "S7", null), 0);
    measure("how users at a rare site begin", new Query("user", null, "FAR", null), 0);
    measure("an id", new Query("16800000", null, null, null), 0);
    measure("nothing", new Query("no-such-name", null, null, null), 0);
    measure("a state", new Query(null, ManagementState.COEXISTENCE, null, null), 0);
    measure("a state of none", new Query(null, ManagementState.UNMANAGED, null, null), 0);
    measure("a site", new Query(null, null, "S7", null), 0);
    measure("a rare site", new Query(null, null, "FAR", null), 0);
    measure("a rare model", new Query(null, null, null, "Rare"), 0);
    measure("a rare model of a letter", new Query("l", null, null, "Rare"), 0);
    measure("state, site, model", new Query(null, ManagementState.CO_MANAGED, "S7", "Model 7"), 0);
    DeviceFindings findings = new DeviceFindings(JdbcClient.create(dataSource), new TestClock());
    Query all = new Query(null, null, null, null);
    for (DeviceFinding finding :
        List.of(
            DeviceFinding.NOT_CO_MANAGED,
            DeviceFinding.SILENT_IN_INTUNE,
            DeviceFinding.NO_LICENCE,
            DeviceFinding.DUPLICATE_RECORD)) {
      measure(finding.name(), all, findings.devicesWith(finding), 0);
    }
  }

  private void measure(String what, Query query, int page) {
    measure(what, query, DeviceFilter.all(), page);
  }

  private void measure(String what, Query query, DeviceFilter among, int page) {
    int found = 0;
    long best = Long.MAX_VALUE;
    long worst = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      found = search.find(query, among, DeviceSearch.SORTING.usual(), page, 50).total();
      long took = System.nanoTime() - start;
      best = Math.min(best, took);
      // The first few find the caches cold
      worst = round < 3 ? worst : Math.max(worst, took);
    }
    System.out.printf(
        "search for %s: %d found, %.1f … %.1f ms%n", what, found, best / 1e6, worst / 1e6);
  }
}
