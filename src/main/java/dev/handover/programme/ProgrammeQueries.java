package dev.handover.programme;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handover.plan.Programme.OnFailure;
import dev.handover.programme.ProgrammeView.Attempt;
import dev.handover.rollout.Page;
import dev.handover.rollout.RolloutState;
import dev.handover.sql.Sorting;
import dev.handover.sql.Sorting.Sort;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Programmes as others read them. Reads only; a page costs four statements. */
@Repository
public class ProgrammeQueries {

  /** The orders of {@link #page}. */
  public static final Sorting SORTING =
      Sorting.usually("created,desc")
          .by("title", "lower(title) ^, id ^")
          .by("state", "state ^, created_at desc, id desc")
          .by("requester", "created_by ^, created_at desc, id desc")
          .by("created", "created_at ^, id ^")
          .by("ended", "ended_at ^ nulls last, created_at desc, id desc");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JdbcClient jdbc;

  public ProgrammeQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  public Optional<ProgrammeView> find(String id) {
    return views(List.of(id), "id").stream().findFirst();
  }

  /**
   * A page of all programmes there have been.
   *
   * @param sort one of {@link #SORTING}
   */
  public Page<ProgrammeView> page(Sort sort, int page, int size) {
    String order = SORTING.orderBy(sort);
    long total = jdbc.sql("select count(*) from programme").query(Long.class).single();
    List<String> ids =
        jdbc.sql(
                """
                select id from programme order by %s
                offset :offset rows fetch next :size rows only"""
                    .formatted(order))
            .param("offset", (long) page * size)
            .param("size", size)
            .query(String.class)
            .list();
    return new Page<>(views(ids, order), page, size, total);
  }

  private List<ProgrammeView> views(List<String> ids, String order) {
    if (ids.isEmpty()) {
      return List.of();
    }
    Map<String, List<Part>> parts = parts(jdbc, ids);
    Map<String, List<Attempt>> earlier = earlier(ids);
    return jdbc.sql("select * from programme where id in (:ids) order by " + order)
        .param("ids", ids)
        .query((rs, n) -> view(rs, parts, earlier.getOrDefault(rs.getString("id"), List.of())))
        .list();
  }

  /** What has been begun and tried again, by programme. */
  private Map<String, List<Attempt>> earlier(Collection<String> ids) {
    Map<String, List<Attempt>> earlier = new LinkedHashMap<>();
    jdbc.sql(
            """
            select r.programme_id, r.id, r.workload, r.state from rollout r
            where r.programme_id in (:ids) and not exists (
              select 1 from programme_rollout p
              where p.programme_id = r.programme_id and p.rollout_id = r.id)
            order by r.created_at, r.id""")
        .param("ids", ids)
        .query(
            rs -> {
              earlier
                  .computeIfAbsent(rs.getString("programme_id"), id -> new ArrayList<>())
                  .add(
                      new Attempt(
                          rs.getString("id"),
                          Workload.of(rs.getString("workload")),
                          RolloutState.valueOf(rs.getString("state"))));
            });
    return earlier;
  }

  private static ProgrammeView view(
      ResultSet rs, Map<String, List<Part>> all, List<Attempt> earlier) throws SQLException {
    List<Part> parts = all.getOrDefault(rs.getString("id"), List.of());
    OnFailure onFailure = OnFailure.valueOf(rs.getString("on_failure"));
    Map<String, List<Workload>> waitsFor = new LinkedHashMap<>();
    for (Part part : parts) {
      List<Workload> others = Course.waitsFor(part, parts, onFailure);
      if (part.standing() == Standing.WAITING && !others.isEmpty()) {
        waitsFor.put(part.workload().slug(), others);
      }
    }
    String pausedBy = rs.getString("paused_by");
    ProgrammeState state = ProgrammeState.valueOf(rs.getString("state"));
    Course course = Course.of(parts, onFailure, pausedBy != null);
    return new ProgrammeView(
        rs.getString("id"),
        rs.getString("title"),
        state,
        onFailure.key(),
        rs.getString("created_by"),
        Sql.instant(rs, "created_at"),
        Sql.instant(rs, "ended_at"),
        state == ProgrammeState.STOPPED && course.step() == Course.Step.ASK
            ? ProgrammeBriefs.stopped(parts, course.part())
            : null,
        rs.getString("ending"),
        pausedBy == null ? null : new ProgrammeView.Pause(pausedBy, rs.getString("pause_reason")),
        parts,
        earlier,
        waitsFor,
        rs.getString("process_instance_id"));
  }

  /** By programme, in their order. */
  static Map<String, List<Part>> parts(JdbcClient jdbc, Collection<String> ids) {
    Map<String, List<Part>> parts = new LinkedHashMap<>();
    jdbc.sql(
            """
            select p.*, r.state as rollout_state from programme_rollout p
            left join rollout r on r.id = p.rollout_id
            where p.programme_id in (:ids) order by p.programme_id, p.no""")
        .param("ids", ids)
        .query(
            rs -> {
              parts
                  .computeIfAbsent(rs.getString("programme_id"), id -> new ArrayList<>())
                  .add(part(rs));
            });
    return parts;
  }

  private static Part part(ResultSet rs) throws SQLException {
    String found = rs.getString("rollout_state");
    RolloutState rollout = found == null ? null : RolloutState.valueOf(found);
    String refusal = rs.getString("refusal");
    return new Part(
        rs.getInt("no"),
        Workload.of(rs.getString("workload")),
        rs.getString("title"),
        Arrays.stream(rs.getString("waits_for").split(" "))
            .filter(slug -> !slug.isEmpty())
            .map(Workload::of)
            .toList(),
        Part.standing(rs.getBoolean("left_out"), rollout, refusal),
        rs.getString("rollout_id"),
        rollout,
        refusal,
        rs.getString("decision"),
        start(rs.getString("plan")));
  }

  private static Instant start(String plan) {
    try {
      String start = JSON.readTree(plan).path("schedule").path("start").asText();
      return start.isEmpty() ? null : Instant.parse(start);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored plan is not JSON", e);
    }
  }
}
