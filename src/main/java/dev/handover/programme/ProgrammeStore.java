package dev.handover.programme;

import dev.handover.plan.Programme.OnFailure;
import dev.handover.rollout.Refused;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Programmes, in the caller's transaction. */
@Repository
class ProgrammeStore {

  private final JdbcClient jdbc;
  private final Clock clock;

  ProgrammeStore(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  void insert(ProgrammeRow programme, String processInstanceId) {
    jdbc.sql(
            """
            insert into programme
              (id, title, state, on_failure, created_by, created_at, process_instance_id)
            values (:id, :title, :state, :onFailure, :createdBy, :now, :process)""")
        .param("id", programme.id())
        .param("title", programme.title())
        .param("state", programme.state().name())
        .param("onFailure", programme.onFailure().name())
        .param("createdBy", programme.createdBy())
        .param("now", Sql.time(clock.instant()))
        .param("process", processInstanceId)
        .update();
  }

  /**
   * @param plan the canonical JSON
   */
  void insert(
      String id, int no, Workload workload, String title, List<Workload> after, String plan) {
    jdbc.sql(
            """
            insert into programme_rollout
              (programme_id, no, workload, title, waits_for, plan, left_out)
            values (:id, :no, :workload, :title, :after, :plan, false)""")
        .param("id", id)
        .param("no", no)
        .param("workload", workload.slug())
        .param("title", title)
        .param("after", after.stream().map(Workload::slug).collect(Collectors.joining(" ")))
        .param("plan", plan)
        .update();
  }

  /**
   * @throws Refused if there is no such programme
   */
  ProgrammeRow get(String id) {
    return find(id, "");
  }

  /**
   * Reads a programme and keeps others from changing it until the transaction ends. Who ends a
   * rollout of it locks the rollout first.
   */
  ProgrammeRow lock(String id) {
    return find(id, " for update");
  }

  private ProgrammeRow find(String id, String locking) {
    return jdbc.sql("select * from programme where id = :id" + locking)
        .param("id", id)
        .query(
            (rs, n) ->
                new ProgrammeRow(
                    rs.getString("id"),
                    rs.getString("title"),
                    ProgrammeState.valueOf(rs.getString("state")),
                    OnFailure.valueOf(rs.getString("on_failure")),
                    rs.getString("created_by"),
                    rs.getString("paused_by"),
                    rs.getString("pause_reason")))
        .optional()
        .orElseThrow(() -> Refused.unknown("There is no programme '%s'.".formatted(id)));
  }

  /** The programme that has begun a rollout. */
  Optional<String> of(String rolloutId) {
    return jdbc.sql("select programme_id from rollout where id = :id and programme_id is not null")
        .param("id", rolloutId)
        .query(String.class)
        .optional();
  }

  List<Part> parts(String id) {
    return ProgrammeQueries.parts(jdbc, List.of(id)).getOrDefault(id, List.of());
  }

  /** The canonical JSON. */
  String plan(String id, int no) {
    return jdbc.sql("select plan from programme_rollout where programme_id = :id and no = :no")
        .param("id", id)
        .param("no", no)
        .query(String.class)
        .single();
  }

  void state(String id, ProgrammeState state) {
    jdbc.sql("update programme set state = :state, ended_at = :ended where id = :id")
        .param("state", state.name())
        .param("ended", state.ended() ? Sql.time(clock.instant()) : null)
        .param("id", id)
        .update();
  }

  /** Who ends it before it is through, and why. */
  void ending(String id, String said) {
    jdbc.sql("update programme set ending = :said where id = :id")
        .param("said", said)
        .param("id", id)
        .update();
  }

  /**
   * @param by null to resume
   */
  void pause(String id, String by, String reason) {
    jdbc.sql("update programme set paused_by = :by, pause_reason = :reason where id = :id")
        .param("by", by)
        .param("reason", reason)
        .param("id", id)
        .update();
  }

  void begun(String id, int no, String rolloutId) {
    jdbc.sql(
            """
            update programme_rollout set rollout_id = :rollout
            where programme_id = :id and no = :no""")
        .param("rollout", rolloutId)
        .param("id", id)
        .param("no", no)
        .update();
    jdbc.sql("update rollout set programme_id = :id where id = :rollout")
        .param("id", id)
        .param("rollout", rolloutId)
        .update();
  }

  void refused(String id, int no, String why) {
    jdbc.sql(
            """
            update programme_rollout set refusal = :why
            where programme_id = :id and no = :no""")
        .param("why", why.substring(0, Math.min(why.length(), 4000)))
        .param("id", id)
        .param("no", no)
        .update();
  }

  /** Has it begin anew, whatever came of it before. */
  void again(String id, int no, String decision) {
    jdbc.sql(
            """
            update programme_rollout
            set rollout_id = null, refusal = null, decision = :decision
            where programme_id = :id and no = :no""")
        .param("decision", decision)
        .param("id", id)
        .param("no", no)
        .update();
  }

  void leaveOut(String id, int no, String decision) {
    jdbc.sql(
            """
            update programme_rollout set left_out = true, decision = :decision
            where programme_id = :id and no = :no""")
        .param("decision", decision)
        .param("id", id)
        .param("no", no)
        .update();
  }
}
