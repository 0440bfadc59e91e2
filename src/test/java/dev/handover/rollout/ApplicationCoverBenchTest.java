package dev.handover.rollout;

import dev.handover.TestDatabase;
import dev.handover.authority.Eligibility.Selection;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What it costs to find few devices with every important application: 100,000 devices, 200
 * applications, 2,000,000 installations, on PostgreSQL.
 */
@Tag("bench")
class ApplicationCoverBenchTest {

  private final DataSource dataSource = TestDatabase.postgres();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);

  @Test
  void a_hundred_thousand_devices() {
    jdbc.sql(
            """
            insert into device (id, entra_device_id, name, join_state, management_state)
            select n, 'd' || n, 'd' || n, 'ENTRA_JOINED', 'CO_MANAGED'
            from generate_series(1, 100000) n""")
        .update();
    jdbc.sql(
            "insert into application (id, name) select n, 'app ' || n from generate_series(0, 199) n")
        .update();
    jdbc.sql(
            """
            insert into device_application (application_id, device_id)
            select distinct (n * 7919::bigint * (k + 1) + k * k) % 200, n
            from generate_series(1, 100000) n cross join generate_series(1, 20) k""")
        .update();
    jdbc.sql("create table selected as select id, cast(null as varchar) as reason from device")
        .update();
    jdbc.sql("analyze").update();
    ApplicationCover cover = new ApplicationCover(new NamedParameterJdbcTemplate(dataSource));
    for (int round = 0; round < 3; round++) {
      long start = System.nanoTime();
      jdbc.sql("select count(device_id + application_id) from device_application")
          .query(Long.class)
          .single();
      long bare = System.nanoTime() - start;
      start = System.nanoTime();
      ApplicationCover.Cover found =
          TestDatabase.transactions(dataSource)
              .execute(t -> cover.important(new Selection("selected", List.of()), 100_000, 0.005));
      long nanos = System.nanoTime() - start;
      System.out.printf(
          "%d important applications on %d devices: %d ms, %.1f times a bare count of the installations%n",
          found.important().size(),
          found.devices().size(),
          nanos / 1_000_000,
          (double) nanos / bare);
    }
  }
}
