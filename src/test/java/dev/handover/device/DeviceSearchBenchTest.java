package dev.handover.device;

import dev.handover.TestDatabase;
import dev.handover.device.DeviceSearch.Query;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How long a search takes among a million devices, on PostgreSQL. */
@Tag("bench")
class DeviceSearchBenchTest {

  private static final int ROUNDS = 12;

  private final DataSource dataSource = TestDatabase.postgres();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final DeviceSearch search = new DeviceSearch(dataSource);

  @Test
  void a_million_devices() {
    jdbc.sql(
            """
            insert into device (id, entra_device_id, resource_id, intune_id, name, model, site,
              os_build, join_state, management_state)
            select n, 'e' || n, 16777216 + n, 'i' || n,
                   case n % 3 when 0 then 'WKS-' when 1 then 'LAP-' else 'TAB-' end
                     || lpad(n::text, 8, '0'),
                   case when n % 20000 = 7 then 'Rare' else 'Model ' || n % 40 end,
                   case when n % 30000 = 9 then 'FAR' else 'S' || n % 25 end, '10.0.22631.4317',
                   'HYBRID_JOINED',
                   case when n % 100 < 92 then 'CO_MANAGED' when n % 100 < 95 then 'CONFIGMGR_ONLY'
                     when n % 100 < 98 then 'INTUNE_ONLY' else 'COEXISTENCE' end
            from generate_series(1, 1000000) as g (n)""")
        .update();
    jdbc.sql("analyze device").update();
    measure("everything", new Query(null, null, null, null), 0);
    measure("the last page of everything", new Query(null, null, null, null), 199);
    measure("one name", new Query("wks-00300000", null, null, null), 0);
    measure("a letter", new Query("w", null, null, null), 0);
    measure("an id", new Query("16800000", null, null, null), 0);
    measure("nothing", new Query("no-such-name", null, null, null), 0);
    measure("a state", new Query(null, ManagementState.COEXISTENCE, null, null), 0);
    measure("a state of none", new Query(null, ManagementState.UNMANAGED, null, null), 0);
    measure("a site", new Query(null, null, "S7", null), 0);
    measure("a rare site", new Query(null, null, "FAR", null), 0);
    measure("a rare model", new Query(null, null, null, "Rare"), 0);
    measure("a rare model of a letter", new Query("l", null, null, "Rare"), 0);
    measure("state, site, model", new Query(null, ManagementState.CO_MANAGED, "S7", "Model 7"), 0);
  }

  private void measure(String what, Query query, int page) {
    int found = 0;
    long best = Long.MAX_VALUE;
    long worst = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      found = search.find(query, DeviceSearch.SORTING.usual(), page, 50).total();
      long took = System.nanoTime() - start;
      best = Math.min(best, took);
      // The first few find the caches cold
      worst = round < 3 ? worst : Math.max(worst, took);
    }
    System.out.printf(
        "search for %s: %d found, %.1f … %.1f ms%n", what, found, best / 1e6, worst / 1e6);
  }
}
