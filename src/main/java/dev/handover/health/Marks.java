package dev.handover.health;

import dev.handover.sql.Sql;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * What tells the judge which waves to measure again. A reading that changes what is known of a
 * device leaves a mark on the rollouts that hold it, in the same transaction. Take the marks first,
 * measure then, and remove those whose rollouts have been judged: a reading that comes meanwhile
 * has left another.
 */
@Repository
public class Marks {

  /**
   * Which waves {@code w} of rollouts {@code r} are to be judged at {@code :now}: of those that
   * move or soak, the marked ones and those whose moment has come. Readings of a control group
   * leave no mark, as no rollout holds its devices: they count from the next look on.
   */
  static final String DUE =
      """
      w.state in ('MOVING', 'SOAKING') and r.state <> 'ROLLING_BACK' and r.ended_at is null
        and (w.look_at is null or w.look_at <= :now
          or exists (select 1 from evidence_mark m where m.rollout_id = w.rollout_id))""";

  /**
   * Which of them by their parts as well: once they have soaked, as no wave is decided without, and
   * before that with every look that is not taken for a mark. Seldom, as that takes longer, and
   * their test holds at any number of looks.
   */
  static final String PARTS_DUE =
      """
      w.strata_at is null
        or w.strata_at <= cast(:now as timestamp with time zone) - interval '4' minute
        or w.started_at <= cast(:now as timestamp with time zone)
          - w.soak_seconds * interval '1' second""";

  private final JdbcClient jdbc;

  Marks(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A mark on a rollout. */
  public record Mark(long id, String rolloutId) {}

  /** Those that stand now. */
  public List<Mark> standing() {
    return jdbc.sql("select id, rollout_id as rolloutId from evidence_mark")
        .query(Mark.class)
        .list();
  }

  /** Removes marks; those that are gone already do not matter. */
  @Transactional
  public void remove(List<Mark> marks) {
    for (List<Mark> some : Sql.chunks(marks)) {
      jdbc.sql("delete from evidence_mark where id in (:ids)")
          .param("ids", some.stream().map(Mark::id).toList())
          .update();
    }
  }
}
