package dev.handover.device;

import dev.handover.sql.FreshPlans;
import dev.handover.sql.Sorting;
import dev.handover.sql.Sorting.Sort;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Finds devices by what people have at hand: how a name, a serial number or the primary user's name
 * begins, or an id of either system. Costs the same however many there are: it counts no further
 * than {@link #MOST}.
 */
@Repository
public class DeviceSearch {

  /**
   * The orders of {@link #find}. By name an index gives them; the others are of lists that have an
   * end, for an index on what changes with every check-in would make each of them dearer.
   */
  public static final Sorting SORTING =
      Sorting.usually("name")
          .by("name", "d.search_name ^, d.id ^")
          .by("state", "d.management_state ^, d.search_name ^, d.id ^")
          .by("site", "d.site ^ nulls last, d.search_name ^, d.id ^")
          .by("model", "d.model ^ nulls last, d.search_name ^, d.id ^")
          .by("build", "d.os_build ^ nulls last, d.search_name ^, d.id ^")
          .by("configmgr", "d.configmgr_seen_at ^ nulls last, d.id ^")
          .by("intune", "d.intune_seen_at ^ nulls last, d.id ^");

  /** What those orders go by, and the device: all that is looked at of one that is not shown. */
  private static final String KEYS =
      """
      d.id, d.search_name, d.management_state, d.site, d.model, d.os_build, d.configmgr_seen_at,
      d.intune_seen_at""";

  /** No list goes beyond so many devices: by then it takes another word, not another page. */
  public static final int MOST = 10_000;

  /**
   * Nor does it have more that are found by their serial number, or by their user, alone: unlike
   * those by name, they do not come in the order of the list.
   */
  static final int OTHERWISE = 2_000;

  /** Nothing that is searched for is longer. */
  private static final int LENGTH = 256;

  private final JdbcClient jdbc;

  public DeviceSearch(DataSource dataSource) {
    this.jdbc = JdbcClient.create(new FreshPlans(dataSource));
  }

  /**
   * What is looked for; null or blank for what does not matter.
   *
   * @param text how the name, the serial number or the primary user's name begins, or an id as a
   *     whole: Handover's, Entra's, Intune's, or Configuration Manager's
   */
  public record Query(String text, ManagementState state, String site, String model) {

    public Query {
      text = given(text);
      site = given(site);
      model = given(model);
    }

    private static String given(String value) {
      return value == null || value.isBlank() ? null : value.strip();
    }

    /** Whether it can be kept in any database at all. */
    private boolean possible() {
      return possible(text) && possible(site) && possible(model);
    }

    private static boolean possible(String value) {
      return value == null || value.length() <= LENGTH && value.indexOf('\0') < 0;
    }
  }

  /**
   * @param devices a page of them
   * @param total all that were counted, at most {@link #MOST}
   * @param more whether there are more than that
   * @param sort what they are sorted by: of more than are counted, the usual order alone
   */
  public record Found(List<Device> devices, int total, boolean more, Sort sort) {

    public Found {
      devices = List.copyOf(devices);
    }
  }

  /**
   * @param sort one of {@link #SORTING}
   * @param page from 0; nothing is found beyond {@link #MOST}
   * @param size devices per page, at least 1
   */
  public Found find(Query query, Sort sort, int page, int size) {
    return find(query, DeviceFilter.all(), sort, page, size);
  }

  /**
   * The same among the devices that a filter selects; how long it takes is the filter's doing.
   *
   * @param among its values have other names than those of a {@link Query}
   */
  public Found find(Query query, DeviceFilter among, Sort sort, int page, int size) {
    if (!query.possible()) {
      return new Found(List.of(), 0, false, sort);
    }
    Map<String, Object> params = new HashMap<>(among.params());
    String where = "%s and (%s)".formatted(where(query, params), among.sql());
    long offset = (long) page * size;
    List<String> ways = ways(query, where, "d.id, %d as way", null, MOST + 1L, params);
    Counted counted =
        jdbc.sql(
                """
                select count(distinct x.id) as devices,
                  count(case when x.way = 1 then 1 end) as serials,
                  count(case when x.way = 2 then 1 end) as users
                from (%s) x"""
                    .formatted(String.join(" union all ", ways)))
            .params(params)
            .query(Counted.class)
            .single();
    int total = (int) Math.min(counted.devices, MOST);
    boolean byName = sort.key().equals(SORTING.usual().key());
    Sort given = byName || !counted.more() ? sort : SORTING.usual();
    String order = SORTING.orderBy(given);
    boolean named = given.key().equals(SORTING.usual().key());
    // By name, as many as there are up to this page: what else is found comes in between.
    ways =
        ways(
            query,
            where,
            KEYS,
            named ? order : null,
            named ? Math.min(offset + size, MOST + 1L) : MOST + 1L,
            params);
    List<Device> devices =
        offset >= total
            ? List.of()
            : jdbc.sql(
                    """
                    select d.* from (
                      select d.id from (%s) d order by %s
                      offset :offset rows fetch next :size rows only) p
                    join device d on d.id = p.id
                    order by %s"""
                        .formatted(String.join(" union ", ways), order, order))
                .params(params)
                .param("offset", offset)
                .param("size", size)
                .query(Device::map)
                .list();
    return new Found(devices, total, counted.more(), given);
  }

  /** How many there are, no further than they are counted; by serial number and by user alone. */
  private record Counted(long devices, long serials, long users) {

    boolean more() {
      return devices > MOST || serials > OTHERWISE || users > OTHERWISE;
    }
  }

  /**
   * Each way in which the text can be meant, by its own index.
   *
   * @param columns what is asked of each device; may take the number of the way
   * @param order null where any of them will do, as to count them
   * @param upTo how many by name
   * @param params those of the statement; grow by what the ways need
   */
  private List<String> ways(
      Query query,
      String where,
      String columns,
      String order,
      long upTo,
      Map<String, Object> params) {
    params.put("upTo", upTo);
    if (query.text() == null) {
      return List.of(way(columns.formatted(0), where, order, ":upTo"));
    }
    params.put("otherwise", OTHERWISE + 1);
    params.put("begin", query.text().toLowerCase(Locale.ROOT).replaceAll("[!%_]", "!$0") + "%");
    List<String> ways =
        new ArrayList<>(
            List.of(
                way(columns.formatted(0), where + begins("d.search_name"), order, ":upTo"),
                way(columns.formatted(1), where + begins("d.search_serial"), null, ":otherwise"),
                way(columns.formatted(2), where + begins("d.search_user"), null, ":otherwise")));
    List<Long> ids = withId(query.text());
    if (!ids.isEmpty()) {
      params.put("ids", ids);
      ways.add(
          "(select %s from device d where %s and d.id in (:ids))"
              .formatted(columns.formatted(3), where));
    }
    return ways;
  }

  private static String way(String columns, String where, String order, String most) {
    return "(select %s from device d where %s%s fetch first %s rows only)"
        .formatted(columns, where, order == null ? "" : " order by " + order, most);
  }

  private static String begins(String column) {
    return " and %s like :begin escape '!'".formatted(column);
  }

  private static String where(Query query, Map<String, Object> params) {
    List<String> conditions = new ArrayList<>(List.of("1 = 1"));
    if (query.state() != null) {
      conditions.add("d.management_state = :state");
      params.put("state", query.state().name());
    }
    if (query.site() != null) {
      conditions.add("d.site = :site");
      params.put("site", query.site());
    }
    if (query.model() != null) {
      conditions.add("d.model = :model");
      params.put("model", query.model());
    }
    return String.join(" and ", conditions);
  }

  /** Asked on its own, each by its own index. */
  private List<Long> withId(String text) {
    Long number = text.matches("\\d{1,18}") ? Long.valueOf(text) : null;
    return jdbc.sql(
            """
            select id from device where id = :number
            union select id from device where resource_id = :number
            union select id from device where entra_device_id in (:text, :lower)
            union select id from device where intune_id in (:text, :lower)""")
        .param("number", number, Types.BIGINT)
        .param("text", text)
        .param("lower", text.toLowerCase(Locale.ROOT))
        .query(Long.class)
        .list();
  }
}
