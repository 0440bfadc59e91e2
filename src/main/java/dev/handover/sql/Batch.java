package dev.handover.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/** Writes many rows in few round trips, in the caller's transaction. */
public final class Batch {

  private Batch() {}

  /**
   * Runs a statement once per row.
   *
   * @param rows the parameters of each; none is no statement at all
   * @return how many rows each of them changed
   */
  public static int[] run(
      NamedParameterJdbcOperations jdbc, String sql, List<? extends Map<String, ?>> rows) {
    return rows.isEmpty() ? new int[0] : jdbc.batchUpdate(sql, parameters(rows));
  }

  /** Updates the rows that are there and inserts those that are not. */
  public static void updateOrInsert(
      NamedParameterJdbcOperations jdbc,
      String update,
      String insert,
      List<? extends Map<String, ?>> rows) {
    int[] updated = run(jdbc, update, rows);
    List<Map<String, ?>> missing = new ArrayList<>();
    for (int i = 0; i < updated.length; i++) {
      if (updated[i] == 0) {
        missing.add(rows.get(i));
      }
    }
    run(jdbc, insert, missing);
  }

  @SuppressWarnings("unchecked") // an array of a generic type cannot be made otherwise
  private static Map<String, ?>[] parameters(List<? extends Map<String, ?>> rows) {
    return rows.toArray(Map[]::new);
  }
}
