package dev.handover.programme;

import dev.handover.plan.Plans;
import dev.handover.plan.Programme;
import dev.handover.plan.Programme.Entry;
import dev.handover.plan.Programmes;
import dev.handover.rollout.NotReady;
import dev.handover.rollout.ReadableId;
import dev.handover.rollout.Refused;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Takes a programme in: checks each of its plans, and writes it, or nothing at all. */
@Service
public class ProgrammeRegistration {

  private final Programmes programmes;
  private final Plans plans;
  private final ProgrammeChecks checks;
  private final ProgrammeStore store;
  private final ProgrammeJournal journal;

  ProgrammeRegistration(
      Programmes programmes,
      Plans plans,
      ProgrammeChecks checks,
      ProgrammeStore store,
      ProgrammeJournal journal) {
    this.programmes = programmes;
    this.plans = plans;
    this.checks = checks;
    this.store = store;
    this.journal = journal;
  }

  /**
   * The dry run.
   *
   * @throws dev.handover.plan.InvalidPlan if the text is no programme
   */
  @Transactional
  public ProgrammeCheck check(String text) {
    return checks.check(programmes.parse(text));
  }

  /**
   * Registers a programme. Part of the transaction that starts the process, so that neither is ever
   * there without the other.
   *
   * @return the id of the programme
   * @throws dev.handover.plan.InvalidPlan if the text is no programme
   * @throws NotReady if the estate does not allow all of it
   * @throws Refused if the actor may not start rollouts
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public String register(String text, Actor actor, String processInstanceId) {
    if (!actor.is(Role.REQUESTER, Role.AUTOMATION)) {
      throw Refused.forbidden(
          "%s may not start programmes; requesters and automation may.".formatted(actor.id()));
    }
    Programme programme = programmes.parse(text);
    ProgrammeCheck check = checks.check(programme);
    if (!check.ready()) {
      throw new NotReady(check.all());
    }
    String id = ReadableId.next("P");
    store.insert(
        new ProgrammeRow(
            id,
            programme.title(),
            ProgrammeState.RUNNING,
            programme.onFailure(),
            actor.id(),
            null,
            null),
        processInstanceId);
    List<Entry> ordered =
        programme.rollouts().stream()
            .sorted(Comparator.comparingInt(e -> programme.before(e.workload()).size()))
            .toList();
    for (int no = 0; no < ordered.size(); no++) {
      Entry entry = ordered.get(no);
      store.insert(
          id, no, entry.workload(), entry.plan().title(), entry.after(), plans.json(entry.plan()));
    }
    journal.tell(
        actor.id(),
        "programme-registered",
        id,
        "%s asked for the programme '%s': %s."
            .formatted(
                actor.id(),
                programme.title(),
                ordered.stream().map(e -> e.workload().title()).collect(Collectors.joining(", "))));
    return id;
  }
}
