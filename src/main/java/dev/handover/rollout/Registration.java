package dev.handover.rollout;

import dev.handover.authority.Eligibility.Selection;
import dev.handover.device.DeviceCount;
import dev.handover.plan.Plan;
import dev.handover.plan.Plans;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.workload.Workload;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Takes a plan in: checks it, fixes its scope, and writes the rollout, or nothing at all. */
@Service
public class Registration {

  private final Plans plans;
  private final Readiness readiness;
  private final Scope scope;
  private final Flux flux;
  private final AccessOutlook access;
  private final PilotSamples samples;
  private final RolloutJournal journal;
  private final JdbcClient jdbc;
  private final Clock clock;

  Registration(
      Plans plans,
      Readiness readiness,
      Scope scope,
      Flux flux,
      AccessOutlook access,
      PilotSamples samples,
      RolloutJournal journal,
      JdbcClient jdbc,
      Clock clock) {
    this.plans = plans;
    this.readiness = readiness;
    this.scope = scope;
    this.flux = flux;
    this.access = access;
    this.samples = samples;
    this.journal = journal;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * The dry run of a plan that begins after others.
   *
   * @param movedBefore workloads that will have moved by then
   */
  @Transactional
  public PlanCheck check(Plan plan, Set<Workload> movedBefore) {
    return readiness.check(plan, readiness.selection(plan), movedBefore);
  }

  /** How many devices two plans would both move. */
  @Transactional
  public int shared(Plan one, Plan other) {
    return jdbc.sql(
            """
            select count(*) from (
              select e.id from %s e where e.reason is null
              intersect
              select o.id from %s o where o.reason is null) both_of_them"""
                .formatted(readiness.selection(one).table(), readiness.selection(other).table()))
        .query(Integer.class)
        .single();
  }

  /**
   * Registers a rollout: freezes who belongs to which wave and takes the leases. Part of the
   * transaction that starts the process, so that neither is ever there without the other.
   *
   * @return the id of the rollout
   * @throws dev.handover.plan.InvalidPlan if the text is no plan
   * @throws NotReady if the estate does not allow it now, or a wave could never move
   * @throws Refused if the actor may not start rollouts
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public String register(String planText, Actor actor, String processInstanceId) {
    if (!actor.is(Role.REQUESTER, Role.AUTOMATION)) {
      throw Refused.forbidden(
          "%s may not start rollouts; requesters and automation may.".formatted(actor.id()));
    }
    Plan plan = plans.parse(planText);
    Selection selection = readiness.selection(plan);
    PlanCheck check = readiness.check(plan, selection);
    if (!check.ready()) {
      throw new NotReady(check);
    }
    String id = ReadableId.next("R");
    Instant now = clock.instant();
    Instant start = Optional.ofNullable(plan.schedule().start()).filter(now::isBefore).orElse(now);
    scope.insertRollout(
        id, plan, plans.json(plan), plans.hash(plan), actor, now, start, check, processInstanceId);
    scope.insertWaves(id, plan, check.waves());
    scope.assignPilot(id, samples.draw(plan.pilot(), selection, id.hashCode()));
    scope.assignWaves(id, selection, check.waves(), id.hashCode());
    scope.leaveOut(id, selection);
    flux.requireRoom(id, selection);
    try {
      scope.lease(id, Readiness.leased(plan.workload()));
    } catch (DuplicateKeyException e) {
      throw Refused.conflict(
          "Another rollout has taken devices of this plan at this moment; check the plan again.");
    }
    scope.fix(id);
    access.keep(id, check.impact());
    journal.tell(
        actor.id(),
        "rollout-registered",
        id,
        "%s asked for '%s': %s on %s, a pilot of %s and %s."
            .formatted(
                actor.id(),
                plan.title(),
                plan.workload().title(),
                DeviceCount.devices(check.population()),
                DeviceCount.number(check.waves().get(0).size()),
                DeviceCount.of(check.waves().size() - 1L, "wave", "waves")));
    return id;
  }
}
