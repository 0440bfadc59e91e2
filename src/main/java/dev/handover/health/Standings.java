package dev.handover.health;

import dev.handover.sql.Sql;
import dev.handover.sql.TemporaryTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Counts the devices of waves by how each stands, metric by metric, in one statement for all waves.
 *
 * <p>What counts is said by {@link StandingRule}.
 */
final class Standings {

  /** How a device stands for a metric: the first of these that holds. */
  enum Standing {
    QUARANTINED,
    EXCLUDED,
    NOT_ORDERED,
    /** Its order has not been carried out; whatever it is silent about is not its doing. */
    NOT_SENT,
    NOT_CONFIRMED,
    NOT_REPORTED,
    HEALTHY,
    UNHEALTHY,
    /** Its newest reading is older than the metric's age limit. */
    LATE_HEALTHY,
    LATE_UNHEALTHY
  }

  /**
   * One wave's devices for one metric.
   *
   * @param metric null where the rollout has none
   * @param compared whether the metric is judged by its change, against a control group
   * @param over whether the wave's deadline has passed
   * @param seen what the guard has last looked at; null before the first look
   * @param newest the newest reading within the age limit
   * @param parts those whose move has been sent, or is to be, by the parts of the wave they are in;
   *     null where that was not asked for
   */
  record Counted(
      WaveKey wave,
      String metric,
      boolean compared,
      double maxLlr,
      boolean accepted,
      boolean over,
      String seen,
      Map<Standing, Integer> devices,
      int rejected,
      Instant newest,
      List<Part> parts) {

    /** How many stand in one of these ways. */
    int count(Standing... standings) {
      int count = 0;
      for (Standing standing : standings) {
        count += devices.getOrDefault(standing, 0);
      }
      return count;
    }

    int cohort() {
      return count(Standing.values()) - count(Standing.QUARANTINED);
    }

    int ordered() {
      return cohort() - count(Standing.EXCLUDED, Standing.NOT_ORDERED);
    }

    int confirmed() {
      return ordered() - count(Standing.NOT_SENT, Standing.NOT_CONFIRMED);
    }

    /** Those that were sent, and of which nothing is known when the deadline has passed. */
    int silent() {
      return over ? count(Standing.NOT_CONFIRMED, Standing.NOT_REPORTED) : 0;
    }

    /** Those that count and of which nothing is known since their move. */
    int unknown() {
      return count(
          Standing.NOT_ORDERED, Standing.NOT_SENT, Standing.NOT_CONFIRMED, Standing.NOT_REPORTED);
    }
  }

  /** One wave in whatever state, as a condition; see {@link #one}. */
  static final String ONE = "w.rollout_id = :rollout and w.no = :no";

  private static final String WAVES =
      """
      select w.rollout_id, w.no, w.cohort_from, g.metric, g.compared, r.generation, v.seen,
        coalesce(l.max_llr, 0) as max_llr, coalesce(l.accepted, false) as accepted,
        coalesce(w.deadline_at <= :now, false) as over,
        case when w.cohort_from < w.no then w.started_at end as not_before,
        cast(:now as timestamp with time zone) - g.max_age_seconds * interval '1' second as oldest,
        (%s) as in_parts
      from wave w
      join rollout r on r.id = w.rollout_id
      left join gate_metric g on g.rollout_id = w.rollout_id
      left join wave_metric l
        on l.rollout_id = w.rollout_id and l.wave_no = w.no and l.metric = g.metric
      left join wave_guard v on v.rollout_id = w.rollout_id and v.wave_no = w.no
      where %s
      order by w.rollout_id, w.no, g.metric
      """;

  /**
   * The waves to count, per metric and per wave whose devices they look at. In a table, as no
   * database can tell from a range of waves how many devices those have, and would look each of
   * them up by itself.
   */
  private static final TemporaryTable COUNTED =
      new TemporaryTable(
          "counted_wave",
          List.of(
              "place integer",
              "rollout_id varchar(16)",
              "wave_no integer",
              "metric varchar(40)",
              "generation integer",
              "not_before timestamp(6) with time zone",
              "oldest timestamp(6) with time zone",
              "in_parts boolean"));

  private static final String COUNT = count("");

  /** Takes a fifth longer, be any parts asked for or none. */
  private static final String COUNT_PARTS = count(", x.model, x.os_build, x.site");

  private static String count(String parts) {
    return """
        select x.place, x.standing, x.rejected%1$s, count(*) as devices,
          max(x.observed_at) as newest
        from (
          select w.place, b.observed_at, %2$s as standing,
            case when w.in_parts then coalesce(o.model, '') end as model,
            case when w.in_parts then coalesce(o.os_build, '') end as os_build,
            case when w.in_parts then coalesce(o.site, '') end as site,
            coalesce(d.excluded is null and j.rejected_at > o.confirmed_at
              and (w.not_before is null or j.rejected_at > w.not_before), false) as rejected
          %3$s
          left join rejected_observation j on j.device_id = d.device_id and j.metric = w.metric
        ) x
        group by x.place, x.standing, x.rejected%1$s
        """
        .formatted(parts, StandingRule.STANDING, StandingRule.DEVICES);
  }

