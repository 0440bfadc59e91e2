package dev.handover.dashboard;

import dev.handover.sql.Sorting;
import dev.handover.sql.Sorting.Sort;
import dev.handover.sql.UnknownSort;
import java.util.HashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * The heads of a list's columns as links that sort by them; a link keeps the list's filters and
 * begins at its first page.
 *
 * @param sort what the list is sorted by
 * @param usual what it is when nothing is said
 */
public record Heads(Sort sort, Sort usual, Map<String, Object> filters) {

  /**
   * @param sorting the orders that there are
   * @param asked by the address
   * @param filters what else the address says
   */
  static Heads of(Sorting sorting, String asked, Map<String, ?> filters) {
    return new Heads(sort(sorting, asked), sorting.usual(), Map.copyOf(given(filters)));
  }

  private static Sort sort(Sorting sorting, String asked) {
    try {
      return sorting.of(asked);
    } catch (UnknownSort e) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST, e.getMessage(), e);
    }
  }

  private static Map<String, Object> given(Map<String, ?> filters) {
    Map<String, Object> given = new HashMap<>(filters);
    given.values().removeIf(value -> value == null);
    return given;
  }

  /** What leads to this list as it is: the filters, and the order where it is not the usual one. */
  Map<String, Object> address() {
    return with(sort);
  }

  /** As a form repeats it; null where it is the usual one. */
  public String said() {
    return sort.equals(usual) ? null : sort.toString();
  }

  /** Where the head leads: to the same order the other way round, or to another's own. */
  public String link(String key) {
    if (sort.key().equals(key)) {
      return Pager.link(with(new Sort(key, !sort.descending())));
    }
    return Pager.link(with(usual.key().equals(key) ? usual : new Sort(key, false)));
  }

  /** For {@code aria-sort}; null on all columns but the one. */
  public String aria(String key) {
    return !sort.key().equals(key) ? null : sort.descending() ? "descending" : "ascending";
  }

  private Map<String, Object> with(Sort other) {
    Map<String, Object> all = new HashMap<>(filters);
    if (!other.equals(usual)) {
      all.put("sort", other);
    }
    return all;
  }
}
