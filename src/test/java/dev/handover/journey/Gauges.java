package dev.handover.journey;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a bench reads of this virtual machine and of a PostgreSQL on the same machine. */
final class Gauges {

  private final JdbcClient jdbc;

  Gauges(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Rows grown and written by table, since the server began. */
  Map<String, Long> written() {
    Map<String, Long> rows = new TreeMap<>();
    jdbc.sql("select pg_stat_force_next_flush()").query().listOfRows();
    jdbc.sql(
            """
            select relname, n_tup_ins - n_tup_del as grown, n_tup_upd + n_tup_ins as written
            from pg_stat_user_tables""")
        .query(
            rs -> {
              rows.put(rs.getString(1) + " grown", rs.getLong(2));
              rows.put(rs.getString(1) + " written", rs.getLong(3));
            });
    return rows;
  }

  /** Of the server and all its backends. */
  Duration databaseCpu() {
    long backend = jdbc.sql("select pg_backend_pid()").query(Long.class).single();
    ProcessHandle server = ProcessHandle.of(backend).flatMap(ProcessHandle::parent).orElseThrow();
    return server
        .descendants()
        .map(p -> p.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Nanoseconds. */
  static long jvmCpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** Megabytes in use after a collection. */
  static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
  }

  static String percentiles(double[] seconds) {
    double[] sorted = seconds.clone();
    Arrays.sort(sorted);
    return "p50 %.2f s, p99 %.2f s, at most %.2f s"
        .formatted(
            sorted[sorted.length / 2],
            sorted[Math.min(sorted.length - 1, sorted.length * 99 / 100)],
            sorted[sorted.length - 1]);
  }

  static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }
}
