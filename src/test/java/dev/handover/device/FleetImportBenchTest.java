package dev.handover.device;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Random;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How long it takes to import 1,000,000 devices on PostgreSQL, next to two plain {@code COPY}s: of
 * the same file into a table that has the file's columns and nothing else, and of the same devices
 * into a table with the columns, indexes and constraints of the fleet's. Imported are the file into
 * an empty fleet, an export of a month later in which every device has checked in since, and that
 * one again.
 */
@Tag("bench")
class FleetImportBenchTest {

  private static final int DEVICES = 1_000_000;

  private static final String HEADER =
      "Device ID,Device name,Enrollment date,Last check-in,Azure AD Device ID,OS version,"
          + "Azure AD registered,EAS activation ID,Serial number,Manufacturer,Model,EAS activated,"
          + "Total storage,Free storage,Management name,Category,UserId,Primary user UPN,"
          + "Primary user display name,Compliance,Managed by,Ownership,Device state,OS,JoinType";

  @TempDir private static Path folder;
  private static Path file;
  private static Path later;

  @BeforeAll
  static void write() throws IOException {
    file = write("2026-01");
    later = write("2026-02");
  }

  private static Path write(String month) throws IOException {
    Path path = folder.resolve(month + ".csv");
    Random random = new Random(1);
    try (BufferedWriter out = Files.newBufferedWriter(path)) {
      out.write(HEADER + "\n");
      for (int n = 0; n < DEVICES; n++) {
        out.write(line(n, month, random));
      }
    }
    return path;
  }

  private static String line(int n, String month, Random random) {
    return ("%s,PC-%06d,2024-03-01 08:00:00.0000000,%s-%02d 07:%02d:%02d.1234567,%s,"
            + "10.0.22631.%d,True,,SN%08d,Dell Inc.,Latitude %d,False,488281,%d,"
            + "user%d_Windows_3/1/2024_8:00 AM,,%s,user%d@example.com,\"User, No. %d\",Compliant,"
            + "Co-managed,Corporate,Managed,Windows,Hybrid Azure AD joined%n")
        .formatted(
            guid(random),
            n,
            month,
            1 + n % 28,
            n % 60,
            n * 7 % 60,
            guid(random),
            n % 4000,
            n,
            5000 + n % 40,
            n % 400_000,
            n,
            guid(random),
            n,
            n);
  }

  private static UUID guid(Random random) {
    return new UUID(
        random.nextLong() & ~0xf000L | 0x4000L, random.nextLong() & ~(3L << 62) | 1L << 63);
  }

  @Test
  void against_a_plain_copy() throws IOException {
    System.out.printf("%,d devices, %,d MB%n", DEVICES, Files.size(file) / 1_000_000);
    for (int round = 0; round < 2; round++) {
      DataSource database = TestDatabase.postgres();
      FleetImport fleet = new FleetImport(new JdbcTemplate(database), new TestClock());
      double copy = time(() -> copy(database));
      double create = time(() -> run(database, fleet, file));
      double indexed = copyDevices(database);
      double update = time(() -> run(database, fleet, later));
      double again = time(() -> run(database, fleet, later));
      System.out.printf(
          "COPY without indexes %,.0f rows/s, with the fleet's %,.0f; import: %s; all of them newer:"
              + " %s; the same again: %s%n",
          DEVICES / copy,
          DEVICES / indexed,
          speed(create, copy, indexed),
          speed(update, copy, indexed),
          speed(again, copy, indexed));
    }
  }

  private static String speed(double seconds, double copy, double indexed) {
    return "%,.0f rows/s, %.0f %% and %.0f %% of those"
        .formatted(DEVICES / seconds, 100 * copy / seconds, 100 * indexed / seconds);
  }

  private static void copy(DataSource database) {
    JdbcTemplate jdbc = new JdbcTemplate(database);
    StringBuilder columns = new StringBuilder();
    for (int column = 0; column < HEADER.split(",").length; column++) {
      columns.append(column == 0 ? "" : ", ").append("c").append(column).append(" varchar(200)");
    }
    jdbc.execute("create table bare (" + columns + ")");
    copyIn(jdbc, "copy bare from stdin (format csv, header)", file);
  }

  /** Seconds to copy what has been imported into a twin of the table. */
  private static double copyDevices(DataSource database) {
    JdbcTemplate jdbc = new JdbcTemplate(database);
    Path rows = folder.resolve("device.rows");
    jdbc.execute("create table twin (like device including all)");
    copy(
        jdbc,
        api -> {
          try (OutputStream out = Files.newOutputStream(rows)) {
            return api.copyOut("copy device to stdout", out);
          }
        });
    return time(() -> copyIn(jdbc, "copy twin from stdin", rows));
  }

  private static void copyIn(JdbcTemplate jdbc, String sql, Path rows) {
    copy(
        jdbc,
        api -> {
          try (InputStream in = Files.newInputStream(rows)) {
            return api.copyIn(sql, in, 1 << 16);
          }
        });
  }

  @FunctionalInterface
  private interface Copy {
    long by(CopyManager api) throws SQLException, IOException;
  }

  private static void copy(JdbcTemplate jdbc, Copy copy) {
    jdbc.execute(
        (ConnectionCallback<Long>)
            connection -> {
              try {
                return copy.by(connection.unwrap(PGConnection.class).getCopyAPI());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private static void run(DataSource database, FleetImport fleet, Path file) {
    TestDatabase.transactions(database)
        .executeWithoutResult(
            tx -> {
              try (InputStream in = Files.newInputStream(file)) {
                fleet.run(FleetFormat.INTUNE_DEVICES, in, OnError.REFUSE);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private static double time(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }
}
