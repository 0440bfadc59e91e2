package dev.handover.rollout;

import dev.handover.sql.OneMoment;
import dev.handover.sql.Sorting;
import dev.handover.sql.Sorting.Sort;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Rollouts and what was decided about them, as others read them. Reads only; a page takes as many
 * statements as one rollout does.
 */
@OneMoment
@Repository
public class RolloutQueries {

  /** The orders of {@link #page}. */
  public static final Sorting SORTING =
      Sorting.usually("created,desc")
          .by("title", "lower(title) ^, id ^")
          .by("workload", "workload ^, created_at desc, id desc")
          .by("state", "state ^, created_at desc, id desc")
          .by("requester", "created_by ^, created_at desc, id desc")
          .by("created", "created_at ^, id ^")
          .by("ended", "ended_at ^ nulls last, created_at desc, id desc");

  private final JdbcClient jdbc;
  private final RolloutViews views;

  public RolloutQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
    this.views = new RolloutViews(jdbc);
  }

  public Optional<RolloutView> find(String id) {
    return all(List.of(id)).stream().findFirst();
  }

  public Optional<RolloutWithWaves> withWaves(String id) {
    return withWaves(List.of(id)).stream().findFirst();
  }

  /** Those of these that there are with their waves, in no order. */
  public List<RolloutWithWaves> withWaves(Collection<String> ids) {
    return completed(rows(ids));
  }

  private List<RolloutWithWaves> completed(List<RolloutView> rows) {
    List<String> ids = rows.stream().map(RolloutView::id).toList();
    WaveCounts.Counted counted = new WaveCounts(jdbc).of(ids);
    Map<String, List<WaveView>> waves = new WaveQueries(jdbc).waves(ids, counted);
    return views.of(rows, counted).stream()
        .map(r -> new RolloutWithWaves(r, waves.getOrDefault(r.id(), List.of())))
        .toList();
  }

  /**
   * A page of all rollouts there have been.
   *
   * @param state only these; null for all
   * @param workload only this workload's; null for all
   * @param sort one of {@link #SORTING}
   */
  public Page<RolloutView> page(
      RolloutState state, Workload workload, Sort sort, int page, int size) {
    String where =
        " from rollout where (cast(:state as varchar(16)) is null or state = :state)"
            + " and (cast(:workload as varchar(40)) is null or workload = :workload)";
    String stateName = state == null ? null : state.name();
    String slug = workload == null ? null : workload.slug();
    long total =
        jdbc.sql("select count(*)" + where)
            .param("state", stateName)
            .param("workload", slug)
            .query(Long.class)
            .single();
    List<RolloutView> rows =
        jdbc.sql(
                "select *"
                    + where
                    + " order by "
                    + SORTING.orderBy(sort)
                    + " offset :offset rows fetch next :size rows only")
            .param("state", stateName)
            .param("workload", slug)
            .param("offset", (long) page * size)
            .param("size", size)
            .query(RolloutViews::row)
            .list();
    return new Page<>(views.of(rows), page, size, total);
  }

  /** Rollouts that have not ended, the newest first, and after them the last ended ones. */
  public List<RolloutWithWaves> current(int most) {
    List<RolloutView> rows =
        jdbc.sql(
                """
                select * from rollout
                order by case when ended_at is null then 0 else 1 end, created_at desc, id desc
                fetch first :most rows only""")
            .param("most", most)
            .query(RolloutViews::row)
            .list();
    return completed(rows);
  }

  /** Those of these that there are, in no order. */
  public List<RolloutView> all(Collection<String> ids) {
    return views.of(rows(ids));
  }

  private List<RolloutView> rows(Collection<String> ids) {
    return ids.isEmpty()
        ? List.of()
        : jdbc.sql("select * from rollout where id in (:ids)")
            .param("ids", ids)
            .query(RolloutViews::row)
            .list();
  }

  /** The ids of those of these of which an approval is asked for late joiners alone. */
  public Set<String> lateAlone(Collection<String> ids) {
    return views.lateAlone(ids);
  }

  /** Everything that was decided about a rollout, in order; what is void is not yet marked. */
  List<DecisionView> decisions(String id) {
    return jdbc.sql("select * from decision where rollout_id = :id order by id")
        .param("id", id)
        .query(
            (rs, n) ->
                new DecisionView(
                    rs.getString("stage"),
                    rs.getInt("wave_no"),
                    rs.getString("outcome"),
                    rs.getString("actor"),
                    Sql.instant(rs, "at"),
                    rs.getString("comment"),
                    Sql.instant(rs, "until_at"),
                    rs.getString("evidence_hash"),
                    rs.getString("plan_hash"),
                    rs.getString("scope_hash"),
                    rs.getString("process_version"),
                    null))
        .list();
  }
}
