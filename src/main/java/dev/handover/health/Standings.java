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
      Instant newest) {

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

  private static final String WAVES =
      """
      select w.rollout_id, w.no, w.cohort_from, g.metric, g.compared, r.generation, v.seen,
        coalesce(l.max_llr, 0) as max_llr, coalesce(l.accepted, false) as accepted,
        coalesce(w.deadline_at <= :now, false) as over,
        case when w.cohort_from < w.no then w.started_at end as not_before,
        cast(:now as timestamp with time zone) - g.max_age_seconds * interval '1' second as oldest
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
              "oldest timestamp(6) with time zone"));

  private static final String COUNT =
      """
      select x.place, x.standing, x.rejected, count(*) as devices, max(x.observed_at) as newest
      from (
        select w.place, b.observed_at, %s as standing,
          coalesce(d.excluded is null and j.rejected_at > o.confirmed_at
            and (w.not_before is null or j.rejected_at > w.not_before), false) as rejected
        %s
        left join rejected_observation j on j.device_id = d.device_id and j.metric = w.metric
      ) x
      group by x.place, x.standing, x.rejected
      """
          .formatted(StandingRule.STANDING, StandingRule.DEVICES);

  private static final String COUNT_PARTS =
      """
      select x.place, x.standing, x.model, x.os_build, x.site, count(*) as devices
      from (
        select w.place, coalesce(o.model, '') as model, coalesce(o.os_build, '') as os_build,
          coalesce(o.site, '') as site, %s as standing
        %s
      ) x
      where x.standing >= %d
      group by x.place, x.standing, x.model, x.os_build, x.site
      """
          .formatted(StandingRule.STANDING, StandingRule.DEVICES, Standing.NOT_SENT.ordinal());

  /**
   * Some devices of one model, OS build and site, by how they stand for a metric.
   *
   * @param over whether the wave's deadline has passed
   */
  record Part(
      String metric,
      boolean over,
      Standing standing,
      String model,
      String osBuild,
      String site,
      int devices) {}

  private final JdbcTemplate template;
  private final JdbcClient jdbc;

  /** Use it within a transaction. */
  Standings(JdbcTemplate template) {
    this.template = template;
    this.jdbc = JdbcClient.create(template);
  }

  /**
   * @param waves which waves {@code w} of rollouts {@code r}, as a condition
   * @param parameters those of the condition, and {@code now}
   * @return by wave, then by metric; a rollout without metrics has one per wave
   */
  List<Counted> count(String waves, Map<String, Object> parameters) {
    List<Wave> asked = fill(waves, parameters);
    if (asked.isEmpty()) {
      return List.of();
    }
    List<Tally> tallies = asked.stream().map(wave -> new Tally()).toList();
    jdbc.sql(COUNT)
        .param("now", parameters.get("now"))
        .query(
            rs -> {
              tallies.get(rs.getInt("place")).add(rs);
            });
    List<Counted> counted = new ArrayList<>();
    for (int place = 0; place < asked.size(); place++) {
      counted.add(tallies.get(place).of(asked.get(place)));
    }
    return counted;
  }

  /**
   * Counts the devices whose move has been ordered by the parts of the wave they are in.
   *
   * @param waves which waves {@code w}, as in {@link #count}
   */
  List<Part> countParts(String waves, Map<String, Object> parameters) {
    List<Wave> asked = fill(waves, parameters);
    if (asked.isEmpty()) {
      return List.of();
    }
    return jdbc.sql(COUNT_PARTS)
        .param("now", parameters.get("now"))
        .query(
            (rs, row) -> {
              Wave wave = asked.get(rs.getInt("place"));
              return new Part(
                  wave.metric(),
                  wave.over(),
                  Standing.values()[rs.getInt("standing")],
                  rs.getString("model"),
                  rs.getString("os_build"),
                  rs.getString("site"),
                  rs.getInt("devices"));
            })
        .list();
  }

  private List<Wave> fill(String waves, Map<String, Object> parameters) {
    List<Wave> asked = jdbc.sql(WAVES.formatted(waves)).params(parameters).query(Wave::of).list();
    if (asked.isEmpty()) {
      return asked;
    }
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
                  Sql.time(wave.oldest()));
            }
          }
        });
    return asked;
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
      Instant oldest) {

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
          Sql.instant(rs, "oldest"));
    }
  }

  private static final class Tally {

    private final Map<Standing, Integer> devices = new EnumMap<>(Standing.class);
    private int rejected;
    private Instant newest;

    void add(ResultSet rs) throws SQLException {
      Standing standing = Standing.values()[rs.getInt("standing")];
      int count = rs.getInt("devices");
      devices.merge(standing, count, Integer::sum);
      rejected += rs.getBoolean("rejected") ? count : 0;
      if (standing == Standing.HEALTHY || standing == Standing.UNHEALTHY) {
        Instant at = Sql.instant(rs, "newest");
        newest = newest == null || at.isAfter(newest) ? at : newest;
      }
    }

    Counted of(Wave wave) {
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
          newest);
    }
  }
}
