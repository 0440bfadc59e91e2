package dev.handover.health;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Devices 1 … n, signals of an administrator's, and what is stored of both. */
final class PushFixture {

  final JdbcClient jdbc;
  private final DataSource dataSource;
  private final SignalRegistry signals;
  private final TransactionTemplate transaction;
  private final Map<Integer, Long> ids = new HashMap<>();

  PushFixture(DataSource dataSource) {
    this.dataSource = dataSource;
    jdbc = JdbcClient.create(dataSource);
    signals = new SignalRegistry(jdbc);
    transaction = TestDatabase.transactions(dataSource);
  }

  /** Nothing but devices. */
  void empty(int devices) {
    TestDatabase.empty(
        dataSource, "observation", "rejected_observation", "custom_signal", "device");
    ids.clear();
    for (int n = 1; n <= devices; n++) {
      device(n);
    }
  }

  /** One device; again if need be. */
  void device(int n) {
    jdbc.sql(
            """
            insert into device (entra_device_id, resource_id, name, join_state, management_state)
            select :entra, :resource, :name, 'HYBRID_JOINED', 'CO_MANAGED'
            where not exists (select 1 from device where entra_device_id = :entra)
            """)
        .param("entra", guid(n))
        .param("resource", resource(n))
        .param("name", "PC-" + n)
        .update();
    ids.put(
        n,
        jdbc.sql("select id from device where entra_device_id = :entra")
            .param("entra", guid(n))
            .query(Long.class)
            .single());
  }

  /** A count, unhealthy from the threshold on. */
  void define(String signal, double threshold) {
    transaction.execute(
        status ->
            signals.define(
                new Signal(
                    signal,
                    "unwell",
                    Signal.Source.PUSHED,
                    Signal.Unit.COUNT,
                    Signal.Bad.FROM,
                    threshold,
                    Set.of(Workload.CLIENT_APPS),
                    .02,
                    .08)));
  }

  void remove(String signal) {
    transaction.execute(status -> signals.remove(signal));
  }

  long id(int device) {
    return ids.get(device);
  }

  static String guid(int device) {
    return new UUID(0x4000L, 1L << 63 | device).toString();
  }

  static long resource(int device) {
    return 16_777_216L + device;
  }

  /** Device, signal, seconds from the start of time in tests, health. */
  List<String> stored() {
    return jdbc.sql(
            """
            select d.name, o.* from observation o join device d on d.id = o.device_id
            order by d.name, o.metric
            """)
        .query(
            (rs, row) ->
                "%s %s %d %s"
                    .formatted(
                        rs.getString("name").substring(3),
                        rs.getString("metric"),
                        Duration.between(TestClock.START, Sql.instant(rs, "observed_at"))
                            .toSeconds(),
                        rs.getBoolean("unhealthy") ? "bad" : "good"))
        .list();
  }

  /** Device, signal, seconds from the start of time in tests. */
  List<String> rejected() {
    return jdbc.sql(
            """
            select d.name, o.* from rejected_observation o join device d on d.id = o.device_id
            order by d.name, o.metric
            """)
        .query(
            (rs, row) ->
                "%s %s %d"
                    .formatted(
                        rs.getString("name").substring(3),
                        rs.getString("metric"),
                        Duration.between(TestClock.START, Sql.instant(rs, "rejected_at"))
                            .toSeconds()))
        .list();
  }

  static InputStream body(String... lines) {
    return new ByteArrayInputStream(
        Arrays.stream(lines).collect(Collectors.joining("\n")).getBytes(StandardCharsets.UTF_8));
  }

  static String line(String id, String signal, int value, int secondsAgo) {
    Instant at = TestClock.START.minusSeconds(secondsAgo);
    return "{%s,\"signal\":\"%s\",\"value\":%d,\"observedAt\":\"%s\"}"
        .formatted(id, signal, value, at);
  }

  /** Does something when all has been read, before it says so. */
  static final class Meanwhile extends InputStream {

    private final InputStream in;
    private final Runnable then;

    Meanwhile(String text, Runnable then) {
      this.in = body(text);
      this.then = then;
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = in.read(into, offset, length);
      if (read < 0) {
        try {
          then.run();
        } catch (UncheckedIOException e) {
          throw e.getCause();
        }
      }
      return read;
    }
  }
}
