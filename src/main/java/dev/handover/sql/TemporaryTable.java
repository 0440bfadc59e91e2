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
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/**
 * A table that lives until the end of the transaction: filled with many rows first, then used by
 * statements that work on sets.
 *
 * <p>The one place that tells the two databases apart: PostgreSQL takes rows by {@code COPY}, many
 * times faster than by any insert, and H2 has no such command.
 *
 * @param name that of no other table
 * @param columns name and type of each; there is no index, so statements must go out from this
 *     table, hash it, or have it on the right of {@code in} with a column on the left that has an
 *     index; without one, H2 would run the query on the right anew for each row on the left
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
              create(connection);
              try {
                if (isPostgreSql(connection)) {
                  copy(connection, source);
                } else {
                  insert(connection, source);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              analyze(connection);
              return null;
            });
  }

  /**
   * Creates the table and fills it from a query.
   *
   * @param jdbc with a transaction under way
   * @param query selects the columns of the table, in their order
   */
  public void fill(NamedParameterJdbcOperations jdbc, String query, Map<String, ?> params) {
    jdbc.getJdbcOperations()
        .execute(
            (ConnectionCallback<Void>)
                connection -> {
                  create(connection);
                  return null;
                });
    jdbc.update("insert into %s %s".formatted(name, query), params);
    jdbc.getJdbcOperations()
        .execute(
            (ConnectionCallback<Void>)
                connection -> {
                  analyze(connection);
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

  private void create(Connection connection) throws SQLException {
    if (connection.getAutoCommit()) {
      throw new IllegalStateException(name + " needs a transaction, at the end of which it goes");
    }
    if (isPostgreSql(connection)) {
      // the statements to come sort and hash this table; 4 MB, the default, would do so on disk
      run(connection, "set local work_mem = '128MB'");
      run(
          connection,
          "create temporary table if not exists %s (%s) on commit drop"
              .formatted(name, String.join(", ", columns)));
    } else {
      // "transactional": creating it must not commit what the transaction has done so far; no key,
      // as H2 would lock the catalogue for everyone until the transaction ends to add one
      run(
          connection,
          "create local temporary table if not exists %s (%s) on commit drop transactional"
              .formatted(name, String.join(", ", columns)));
    }
    run(connection, "delete from " + name); // of an earlier use in this transaction
  }

  /** H2 needs no telling how many rows there are. */
  private void analyze(Connection connection) throws SQLException {
    if (isPostgreSql(connection)) {
      run(connection, "analyze " + name);
    }
  }

  private void insert(Connection connection, Source source) throws SQLException, IOException {
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
    } else if (value instanceof String text && !isPlain(text)) {
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

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '\\') {
        return false;
      }
    }
    return true;
  }
}
