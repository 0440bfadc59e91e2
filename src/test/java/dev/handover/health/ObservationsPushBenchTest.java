package dev.handover.health;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.device.OnError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How long it takes to push 100,000 readings in one call, on PostgreSQL next to a plain {@code
 * COPY} of the same readings into a table with the same index and into one without.
 */
@Tag("bench")
class ObservationsPushBenchTest {

  private static final int ROWS = 100_000;
  private static final int ROUNDS = 5;

  @Test
  void postgresql() {
    measure("PostgreSQL", TestDatabase.postgres(), true);
  }

  @Test
  void h2() {
    measure("H2", TestDatabase.h2(), false);
  }

  private static void measure(String name, DataSource database, boolean copies) {
    PushFixture world = new PushFixture(database);
    world.empty(0);
    world.define("vpn-broken", 3);
    JdbcTemplate jdbc = new JdbcTemplate(database);
    jdbc.execute(
        """
        insert into device (entra_device_id, resource_id, name, join_state, management_state)
        select '0f8fad5b-d9cb-469f-a165-' || lpad(cast(n as varchar), 12, '0'), n, 'PC', 'NONE',
          'CO_MANAGED'
        from %s
        """
            .formatted(
                copies
                    ? "generate_series(1, " + ROWS + ") s(n)"
                    : "(select x as n from system_range(1, " + ROWS + ")) s"));
    if (copies) {
      jdbc.execute("analyze device");
    }
    ObservationPush push = new ObservationPush(jdbc, new TestClock());
    for (int round = 1; round <= ROUNDS; round++) {
      byte[] lines = lines(round);
      byte[] later = lines(round + ROUNDS);
      String plain = copies ? rows(round) : "";
      double bare = copies ? copy(jdbc, plain, "") : 0;
      double indexed = copies ? copy(jdbc, plain, ", primary key (device_id, metric)") : 0;
      jdbc.execute("delete from observation");
      if (copies) {
        jdbc.execute("vacuum observation");
      }
      double first = time(() -> push(database, push, lines));
      double newer = time(() -> push(database, push, later));
      double again = time(() -> push(database, push, lines));
      System.out.printf(
          "%s, round %d: first readings %,.0f rows/s, newer %,.0f, known %,.0f",
          name, round, ROWS / first, ROWS / newer, ROWS / again);
      if (copies) {
        System.out.printf(
            "; COPY with the index %,.0f rows/s: %.0f %%, %.0f %%, %.0f %%; without %,.0f: %.0f %%,"
                + " %.0f %%, %.0f %%",
            ROWS / indexed,
            100 * indexed / first,
            100 * indexed / newer,
            100 * indexed / again,
            ROWS / bare,
            100 * bare / first,
            100 * bare / newer,
            100 * bare / again);
      }
      System.out.println();
    }
  }

  /** In the order in which devices happen to report. */
  private static int[] order(int round) {
    int[] order = new int[ROWS];
    Random random = new Random(round);
    for (int n = 0; n < ROWS; n++) {
      int at = random.nextInt(n + 1);
      order[n] = order[at];
      order[at] = n + 1;
    }
    return order;
  }

  private static Instant at(int round, int device) {
    return TestClock.START.minusSeconds(86_400).plusSeconds(round * 3_600L + device % 3_600);
  }

  static byte[] lines(int round) {
    StringBuilder text = new StringBuilder();
    for (int device : order(round)) {
      text.append("{\"entraDeviceId\":\"0f8fad5b-d9cb-469f-a165-%012d\"".formatted(device))
          .append(",\"signal\":\"vpn-broken\",\"value\":")
          .append(device % 5)
          .append(",\"observedAt\":\"")
          .append(at(round, device))
          .append("\"}\n");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The same as rows of the table. */
  private static String rows(int round) {
    StringBuilder text = new StringBuilder();
    for (int device : order(round)) {
      text.append(device)
          .append("\tvpn-broken\t")
          .append(at(round, device))
          .append(device % 5 >= 3 ? "\tt\n" : "\tf\n");
    }
    return text.toString();
  }

  private static double copy(JdbcTemplate jdbc, String rows, String index) {
    jdbc.execute("drop table if exists twin");
    jdbc.execute(
        """
        create table twin (device_id bigint not null, metric varchar(40) not null,
          observed_at timestamp(6) with time zone not null, unhealthy boolean not null%s)
        """
            .formatted(index));
    byte[] bytes = rows.getBytes(StandardCharsets.UTF_8);
    return time(
        () ->
            jdbc.execute(
                (ConnectionCallback<Long>)
                    connection -> {
                      try {
                        return connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyIn(
                                "copy twin from stdin", new ByteArrayInputStream(bytes), 1 << 16);
                      } catch (IOException e) {
                        throw new UncheckedIOException(e);
                      }
                    }));
  }

  private static void push(DataSource database, ObservationPush push, byte[] lines) {
    TestDatabase.transactions(database)
        .executeWithoutResult(status -> push.run(new ByteArrayInputStream(lines), OnError.REFUSE));
  }

  private static double time(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }
}
