package dev.handover.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcOperations;

/** The first filling of a table with very many rows. */
public final class EmptyTable {

  /** All but the key, which other tables may refer to; a unique one may be a constraint's. */
  private static final String INDEXES =
      """
      select i.relname as index, c.conname as constraint_name, pg_get_indexdef(x.indexrelid) as definition,
             pg_get_constraintdef(c.oid) as constraint_definition
      from pg_index x
      join pg_class i on i.oid = x.indexrelid
      left join pg_constraint c on c.conindid = x.indexrelid and c.contype in ('u', 'x')
      where x.indrelid = '%s'::regclass and not x.indisprimary
      order by i.relname
      """;

  private EmptyTable() {}

  /**
   * Runs an insert. Where the table is empty, PostgreSQL builds its indexes after it, from all rows
   * at once, which takes a fourth of the time of keeping them row by row; nobody else can read the
   * table until the transaction ends. What it then finds to be there twice fails as the insert
   * would have.
   *
   * @param jdbc with a transaction under way
   * @param table has no index but its primary key that a foreign key refers to
   * @param insert says how many rows it inserted
   */
  public static int fill(JdbcOperations jdbc, String table, IntSupplier insert) {
    List<String> later =
        jdbc.execute(
            (ConnectionCallback<List<String>>)
                connection ->
                    connection.isWrapperFor(PGConnection.class) && isEmpty(connection, table)
                        ? withoutIndexes(connection, table)
                        : List.of());
    int rows = insert.getAsInt();
    later.forEach(jdbc::execute);
    return rows;
  }

  private static boolean isEmpty(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet first = statement.executeQuery("select 1 from %s limit 1".formatted(table))) {
      return !first.next();
    }
  }

  /** Takes the indexes away; what brings them back. */
  private static List<String> withoutIndexes(Connection connection, String table)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("lock table %s in access exclusive mode".formatted(table));
      if (!isEmpty(connection, table)) {
        return List.of();
      }
      statement.execute("set local maintenance_work_mem = '128MB'");
      List<String> drop = new ArrayList<>();
      List<String> create = new ArrayList<>();
      try (ResultSet index = statement.executeQuery(INDEXES.formatted(table))) {
        while (index.next()) {
          String constraint = index.getString("constraint_name");
          if (constraint == null) {
            drop.add("drop index " + index.getString("index"));
            create.add(index.getString("definition"));
          } else {
            drop.add("alter table %s drop constraint %s".formatted(table, constraint));
            create.add(
                "alter table %s add constraint %s %s"
                    .formatted(table, constraint, index.getString("constraint_definition")));
          }
        }
      }
      for (String sql : drop) {
        statement.execute(sql);
      }
      return create;
    }
  }
}
