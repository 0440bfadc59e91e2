package dev.handover.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Instants in and out of {@code timestamp with time zone} columns, the same on H2 and PostgreSQL.
 */
public final class Sql {

  /** PostgreSQL takes 65,535 parameters per statement. */
  private static final int CHUNK = 5_000;

  private Sql() {}

  /** Splits what is to stand in an {@code in (…)} list into lists that a statement can take. */
  public static <T> List<List<T>> chunks(Collection<T> values) {
    return chunks(values, CHUNK);
  }

  /** Splits into lists of at most so many. */
  public static <T> List<List<T>> chunks(Collection<T> values, int most) {
    List<T> all = List.copyOf(values);
    List<List<T>> chunks = new ArrayList<>();
    for (int from = 0; from < all.size(); from += most) {
      chunks.add(all.subList(from, Math.min(from + most, all.size())));
    }
    return chunks;
  }

  /** A value to bind, in UTC and to the microsecond, which is what both databases keep. */
  public static OffsetDateTime time(Instant instant) {
    return instant == null
        ? null
        : OffsetDateTime.ofInstant(instant.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC);
  }

  /** Reads a column; null stays null. */
  public static Instant instant(ResultSet rs, String column) throws SQLException {
    OffsetDateTime value = rs.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  /** Reads a nullable integer column. */
  public static Integer integer(ResultSet rs, String column) throws SQLException {
    int value = rs.getInt(column);
    return rs.wasNull() ? null : value;
  }
}
