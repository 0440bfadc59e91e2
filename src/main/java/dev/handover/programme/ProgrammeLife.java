package dev.handover.programme;

import dev.handover.plan.InvalidPlan;
import dev.handover.rollout.NotReady;
import dev.handover.rollout.Refused;
import dev.handover.rollout.RolloutWorkflow;
import dev.handover.security.Actor;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** The steps of a programme, one method each, called by the process as its diagram shows. */
@Service
public class ProgrammeLife {

  private final ProgrammeStore store;
  private final RolloutWorkflow rollouts;
  private final ProgrammeJournal journal;
  private final TransactionTemplate apart;

  ProgrammeLife(
      ProgrammeStore store,
      RolloutWorkflow rollouts,
      ProgrammeJournal journal,
      PlatformTransactionManager transactions) {
    this.store = store;
    this.rollouts = rollouts;
    this.journal = journal;
    this.apart = new TransactionTemplate(transactions);
    this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  /**
   * Begins the next rollout whose turn it is, as if the programme's requester had started it.
   *
   * @return what the programme does, as a slug: {@code begin}, {@code wait}, {@code ask} or {@code
   *     done}
   * @throws RuntimeException if the rollout is refused, which undoes this step; when it is tried
   *     again, a person is asked
   */
  @Transactional
  public String next(String id) {
    ProgrammeRow programme = store.lock(id);
    Course course = Course.of(store.parts(id), programme.onFailure(), programme.paused());
    if (course.step() == Course.Step.BEGIN) {
      begin(programme, course.part());
    }
    return course.step().slug();
  }

  private void begin(ProgrammeRow programme, Part part) {
    String id = programme.id();
    try {
      Actor requester = rollouts.person(programme.createdBy());
      String rollout = rollouts.start(store.plan(id, part.no()), requester);
      store.begun(id, part.no(), rollout);
      journal.tell(
          Actor.SYSTEM.id(),
          "programme-rollout-begun",
          id,
          "'%s': the rollout of %s has begun (%s)."
              .formatted(programme.title(), part.workload().title(), rollout));
    } catch (InvalidPlan | NotReady | Refused e) {
      // What refuses the rollout undoes this transaction, so it is kept in another one.
      apart.executeWithoutResult(t -> store.refused(id, part.no(), e.getMessage()));
      throw e;
    }
  }

  @Transactional
  public void complete(String id) {
    ProgrammeRow programme = store.lock(id);
    store.state(id, ProgrammeState.COMPLETED);
    List<Part> parts = store.parts(id);
    long moved = parts.stream().filter(p -> p.standing() == Standing.MOVED).count();
    journal.tell(
        Actor.SYSTEM.id(),
        "programme-completed",
        id,
        moved == parts.size()
            ? "The programme '%s' is complete: all %d of its workloads have moved."
                .formatted(programme.title(), parts.size())
            : "The programme '%s' has ended: %d of its %d workloads %s moved."
                .formatted(programme.title(), moved, parts.size(), moved == 1 ? "has" : "have"));
  }

  /** Ends it where it stands; rollouts under way go on by themselves. */
  @Transactional
  public void cancel(String id) {
    ProgrammeRow programme = store.lock(id);
    store.state(id, ProgrammeState.CANCELLED);
    long running = store.parts(id).stream().filter(p -> p.standing() == Standing.RUNNING).count();
    journal.tell(
        Actor.SYSTEM.id(),
        "programme-cancelled",
        id,
        "The programme '%s' is cancelled; nothing further begins%s."
            .formatted(
                programme.title(),
                running == 0
                    ? ""
                    : running == 1
                        ? ", and its rollout under way goes on by itself"
                        : ", and its %d rollouts under way go on by themselves"
                            .formatted(running)));
  }
}
