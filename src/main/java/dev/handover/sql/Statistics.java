package dev.handover.sql;

import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcOperations;

/** What the database knows about the size of its tables when it plans a statement. */
public final class Statistics {

  private Statistics() {}

  /**
   * Has a table counted that has grown many times over. PostgreSQL would do so by itself within a
   * minute, and until then take a large join for a small one; H2 does so at once.
   */
  public static void refresh(JdbcOperations jdbc, String table) {
    jdbc.execute(
        (ConnectionCallback<Void>)
            connection -> {
              if (connection.isWrapperFor(PGConnection.class)) {
                analyze(connection.createStatement(), table);
              }
              return null;
            });
  }

  private static void analyze(Statement statement, String table) throws SQLException {
    try (statement) {
      statement.execute("analyze " + table);
    }
  }
}
