package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestDatabase;
import dev.handover.plan.Plans;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How long each page takes over a fleet of a million, on PostgreSQL, by HTTP as a browser asks. */
@Tag("bench")
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "camunda.bpm.job-execution.enabled=false",
      "handover.sandbox.devices=100",
      "handover.sandbox.tour=false"
    })
@Import(PagesBenchTest.Postgres.class)
class PagesBenchTest {

  private static final int ROUNDS = 60;

  private static final String PLAN =
      """
      workload: client-apps
      population: managementState==CO_MANAGED
      pilot: { size: 100 }
      waves: [100%]
      soak: { pilot: P1D, wave: P1D, production: P1D }
      gate: { metrics: [{ name: client-unhealthy, expected: 2%, limit: 8% }] }
      """;

  private final HttpClient client =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;
  @Autowired Plans plans;

  @TestConfiguration
  static class Postgres {

    @Bean
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @Test
  void every_page_over_a_million_devices() throws Exception {
    aMillionDevices();
    aRolloutOfAHundredThousand();
    jdbc.sql("analyze").update();
    signIn();
    System.out.printf("%-60s %6s %6s %6s %6s%n", "page", "first", "median", "worst", "KB");
    for (String page :
        List.of(
            "/",
            "/devices",
            "/devices?q=wks-0012",
            "/devices?managementState=CO_MANAGED&site=S7",
            "/devices?q=wks-0000&sort=intune",
            "/devices/77",
            "/devices?finding=DUPLICATE_RECORD",
            "/devices/found?finding=DUPLICATE_RECORD",
            "/drift",
            "/rollouts",
            "/rollouts/R-1",
            "/rollouts/R-1/waves/1",
            "/rollouts/R-1/report",
            "/rollouts/new?workload=client-apps",
            "/programmes",
            "/enablement",
            "/calendar",
            "/journal",
            "/notifications",
            "/policies",
            "/settings")) {
      measure(page);
    }
  }

  private void aMillionDevices() {
    jdbc.sql(
            """
            insert into device (entra_device_id, resource_id, intune_id, name, manufacturer, model,
              os_build, site, join_state, management_state, configmgr_mask, configmgr_at_intune,
              configmgr_seen_at, policy_present, intune_at_intune, intune_seen_at)
            select 'bench-' || n, 10000000 + n, 'bench-' || n,
              'WKS-' || lpad(((n * 7919::bigint) % 1000003)::text, 8, '0'), 'Contoso',
              'Model ' || n % 40, '10.0.22631.' || 3000 + n % 30, 'S' || n % 60, 'HYBRID_JOINED',
              case when n % 10 = 0 then 'CONFIGMGR_ONLY' else 'CO_MANAGED' end, 8193, 0,
              current_timestamp, true, 0, current_timestamp
            from generate_series(1, 1000000) as g (n)""")
        .update();
  }

  private void aRolloutOfAHundredThousand() {
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation)
            values ('R-1', 'Client apps', 'client-apps', 'EXPANDING', false, :plan, 'p', 's',
              'requester', false, current_timestamp, current_timestamp, 100000, 1)""")
        .param("plan", plans.json(plans.parse(PLAN)))
        .update();
    jdbc.sql(
            """
            insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds, ended_at)
            values ('R-1', 0, 0, 100, 'PASSED', 86400, current_timestamp),
              ('R-1', 1, 1, 99900, 'SOAKING', 86400, null)""")
        .update();
    jdbc.sql(
            """
            insert into wave_device (rollout_id, device_id, wave_no)
            select 'R-1', id, case when n <= 100 then 0 else 1 end
            from (
              select id, row_number() over (order by id) as n from device
              where intune_id like 'bench-%') d
            where n <= 100000""")
        .update();
    jdbc.sql(
            """
            insert into authority_order (rollout_id, wave_no, device_id, workload, direction,
              generation, state, attempts, ordered_at, confirmed_at)
            select 'R-1', wave_no, device_id, 'client-apps', 'TO_INTUNE', 1, 'CONFIRMED', 1,
              current_timestamp, current_timestamp
            from wave_device where rollout_id = 'R-1'""")
        .update();
  }

  private void measure(String page) throws Exception {
    long[] took = new long[ROUNDS];
    int bytes = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      HttpResponse<String> response = get(page);
      took[round] = (System.nanoTime() - start) / 1_000_000;
      assertThat(response.statusCode()).as(page).isEqualTo(200);
      bytes = response.body().getBytes(StandardCharsets.UTF_8).length;
    }
    long first = took[0];
    Arrays.sort(took);
    System.out.printf(
        "%-60s %6d %6d %6d %6d%n", page, first, took[ROUNDS / 2], took[ROUNDS - 1], bytes / 1024);
  }

  private void signIn() throws Exception {
    Matcher token =
        Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"").matcher(get("/login").body());
    assertThat(token.find()).isTrue();
    client.send(
        HttpRequest.newBuilder(address("/login"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "username=admin&password=sandbox&_csrf=" + token.group(1)))
            .build(),
        HttpResponse.BodyHandlers.discarding());
  }

  private HttpResponse<String> get(String page) throws Exception {
    return client.send(
        HttpRequest.newBuilder(address(page)).header("Accept", "text/html").build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private URI address(String page) {
    return URI.create("http://localhost:" + port + page);
  }
}
