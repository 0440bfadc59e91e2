package dev.handover.dashboard;

import static dev.handover.device.DeviceCount.number;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where a page of a list stands in it, with links to its neighbours. A link is a query alone, so
 * that it leads to the same list wherever that is.
 *
 * @param range {@code 51–100 of 3,120}; null for a list of nothing
 * @param previous null on the first page
 * @param next null on the last page
 */
public record Pager(String range, String previous, String next) {

  /** How many lines a page has. */
  static final int SIZE = 50;

  /** Beyond the last page of any list; asking for it must not overflow. */
  private static final int LAST = 1_000_000;

  /** A page's number as asked for, put right where it cannot be one. */
  static int page(int asked) {
    return Math.max(0, Math.min(asked, LAST));
  }

  /** Asks for a page after the last one. */
  static final class Beyond extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String last;

    private Beyond(String last) {
      super("The last page is " + last);
      this.last = last;
    }

    /** A link to the last page. */
    String last() {
      return last;
    }
  }

  /**
   * @param filters what else the address says; null values are left out
   * @param total how many the list has
   * @param more whether it has more than that
   * @throws Beyond if the list ends before this page; a list of nothing has a first page
   */
  static Pager of(Map<String, ?> filters, int page, long total, boolean more) {
    long from = (long) page * SIZE + 1;
    long to = Math.min(total, from + SIZE - 1);
    if (page > 0 && from > total) {
      throw new Beyond(link(filters, (int) (Math.max(0, total - 1) / SIZE)));
    }
    String range =
        "%s–%s of %s%s"
            .formatted(number(from), number(to), more ? "more than " : "", number(total));
    return new Pager(
        total == 0 ? null : range,
        page == 0 ? null : link(filters, page - 1),
        to < total ? link(filters, page + 1) : null);
  }

  /** The first page of the list with these filters. */
  static String link(Map<String, ?> filters) {
    return link(filters, 0);
  }

  private static String link(Map<String, ?> filters, int page) {
    Map<String, Object> all = new TreeMap<>(filters);
    all.values().removeIf(value -> value == null || value.toString().isBlank());
    if (page > 0) {
      all.put("page", page);
    }
    return all.entrySet().stream()
        .map(
            e ->
                e.getKey()
                    + "="
                    + URLEncoder.encode(e.getValue().toString(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&", "?", ""));
  }
}
