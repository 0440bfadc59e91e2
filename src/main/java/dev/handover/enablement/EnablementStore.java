package dev.handover.enablement;

import dev.handover.estate.AutoEnrolment;
import dev.handover.rollout.Refused;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Enablements, in the caller's transaction. */
@Repository
class EnablementStore {

  private final JdbcClient jdbc;
  private final Clock clock;

  EnablementStore(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** A collection of the fleet. */
  record Collection(String id, String name, boolean builtIn, int members) {}

  Optional<Collection> collection(String name) {
    return jdbc.sql(
            """
            select c.id, c.name, c.built_in, (
              select count(*) from collection_member m where m.collection = c.id) as members
            from collection c where c.name = :name""")
        .param("name", name)
        .query(Collection.class)
        .optional();
  }

  /** The pilot collection of each slider, by id, as last read back. */
  Map<Workload, String> sliders() {
    Map<Workload, String> sliders = new EnumMap<>(Workload.class);
    jdbc.sql("select workload, pilot_collection from slider")
        .query(
            rs -> {
              sliders.put(Workload.of(rs.getString("workload")), rs.getString("pilot_collection"));
            });
    return sliders;
  }

  /**
   * @param collection null where there is no pilot
   * @throws Refused if another one is running
   */
  void insert(
      String id,
      EnablementRequest request,
      Collection collection,
      String reason,
      String requestedBy,
      Instant confirmBy,
      SiteSetting before) {
    try {
      jdbc.sql(
              """
              insert into enablement
                (id, state, goal, stage, collection, collection_name, min_enrolled, within_seconds,
                 reason, requested_by, requested_at, confirm_by, before_setting, before_collection,
                 open_as)
              values (:id, 'CONFIRMING', :goal, :stage, :collection, :name, :min, :within, :reason,
                      :by, :now, :confirmBy, :before, :beforeCollection, 1)""")
          .param("id", id)
          .param("goal", request.goal().name())
          .param("stage", request.firstStage().name())
          .param("collection", collection == null ? null : collection.id())
          .param("name", collection == null ? null : collection.name())
          .param("min", request.minEnrolled())
          .param("within", request.within().toSeconds())
          .param("reason", reason)
          .param("by", requestedBy)
          .param("now", Sql.time(clock.instant()))
          .param("confirmBy", Sql.time(confirmBy))
          .param("before", before.setting().name())
          .param("beforeCollection", before.collection())
          .update();
    } catch (DuplicateKeyException e) {
      throw Refused.conflict("Somebody has just asked for another enablement; look again.");
    }
  }

  void staging(String id, Workload workload, Collection collection) {
    jdbc.sql(
            """
            insert into enablement_staging (enablement_id, workload, collection, name)
            values (:id, :workload, :collection, :name)""")
        .param("id", id)
        .param("workload", workload.slug())
        .param("collection", collection.id())
        .param("name", collection.name())
        .update();
  }

  /** The one that has not ended. */
  Optional<EnablementRow> running() {
    return jdbc.sql("select * from enablement where open_as = 1")
        .query(EnablementRow::map)
        .optional();
  }

  /**
   * @throws Refused if there is no such enablement
   */
  EnablementRow get(String id) {
    return find(id, "").orElseThrow(() -> unknown(id));
  }

  /** Reads it and keeps others from changing it until the transaction ends. */
  EnablementRow lock(String id) {
    return find(id, " for update").orElseThrow(() -> unknown(id));
  }

  Optional<EnablementRow> find(String id) {
    return find(id, "");
  }

  private Optional<EnablementRow> find(String id, String locking) {
    return jdbc.sql("select * from enablement where id = :id" + locking)
        .param("id", id)
        .query(EnablementRow::map)
        .optional();
  }

  private static Refused unknown(String id) {
    return Refused.unknown("There is no enablement '%s'.".formatted(id));
  }

  void begun(String id, String processInstanceId) {
    jdbc.sql("update enablement set process_instance_id = :process where id = :id")
        .param("process", processInstanceId)
        .param("id", id)
        .update();
  }

  /** One that ends lets another begin. */
  void state(String id, EnablementState state) {
    jdbc.sql(
            """
            update enablement set state = :state, ended_at = :ended,
              open_as = case when :over then null else open_as end
            where id = :id""")
        .param("state", state.name())
        .param("ended", state.ended() ? Sql.time(clock.instant()) : null)
        .param("over", state.ended())
        .param("id", id)
        .update();
  }

  void confirmed(String id, String by) {
    jdbc.sql("update enablement set confirmed_by = :by where id = :id")
        .param("by", by)
        .param("id", id)
        .update();
  }

  void stage(String id, AutoEnrolment stage) {
    jdbc.sql("update enablement set stage = :stage, verdict = null where id = :id")
        .param("stage", stage.name())
        .param("id", id)
        .update();
  }

  /** From now on, unless it was so before, devices may enrol; until then enough have to have. */
  void deadline(String id, Instant deadline) {
    jdbc.sql(
            """
            update enablement
            set deadline_at = :deadline, verdict = null,
              enrolling_since = coalesce(enrolling_since, :now)
            where id = :id""")
        .param("deadline", Sql.time(deadline))
        .param("now", Sql.time(clock.instant()))
        .param("id", id)
        .update();
  }

  void judged(String id, EnrolmentVerdict verdict) {
    jdbc.sql(
            """
            update enablement set verdict = :verdict, sentence = :sentence, judged_at = :now
            where id = :id""")
        .param("now", Sql.time(clock.instant()))
        .param("verdict", verdict.verdict().name())
        .param("sentence", shortened(verdict.sentence()))
        .param("id", id)
        .update();
  }

  void sentence(String id, String sentence) {
    jdbc.sql("update enablement set sentence = :sentence where id = :id")
        .param("sentence", shortened(sentence))
        .param("id", id)
        .update();
  }

  private static String shortened(String sentence) {
    return sentence.substring(0, Math.min(sentence.length(), 1000));
  }
}