  /** Some devices of one model, OS build and site that stand in one way for a metric. */
  record Part(Standing standing, String model, String osBuild, String site, int devices) {}

  private final JdbcTemplate template;
  private final JdbcClient jdbc;

  /** Use it within a transaction. */
  Standings(JdbcTemplate template) {
    this.template = template;
    this.jdbc = JdbcClient.create(template);
  }

  /**
   * @param waves which waves {@code w} of rollouts {@code r}, as a condition
   * @param inParts which of them by their parts as well, as a condition; that makes many more rows
   * @param parameters those of the conditions, and {@code now}
   * @return by wave, then by metric; a rollout without metrics has one per wave
   */
  List<Counted> count(String waves, String inParts, Map<String, Object> parameters) {
    List<Wave> asked =
        jdbc.sql(WAVES.formatted(inParts, waves)).params(parameters).query(Wave::of).list();
    if (asked.isEmpty()) {
      return List.of();
    }
    fill(asked);
    List<Tally> tallies = asked.stream().map(Tally::new).toList();
    jdbc.sql(asked.stream().anyMatch(Wave::inParts) ? COUNT_PARTS : COUNT)
        .param("now", parameters.get("now"))
        .query(
            rs -> {
              tallies.get(rs.getInt("place")).add(rs);
            });
    return tallies.stream().map(Tally::counted).toList();
  }

  /** The parameters of {@link #ONE}. */
  static Map<String, Object> one(Instant now, WaveKey wave) {
    return Map.of("now", Sql.time(now), "rollout", wave.rolloutId(), "no", wave.no());
  }

  private void fill(List<Wave> asked) {
    COUNTED.fill(
        template,
        rows -> {
          for (int place = 0; place < asked.size(); place++) {
            Wave wave = asked.get(place);
            for (int no = wave.cohortFrom(); no <= wave.key().no(); no++) {
              rows.add(
                  place,
                  wave.key().rolloutId(),
                  no,
                  wave.metric(),
                  wave.generation(),
                  Sql.time(wave.notBefore()),
                  Sql.time(wave.oldest()),
                  wave.inParts());
            }
          }
        });
  }

  private record Wave(
      WaveKey key,
      int cohortFrom,
      String metric,
      boolean compared,
      int generation,
      double maxLlr,
      boolean accepted,
      boolean over,
      String seen,
      Instant notBefore,
      Instant oldest,
      boolean inParts) {

    static Wave of(ResultSet rs, int row) throws SQLException {
      return new Wave(
          new WaveKey(rs.getString("rollout_id"), rs.getInt("no")),
          rs.getInt("cohort_from"),
          rs.getString("metric"),
          rs.getBoolean("compared"),
          rs.getInt("generation"),
          rs.getDouble("max_llr"),
          rs.getBoolean("accepted"),
          rs.getBoolean("over"),
          rs.getString("seen"),
          Sql.instant(rs, "not_before"),
          Sql.instant(rs, "oldest"),
          rs.getBoolean("in_parts"));
    }
  }

  private static final class Tally {

    private final Wave wave;
    private final Map<Standing, Integer> devices = new EnumMap<>(Standing.class);
    private final List<Part> parts;
    private int rejected;
    private Instant newest;

    Tally(Wave wave) {
      this.wave = wave;
      this.parts = wave.inParts() ? new ArrayList<>() : null;
    }

    void add(ResultSet rs) throws SQLException {
      Standing standing = Standing.values()[rs.getInt("standing")];
      int count = rs.getInt("devices");
      devices.merge(standing, count, Integer::sum);
      rejected += rs.getBoolean("rejected") ? count : 0;
      if (standing == Standing.HEALTHY || standing == Standing.UNHEALTHY) {
        Instant at = Sql.instant(rs, "newest");
        newest = newest == null || at.isAfter(newest) ? at : newest;
      }
      if (parts != null && standing.compareTo(Standing.NOT_SENT) >= 0) {
        parts.add(
            new Part(
                standing,
                rs.getString("model"),
                rs.getString("os_build"),
                rs.getString("site"),
                count));
      }
    }

    Counted counted() {
      return new Counted(
          wave.key(),
          wave.metric(),
          wave.compared(),
          wave.maxLlr(),
          wave.accepted(),
          wave.over(),
          wave.seen(),
          devices,
          rejected,
          newest,
          parts);
    }
  }
}
