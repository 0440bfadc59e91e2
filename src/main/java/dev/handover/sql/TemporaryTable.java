package dev.handover.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * A table that lives until the end of the transaction: filled with many rows first, then used by
 * statements that work on sets.
 *
 * <p>The one place that tells the two databases apart: PostgreSQL takes rows by {@code COPY}, many
 * times faster than by any insert, and H2 has no such command.
 *
 * @param name that of no other table
 * @param columns name and type of each; the first is the key that rows are looked up by, and is
 *     unique together with the second
 */
public record TemporaryTable(String name, List<String> columns) {

  private static final int BATCH = 1_000;
  private static final int BUFFER = 1 << 16;

  /** Takes rows: per column a string, a number, a boolean, an offset date-time, or null. */
  @FunctionalInterface
  public interface Sink {
    void add(Object... values) throws SQLException;
  }

  /** Gives rows. */
  @FunctionalInterface
  public interface Source {
    void writeTo(Sink sink) throws SQLException, IOException;
  }

  public TemporaryTable {
    columns = List.copyOf(columns);
  }

  /**
   * Creates the table and fills it.
   *
   * @param jdbc with a transaction under way
   * @throws UncheckedIOException if the source cannot be read
   */
  public void fill(JdbcOperations jdbc, Source source) {
    jdbc.execute(
        (ConnectionCallback<Void>)
            connection -> {
              try {
                if (isPostgreSql(connection)) {
                  copy(connection, source);
                } else {
                  insert(connection, source);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              return null;
            });
  }

  /** Makes it fast to look up row after row by key; costs as much as reading the table twice. */
  public void index(JdbcOperations jdbc) {
    jdbc.execute(
        (ConnectionCallback<Void>)
            connection -> {
              // on H2 it has been there from the start: creating it now would commit
              if (isPostgreSql(connection)) {
                run(connection, "create index on %s (%s)".formatted(name, columnName(0)));
              }
              return null;
            });
  }

  private static boolean isPostgreSql(Connection connection) throws SQLException {
    return connection.isWrapperFor(PGConnection.class);
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String columnName(int column) {
    return columns.get(column).split(" ", 2)[0];
  }

  private void insert(Connection connection, Source source) throws SQLException, IOException {
    // "transactional": creating it must not commit what the transaction has done so far
    run(
        connection,
        "create local temporary table %s (%s, unique (%s, %s)) on commit drop transactional"
            .formatted(name, String.join(", ", columns), columnName(0), columnName(1)));
    String marks = String.join(", ", Collections.nCopies(columns.size(), "?"));
    try (PreparedStatement insert =
        connection.prepareStatement("insert into %s values (%s)".formatted(name, marks))) {
      int[] waiting = {0};
      source.writeTo(
          values -> {
            for (int i = 0; i < values.length; i++) {
              insert.setObject(i + 1, values[i]);
            }
            insert.addBatch();
            if (++waiting[0] % BATCH == 0) {
              insert.executeBatch();
            }
          });
      insert.executeBatch();
    }
  }

  private void copy(Connection connection, Source source) throws SQLException, IOException {
    // the statements to come sort and hash this table; 4 MB, the default, would do so on disk
    run(connection, "set local work_mem = '128MB'");
    run(
        connection,
        "create temporary table %s (%s) on commit drop"
            .formatted(name, String.join(", ", columns)));
    CopyIn copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("copy %s from stdin".formatted(name));
    try {
      StringBuilder rows = new StringBuilder(BUFFER + 1_000);
      source.writeTo(
          values -> {
            for (int i = 0; i < values.length; i++) {
              if (i > 0) {
                rows.append('\t');
              }
              append(rows, values[i]);
            }
            rows.append('\n');
            if (rows.length() >= BUFFER) {
              send(copy, rows);
            }
          });
      send(copy, rows);
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
    run(connection, "analyze " + name);
  }

  private static void send(CopyIn copy, StringBuilder rows) throws SQLException {
    byte[] bytes = rows.toString().getBytes(StandardCharsets.UTF_8);
    copy.writeToCopy(bytes, 0, bytes.length);
    rows.setLength(0);
  }

  /** Text format of COPY. */
  private static void append(StringBuilder row, Object value) {
    if (value == null) {
      row.append("\\N");
    } else if (value instanceof String text) {
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        switch (c) {
          case '\\' -> row.append("\\\\");
          case '\t' -> row.append("\\t");
          case '\n' -> row.append("\\n");
          case '\r' -> row.append("\\r");
          default -> row.append(c);
        }
      }
    } else {
      row.append(value);
    }
  }
}
