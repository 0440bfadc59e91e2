package dev.handover.rollout;

import dev.handover.authority.Eligibility.Selection;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Devices that a plan speaks of and that no wave of its rollout has, in the caller's transaction.
 */
@Repository
class LateJoinerStore {

  /**
   * Those {@code e} of a selection that may be moved and that no rollout holds, this one included;
   * who was left out is not asked about again.
   */
  private static final String WAITING =
      """
      from %s e
      where e.reason is null
        and not exists (
          select 1 from wave_device w where w.rollout_id = :rollout and w.device_id = e.id)
        and not exists (
          select 1 from late_joiner j where j.rollout_id = :rollout and j.device_id = e.id)
        and not exists (
          select 1 from lease l where l.device_id = e.id and l.workload in (:workloads))""";

  /** The newcomers {@code j} of a wave. */
  private static final String OF_WAVE =
      "j.rollout_id = :rollout and j.wave_no = :wave and j.left_out_at is null";

  private final JdbcClient jdbc;

  LateJoinerStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  int waiting(String rolloutId, Selection selection, Set<String> workloads) {
    return jdbc.sql("select count(*) " + WAITING.formatted(selection.table()))
        .param("rollout", rolloutId)
        .param("workloads", workloads)
        .query(Integer.class)
        .single();
  }

  /**
   * Puts devices that wait into a wave, in an order that is scattered over the fleet yet repeatable
   * for the same rollout.
   *
   * @return how many
   */
  int join(String rolloutId, int wave, Selection selection, Set<String> workloads, int most) {
    int joined =
        jdbc.sql(
                """
                insert into late_joiner (rollout_id, device_id, wave_no)
                select :rollout, id, :wave from (
                  select e.id %s order by %s, e.id limit :most
                ) late order by id"""
                    .formatted(WAITING.formatted(selection.table()), Scope.scattered("e.id")))
            .param("rollout", rolloutId)
            .param("workloads", workloads)
            .param("wave", wave)
            .param("seed", Scope.seed(rolloutId.hashCode()))
            .param("most", most)
            .update();
    jdbc.sql(
            """
            insert into wave_device (rollout_id, device_id, wave_no)
            select rollout_id, device_id, wave_no from late_joiner j
            where %s and not exists (
              select 1 from wave_device w
              where w.rollout_id = j.rollout_id and w.device_id = j.device_id)
            order by device_id"""
                .formatted(OF_WAVE))
        .param("rollout", rolloutId)
        .param("wave", wave)
        .update();
    return joined;
  }

  /** How many newcomers a wave has; none that joined before this was kept. */
  int newcomers(String rolloutId, int wave) {
    return jdbc.sql("select count(*) from late_joiner j where " + OF_WAVE)
        .param("rollout", rolloutId)
        .param("wave", wave)
        .query(Integer.class)
        .single();
  }

  /** Takes the newcomers out of a wave that has not begun, and lets other rollouts have them. */
  void leaveOut(String rolloutId, int wave, Instant now) {
    for (String table : List.of("wave_device", "lease")) {
      jdbc.sql(
              """
              delete from %s where rollout_id = :rollout and device_id in (
                select j.device_id from late_joiner j where %s)"""
                  .formatted(table, OF_WAVE))
          .param("rollout", rolloutId)
          .param("wave", wave)
          .update();
    }
    jdbc.sql("update late_joiner j set left_out_at = :now where " + OF_WAVE)
        .param("now", Sql.time(now))
        .param("rollout", rolloutId)
        .param("wave", wave)
        .update();
  }

  /** How many devices the waves up to this one have. */
  int reached(String rolloutId, int wave) {
    return jdbc.sql(
            "select count(*) from wave_device where rollout_id = :rollout and wave_no <= :wave")
        .param("rollout", rolloutId)
        .param("wave", wave)
        .query(Integer.class)
        .single();
  }

  /** Counts the waves anew after one of them has been joined. */
  void recount(String rolloutId, int wave, int joined, int newcomers) {
    jdbc.sql(
            """
            update wave set size = (
              select count(*) from wave_device d
              where d.rollout_id = wave.rollout_id and d.wave_no = wave.no),
              joined = joined + case when no = :wave then cast(:joined as integer) else 0 end
            where rollout_id = :rollout and cohort_from = no""")
        .param("rollout", rolloutId)
        .param("wave", wave)
        .param("joined", joined)
        .update();
    jdbc.sql("update rollout set population = population + :newcomers where id = :rollout")
        .param("newcomers", newcomers)
        .param("rollout", rolloutId)
        .update();
  }

