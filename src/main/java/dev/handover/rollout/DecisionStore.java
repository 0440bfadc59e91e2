package dev.handover.rollout;

import dev.handover.calendar.Moment;
import dev.handover.sql.Sql;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Decisions of people; written once, never changed. */
@Repository
class DecisionStore {

  private final JdbcClient jdbc;
  private final RolloutWorkflow workflow;
  private final Clock clock;

  DecisionStore(JdbcClient jdbc, RolloutWorkflow workflow, Clock clock) {
    this.jdbc = jdbc;
    this.workflow = workflow;
    this.clock = clock;
  }

  /**
   * @param stage the name of an {@link ApprovalStage} or of a {@link TaskKind}
   */
  void save(
      RolloutRow rollout,
      String stage,
      int wave,
      Decision decision,
      String actor,
      String evidenceHash) {
    jdbc.sql(
            """
            insert into decision (rollout_id, stage, wave_no, outcome, actor, at, comment,
              evidence_hash, plan_hash, scope_hash, until_at, process_version)
            values (:rollout, :stage, :wave, :outcome, :actor, :now, :comment,
              :evidence, :plan, :scope, :until, :version)""")
        .param("rollout", rollout.id())
        .param("stage", stage)
        .param("wave", wave)
        .param("outcome", decision.outcome().slug())
        .param("actor", actor)
        .param("now", Sql.time(clock.instant()))
        .param("comment", decision.comment())
        .param("evidence", evidenceHash)
        .param("plan", rollout.planHash())
        .param("scope", rollout.scopeHash())
        .param("until", Sql.time(decision.until()))
        .param("version", workflow.processVersion(rollout.id()))
        .update();
  }

  /** Who holds a failed wave where it stands, until when and why; empty where nobody does. */
  Optional<String> hold(WaveRow wave) {
    return jdbc.sql(
            """
            select actor, comment from decision
            where rollout_id = :rollout and wave_no = :wave and outcome = :hold
              and until_at = :until
            order by at desc
            fetch first row only""")
        .param("rollout", wave.rolloutId())
        .param("wave", wave.no())
        .param("hold", Outcome.HOLD.slug())
        .param("until", Sql.time(wave.decideBy()))
        .query(
            (rs, row) ->
                "%s holds it where it stands until %s: %s"
                    .formatted(
                        rs.getString("actor"),
                        Moment.words(wave.decideBy()),
                        rs.getString("comment")))
        .optional();
  }

  /**
   * Who has given one of these outcomes for this stage on exactly this evidence, plan and scope,
   * and this version of the process unless what it opens has begun; approvals that were withdrawn
   * since are left out.
   */
  List<String> actors(
      RolloutRow rollout, ApprovalStage stage, int wave, String evidenceHash, Outcome... outcomes) {
    return jdbc.sql(
            """
            select distinct actor from decision
            where rollout_id = :rollout and stage = :stage and wave_no = :wave
              and outcome in (:outcomes) and evidence_hash = :evidence and plan_hash = :plan
              and scope_hash = :scope
              and not exists (
                select 1 from wave w
                where w.rollout_id = decision.rollout_id and w.no = :opens
                  and w.approvals_from >= decision.at)
              and (process_version is null or process_version = :version or exists (
                select 1 from wave w
                where w.rollout_id = decision.rollout_id and w.no = :opens
                  and w.state not in ('PLANNED', 'WAITING')))
            order by actor""")
        .param("rollout", rollout.id())
        .param("stage", stage.name())
        .param("wave", wave)
        .param("opens", stage.opens(wave))
        .param("version", workflow.processVersion(rollout.id()))
        .param("outcomes", Arrays.stream(outcomes).map(Outcome::slug).toList())
        .param("evidence", evidenceHash)
        .param("plan", rollout.planHash())
        .param("scope", rollout.scopeHash())
        .query(String.class)
        .list();
  }
}
