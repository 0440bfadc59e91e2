package dev.handover.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Puts together how rollouts stand: the same statements, however many they are. */
final class RolloutViews {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JdbcClient jdbc;

  RolloutViews(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param rows each with what its own row knows, see {@link #row}
   * @return the same with all else, in the same order
   */
  List<RolloutView> of(List<RolloutView> rows) {
    return of(rows, new WaveCounts(jdbc).of(rows.stream().map(RolloutView::id).toList()));
  }

  /** Likewise, of rollouts whose waves have been counted. */
  List<RolloutView> of(List<RolloutView> rows, WaveCounts.Counted counted) {
    if (rows.isEmpty()) {
      return List.of();
    }
    List<String> ids = rows.stream().map(RolloutView::id).toList();
    Map<String, List<WaveRow>> waves = waves(ids);
    Map<String, Late> late = late(ids);
    Map<String, List<Hold>> holds = HoldStore.of(jdbc, ids);
    List<RolloutView> views = new ArrayList<>();
    for (RolloutView row : rows) {
      String id = row.id();
      views.add(
          complete(
              row,
              holds.getOrDefault(id, List.of()),
              counted,
              waves.getOrDefault(id, List.of()),
              late.getOrDefault(id, Late.NONE)));
    }
    return views;
  }

  private Map<String, List<WaveRow>> waves(Collection<String> ids) {
    return jdbc
        .sql(
            """
            select rollout_id, no, cohort_from, state, joined, verdict
            from %s j
            where rollout_id in (:ids) order by rollout_id, no"""
                .formatted(WaveQueries.JUDGED))
        .param("ids", ids)
        .query(
            (rs, n) ->
                new WaveRow(
                    rs.getString("rollout_id"),
                    rs.getInt("no"),
                    rs.getInt("cohort_from") < rs.getInt("no"),
                    WaveState.valueOf(rs.getString("state")),
                    rs.getString("verdict"),
                    rs.getInt("joined")))
        .list()
        .stream()
        .collect(Collectors.groupingBy(WaveRow::rolloutId));
  }

  /** The ids of those of these of which an approval is asked for late joiners alone. */
  Set<String> lateAlone(Collection<String> ids) {
    return ids.isEmpty()
        ? Set.of()
        : late(ids).values().stream()
            .filter(late -> late.asked() > 0)
            .map(Late::rolloutId)
            .collect(Collectors.toSet());
  }

  private Map<String, Late> late(Collection<String> ids) {
    return jdbc
        .sql(
            """
            select j.rollout_id as rolloutId, count(j.left_out_at) as leftOut,
              count(case when j.left_out_at is null and w.state = 'PLANNED' then a.rollout_id end)
                as asked
            from late_joiner j
            left join wave w on w.rollout_id = j.rollout_id and w.no = j.wave_no
            left join approval a on a.rollout_id = j.rollout_id and a.leaves_out
              and (a.stage = 'EXPANSION' and j.wave_no = 1
                or a.stage = 'WAVE' and a.wave_no = j.wave_no)
            where j.rollout_id in (:ids)
            group by j.rollout_id""")
        .param("ids", ids)
        .query(Late.class)
        .list()
        .stream()
        .collect(Collectors.toMap(Late::rolloutId, Function.identity()));
  }

  private static RolloutView complete(
      RolloutView r, List<Hold> holds, WaveCounts.Counted counted, List<WaveRow> waves, Late late) {
    WaveCounts.Counts moves = counted.of(r.id());
    Optional<WaveRow> newest =
        waves.stream().filter(w -> w.state() != WaveState.PLANNED).reduce((a, b) -> b);
    int production = (int) waves.stream().filter(w -> w.no() > 0 && !w.production()).count();
    return new RolloutView(
        r.id(),
        r.title(),
        r.workload(),
        r.state(),
        r.paused(),
        holds,
        stage(r.state(), newest, production) + r.stage(),
        r.createdBy(),
        r.createdAt(),
        r.startAt(),
        r.deadlineAt(),
        r.endedAt(),
        r.population(),
        production,
        moves.ordered(),
        moves.moved(),
        moves.confirmed(),
        moves.returned(),
        counted.atIntune(r.id()),
        new RolloutView.Late(
            r.late().waiting(),
            waves.stream().mapToInt(WaveRow::joined).sum(),
            late.leftOut(),
            late.asked(),
            r.late().countedAt()),
        verdict(waves, newest),
        r.waiting(),
        r.rollbackReason(),
        r.cancelReason(),
        r.programmeId(),
        r.processInstanceId(),
        r.planHash(),
        r.plan());
  }

  /** A wave that has failed, or regressed, speaks for the rollout, unless a person let it pass. */
  private static String verdict(List<WaveRow> waves, Optional<WaveRow> newest) {
    return waves.stream()
        .filter(w -> w.state() != WaveState.PASSED)
        .map(WaveRow::verdict)
        .filter("FAIL"::equals)
        .findFirst()
        .orElse(newest.map(WaveRow::verdict).orElse(null));
  }

  private static String stage(RolloutState state, Optional<WaveRow> newest, int waves) {
    return switch (state) {
      case PLANNED -> "not started";
      case SCHEDULED -> "waits for its start";
      case PILOTING -> "pilot";
      case EXPANDING ->
          newest
              .filter(w -> w.no() > 0 && !w.production())
              .map(w -> "wave %d of %d".formatted(w.no(), waves))
              .orElse("before wave 1 of %d".formatted(waves));
      case HANDING_OVER -> "slider to Intune";
      case WATCHING -> "watch after the last move";
      case ROLLING_BACK -> "rolling back";
      case COMPLETED -> "completed";
      case ROLLED_BACK -> "rolled back";
      case CANCELLED -> "cancelled";
      case FAILED -> "failed";
    };
  }

  /**
   * A rollout with what its own row knows; {@link #complete} adds the counts, and puts the stage in
   * front of what the row says of it.
   */
  static RolloutView row(ResultSet rs, int n) throws SQLException {
    String what = rs.getString("waiting_for");
    String held = rs.getString("calendar_hold");
    return new RolloutView(
        rs.getString("id"),
        rs.getString("title"),
        Workload.of(rs.getString("workload")),
        RolloutState.valueOf(rs.getString("state")),
        rs.getBoolean("paused"),
        List.of(),
        SliderMode.NONE.name().equals(rs.getString("handover"))
            ? "; the slider stays at Pilot Intune"
            : "",
        rs.getString("created_by"),
        Sql.instant(rs, "created_at"),
        Sql.instant(rs, "start_at"),
        Sql.instant(rs, "deadline_at"),
        Sql.instant(rs, "ended_at"),
        rs.getInt("population"),
        0,
        0,
        0,
        0,
        0,
        0,
        new RolloutView.Late(rs.getInt("late_devices"), 0, 0, 0, Sql.instant(rs, "late_looked_at")),
        null,
        held != null
            ? new RolloutView.Waiting(
                "CALENDAR",
                Sql.instant(rs, "calendar_held_since"),
                Sql.instant(rs, "calendar_held_until"),
                held)
            : what == null
                ? null
                : new RolloutView.Waiting(
                    what,
                    Sql.instant(rs, "waiting_since"),
                    Sql.instant(rs, "waiting_until"),
                    rs.getString("waiting_reason")),
        rs.getString("rollback_reason"),
        rs.getString("cancel_reason"),
        rs.getString("programme_id"),
        rs.getString("process_instance_id"),
        rs.getString("plan_hash"),
        plan(rs.getString("plan")));
  }

  /** The plan as it was kept; text that is not JSON is shown as text rather than not at all. */
  private static JsonNode plan(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(text);
    }
  }

  private record WaveRow(
      String rolloutId, int no, boolean production, WaveState state, String verdict, int joined) {}

  private record Late(String rolloutId, int leftOut, int asked) {
    static final Late NONE = new Late("", 0, 0);
  }
}
