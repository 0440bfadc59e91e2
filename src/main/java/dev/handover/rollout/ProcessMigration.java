package dev.handover.rollout;

import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes a running rollout to the newest version of its process. Nothing needs it: a rollout ends on
 * the version that it began on. It is for what only the newer version can do.
 */
@Service
public class ProcessMigration {

  private final RolloutWorkflow workflow;
  private final RolloutStore rollouts;
  private final WaveStore waves;
  private final Approvals approvals;
  private final ApprovalCourse course;
  private final Decisions decisions;
  private final RolloutJournal journal;

  ProcessMigration(
      RolloutWorkflow workflow,
      RolloutStore rollouts,
      WaveStore waves,
      Approvals approvals,
      ApprovalCourse course,
      Decisions decisions,
      RolloutJournal journal) {
    this.workflow = workflow;
    this.rollouts = rollouts;
    this.waves = waves;
    this.approvals = approvals;
    this.course = course;
    this.decisions = decisions;
    this.journal = journal;
  }

  /**
   * Approvals are bound to the version on which they were given: a stage that still asks people
   * asks all of them again.
   *
   * @throws Refused if this person may not, the rollout has ended or runs on the newest version, it
   *     stands where the newest has nothing that corresponds, or a stage has been approved and not
   *     begun
   */
  @Transactional
  public void migrate(String id, String reason, Actor actor) {
    if (!actor.is(Role.ADMINISTRATOR)) {
      throw Refused.forbidden(
          "%s may not migrate a rollout; administrators may.".formatted(actor.id()));
    }
    RolloutDesk.requireReason(reason);
    RolloutRow rollout = rollouts.lock(id);
    requireNothingApproved(rollout);
    String before = workflow.processVersion(id);
    String after = workflow.migrate(id);
    journal.tell(
        actor.id(),
        "process-migrated",
        id,
        "'%s' runs on %s now, before on %s: %s".formatted(rollout.title(), after, before, reason));
    for (OpenTask task : workflow.tasks(id)) {
      Optional<ApprovalStage> stage = task.kind().stage();
      if (stage.isPresent() && course.tellVoid(rollout, stage.get(), stage.get().no(task.wave()))) {
        decisions.ask(id, task.kind(), task.wave());
      }
    }
  }

  /** It would wait for ever: what has been asked is not asked again. */
  private void requireNothingApproved(RolloutRow rollout) {
    waves.all(rollout.id()).stream()
        .filter(w -> w.state() == WaveState.PLANNED || w.state() == WaveState.WAITING)
        .findFirst()
        .map(next -> stage(next.no()))
        .filter(stage -> rollout.state().goesForward())
        .filter(stage -> approved(rollout, stage))
        .ifPresent(
            stage -> {
              throw Refused.conflict(
                  "%s of rollout %s has been approved on the version that it runs on, and has not begun. Migrate it once it has."
                      .formatted(capital(stage.stage().words(stage.wave())), rollout.id()));
            });
  }

  private record Stage(ApprovalStage stage, int wave) {}

  private static Stage stage(int opens) {
    return switch (opens) {
      case 0 -> new Stage(ApprovalStage.START, 0);
      case 1 -> new Stage(ApprovalStage.EXPANSION, 0);
      default -> new Stage(ApprovalStage.WAVE, opens);
    };
  }

  private boolean approved(RolloutRow rollout, Stage stage) {
    return !approvals.given(rollout, stage.stage(), stage.wave()).isEmpty()
        && approvals.state(rollout, stage.stage(), stage.wave()) == ApprovalState.APPROVED;
  }

  private static String capital(String words) {
    return words.substring(0, 1).toUpperCase() + words.substring(1);
  }
}
