package dev.handover.sql;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The orders that a list can be had in. Each is total, so that pages neither repeat nor leave out;
 * and nothing that a caller writes becomes part of a statement.
 */
public final class Sorting {

  /**
   * One of them.
   *
   * @param key one of the list's keys
   */
  public record Sort(String key, boolean descending) {

    /** As it is asked for: {@code title} or {@code title,desc}. */
    @Override
    public String toString() {
      return descending ? key + ",desc" : key;
    }
  }

  private final Map<String, String> columns;
  private final String usual;

  private Sorting(Map<String, String> columns, String usual) {
    this.columns = columns;
    this.usual = usual;
  }

  /**
   * @param sort what it is in when nobody asks, such as {@code created,desc}
   */
  public static Sorting usually(String sort) {
    return new Sorting(Map.of(), sort);
  }

  /**
   * The same with one more key.
   *
   * @param columns of an {@code order by}, with {@code ^} where the direction belongs; the last of
   *     them tells all rows apart
   */
  public Sorting by(String key, String columns) {
    Map<String, String> more = new LinkedHashMap<>(this.columns);
    more.put(key, columns);
    return new Sorting(more, usual);
  }

  public Sort usual() {
    return of(null);
  }

  /**
   * @param asked a key, with {@code ,asc} or {@code ,desc} behind it; the usual one if null or
   *     blank
   * @throws UnknownSort if it is anything else
   */
  public Sort of(String asked) {
    String sort = asked == null || asked.isBlank() ? usual : asked;
    return Optional.of(sort.split(",", -1))
        .filter(parts -> parts.length <= 2 && columns.containsKey(parts[0]))
        .filter(parts -> parts.length == 1 || parts[1].matches("asc|desc"))
        .map(parts -> new Sort(parts[0], parts.length == 2 && parts[1].equals("desc")))
        .orElseThrow(() -> new UnknownSort(columns.keySet()));
  }

  /** What follows {@code order by}. */
  public String orderBy(Sort sort) {
    return columns.get(of(sort.toString()).key()).replace("^", sort.descending() ? "desc" : "asc");
  }
}