  /**
   * Adds a wave after the last one: what was to be the watch over production becomes the wave, and
   * the watch comes after it.
   *
   * @return its number
   */
  int append(String rolloutId, Duration soak) {
    int no =
        jdbc.sql("select max(no) from wave where rollout_id = :rollout")
            .param("rollout", rolloutId)
            .query(Integer.class)
            .single();
    jdbc.sql(
            """
            insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds)
            select rollout_id, no + 1, 0, 0, 'PLANNED', soak_seconds from wave
            where rollout_id = :rollout and no = :no""")
        .param("rollout", rolloutId)
        .param("no", no)
        .update();
    jdbc.sql(
            """
            insert into wave_metric (rollout_id, wave_no, metric, max_llr)
            select rollout_id, wave_no + 1, metric, 0 from wave_metric
            where rollout_id = :rollout and wave_no = :no""")
        .param("rollout", rolloutId)
        .param("no", no)
        .update();
    jdbc.sql(
            """
            update wave set cohort_from = no, soak_seconds = :soak
            where rollout_id = :rollout and no = :no""")
        .param("soak", soak.toSeconds())
        .param("rollout", rolloutId)
        .param("no", no)
        .update();
    return no;
  }

  /** Takes back what {@link #append} has added: the wave has no device, and nobody was moved. */
  void remove(String rolloutId, int wave) {
    jdbc.sql(
            """
            update wave set cohort_from = 0, soak_seconds = (
              select w.soak_seconds from wave w where w.rollout_id = :rollout and w.no = :watch)
            where rollout_id = :rollout and no = :wave""")
        .param("rollout", rolloutId)
        .param("watch", wave + 1)
        .param("wave", wave)
        .update();
    for (String rows :
        List.of(
            "wave_metric where rollout_id = :rollout and wave_no = :wave + 1",
            "wave where rollout_id = :rollout and no = :wave + 1",
            "approval where rollout_id = :rollout and stage = 'WAVE' and wave_no = :wave")) {
      jdbc.sql("delete from " + rows).param("rollout", rolloutId).param("wave", wave).update();
    }
  }

  /** The last wave that devices have joined; 0 where none has been. */
  int lastJoined(String rolloutId) {
    return jdbc.sql(
            "select coalesce(max(no), 0) from wave where rollout_id = :rollout and joined > 0")
        .param("rollout", rolloutId)
        .query(Integer.class)
        .single();
  }

  /** From here on approvals are those of this wave and of later ones. */
  void sealedWith(String rolloutId, int wave) {
    jdbc.sql("update rollout set scope_wave = :wave where id = :rollout")
        .param("wave", wave)
        .param("rollout", rolloutId)
        .update();
  }

  /** Who has approved something on a scope. */
  List<String> approvers(String rolloutId, String scopeHash) {
    return jdbc.sql(
            """
            select distinct actor from decision
            where rollout_id = :rollout and scope_hash = :scope and (outcome = 'approve'
                or outcome = 'accept-risk' and stage in ('START', 'EXPANSION', 'WAVE'))
            order by actor""")
        .param("rollout", rolloutId)
        .param("scope", scopeHash)
        .query(String.class)
        .list();
  }

  void counted(String rolloutId, int waiting, Instant now) {
    jdbc.sql(
            """
            update rollout set late_devices = :waiting, late_looked_at = :now
            where id = :rollout""")
        .param("waiting", waiting)
        .param("now", Sql.time(now))
        .param("rollout", rolloutId)
        .update();
  }

  /** The rollout that has not been looked at for longest, if not since then. */
  Optional<String> lookedAtBefore(Instant moment) {
    return jdbc.sql(
            """
            select id from rollout
            where ended_at is null and state <> 'ROLLING_BACK'
              and coalesce(late_looked_at, created_at) < :moment
            order by coalesce(late_looked_at, created_at), id
            fetch first 1 rows only""")
        .param("moment", Sql.time(moment))
        .query(String.class)
        .optional();
  }
}
