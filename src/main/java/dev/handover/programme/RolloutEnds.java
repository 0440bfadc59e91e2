package dev.handover.programme;

import dev.handover.rollout.RolloutEnded;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Tells a programme that one of its rollouts has ended, in the transaction that ends it. The lock
 * keeps the end from falling between a programme's look at its rollouts and its waiting for them.
 */
@Component
class RolloutEnds {

  private final ProgrammeStore programmes;
  private final ProgrammeWorkflow workflow;

  RolloutEnds(ProgrammeStore programmes, ProgrammeWorkflow workflow) {
    this.programmes = programmes;
    this.workflow = workflow;
  }

  @EventListener
  void on(RolloutEnded ended) {
    programmes
        .of(ended.rolloutId())
        .ifPresent(
            id -> {
              programmes.lock(id);
              workflow.goOn(id);
            });
  }
}
