package dev.handover.rollout;

import dev.handover.authority.Eligibility.Selection;
import dev.handover.plan.PilotSampler;
import dev.handover.plan.Stratum;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /**
   * Draws by seats in proportion; the same devices for the same seed.
   *
   * @param coverAbove as in {@link dev.handover.plan.Pilot#coverAbove}
   * @return {@code size} devices, or all that may move where there are fewer, by ascending id
   */
  List<Long> draw(int size, double coverAbove, int seed) {
    Map<List<String>, Integer> strata = new HashMap<>();
    jdbc.sql(
            "select count(*), %1$s from (%2$s) may_move group by %1$s"
                .formatted(values(), mayMove()))
        .query(
            rs -> {
              strata.put(stratum(rs), rs.getInt(1));
            });
    return draw(PilotSampler.seats(strata, size, coverAbove, seed), seed);
  }

  /** As many devices of each stratum as it has seats, by ascending id. */
  List<Long> draw(Map<List<String>, Integer> seats, int seed) {
    int most = seats.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    List<Long> devices = new ArrayList<>();
    jdbc.sql(
            """
            select id, %1$s, turn from (
              select id, %1$s, row_number() over (partition by %1$s order by %2$s, id) as turn
              from (%3$s) may_move
            ) dealt
            where turn <= :most"""
                .formatted(values(), Scope.scattered("id"), mayMove()))
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
