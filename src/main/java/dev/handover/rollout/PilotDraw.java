package dev.handover.rollout;

import dev.handover.authority.Eligibility.Selection;
import dev.handover.plan.PilotCover;
import dev.handover.plan.PilotSampler;
import dev.handover.plan.Stratum;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Draws a stratified pilot from the devices that may move. The database counts the strata and
 * numbers their devices, so no more is read than the fleet's variety and the pilot.
 *
 * @param by of which values a stratum is made, in this order; none for one stratum of all devices
 */
record PilotDraw(JdbcClient jdbc, Selection selection, List<Stratum> by) {

  /** How many devices of each stratum may move. */
  Map<List<String>, Integer> strata() {
    return strata("");
  }

  /** How many of these devices are of each stratum; all of them may move. */
  Map<List<String>, Integer> strata(Set<Long> devices) {
    return devices.isEmpty() ? Map.of() : strata(" where id in (%s)".formatted(list(devices)));
  }

  private Map<List<String>, Integer> strata(String which) {
    Map<List<String>, Integer> strata = new HashMap<>();
    jdbc.sql(
            "select count(*), %1$s from (%2$s) may_move%3$s group by %1$s"
                .formatted(values(), mayMove(), which))
        .query(
            rs -> {
              strata.put(stratum(rs), rs.getInt(1));
            });
    return strata;
  }

  /**
   * Draws by seats in proportion; the same devices for the same seed.
   *
   * @param coverAbove as in {@link dev.handover.plan.Pilot#coverAbove}
   * @param sure devices that are in it whatever they are, the lower ids where they are too many;
   *     what they meet needs no other
   * @return {@code size} devices, or all that may move where there are fewer, by ascending id
   */
  List<Long> draw(int size, double coverAbove, Set<Long> sure, int seed) {
    Set<Long> first = first(size, sure);
    return draw(seats(strata(), strata(first), size, coverAbove, seed), first, seed);
  }

  /**
   * How many devices of each stratum {@link #draw} takes where none is sure.
   *
   * @param all what {@link #strata()} gives
   */
  static Map<List<String>, Integer> drawn(
      Map<List<String>, Integer> all, int size, double coverAbove, int seed) {
    Map<List<String>, Integer> drawn = new HashMap<>(seats(all, Map.of(), size, coverAbove, seed));
    drawn.values().removeIf(n -> n == 0);
    return drawn;
  }

  private static Set<Long> first(int size, Set<Long> sure) {
    return new TreeSet<>(sure.stream().sorted().limit(size).toList());
  }

  private static Map<List<String>, Integer> seats(
      Map<List<String>, Integer> all,
      Map<List<String>, Integer> taken,
      int size,
      double coverAbove,
      int seed) {
    int rest = size - taken.values().stream().mapToInt(Integer::intValue).sum();
    return PilotSampler.seats(without(all, taken), rest, toMeet(all, taken, coverAbove), seed);
  }

  /** What is left of strata when some devices of each are taken. */
  static Map<List<String>, Integer> without(
      Map<List<String>, Integer> all, Map<List<String>, Integer> taken) {
    Map<List<String>, Integer> rest = new HashMap<>(all);
    taken.forEach((stratum, n) -> rest.merge(stratum, -n, Integer::sum));
    rest.values().removeIf(n -> n == 0);
    return rest;
  }

  /** What is common and not met by those taken. */
  static Set<List<String>> toMeet(
      Map<List<String>, Integer> all, Map<List<String>, Integer> taken, double coverAbove) {
    Set<List<String>> toMeet = new HashSet<>(PilotCover.common(all, coverAbove));
    toMeet.removeAll(PilotCover.counts(taken).keySet());
    return toMeet;
  }

  /** As many other devices of each stratum as it has seats, and those sure, by ascending id. */
  List<Long> draw(Map<List<String>, Integer> seats, Set<Long> sure, int seed) {
    int most = seats.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    List<Long> devices = new ArrayList<>(sure);
    jdbc.sql(
            """
            select id, %1$s, turn from (
              select id, %1$s, row_number() over (partition by %1$s order by %2$s, id) as turn
              from (%3$s) may_move%4$s
            ) dealt
            where turn <= :most"""
                .formatted(
                    values(),
                    Scope.scattered("id"),
                    mayMove(),
                    sure.isEmpty() ? "" : " where id not in (%s)".formatted(list(sure))))
        .param("seed", Scope.seed(seed))
        .param("most", most)
        .query(
            rs -> {
              if (rs.getInt("turn") <= seats.getOrDefault(stratum(rs), 0)) {
                devices.add(rs.getLong(1));
              }
            });
    Collections.sort(devices);
    return devices;
  }

  /** Numbers of our own, fewer than a pilot has devices. */
  private static String list(Set<Long> devices) {
    return devices.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private String values() {
    return IntStream.range(0, Math.max(1, by.size()))
        .mapToObj(i -> "s" + i)
        .collect(Collectors.joining(", "));
  }

  private String mayMove() {
    StringBuilder select = new StringBuilder("select e.id");
    for (int i = 0; i < by.size(); i++) {
      String column =
          switch (by.get(i)) {
            case MODEL -> "e.model";
            case OS_BUILD -> "e.os_build";
            case SITE -> "e.site";
          };
      select.append(", coalesce(").append(column).append(", '') as s").append(i);
    }
    if (by.isEmpty()) {
      select.append(", '' as s0");
    }
    return select + " from %s e where e.reason is null".formatted(selection.table());
  }

  private List<String> stratum(ResultSet rs) throws SQLException {
    String[] values = new String[Math.max(1, by.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = rs.getString(i + 2);
    }
    return List.of(values);
  }
}
