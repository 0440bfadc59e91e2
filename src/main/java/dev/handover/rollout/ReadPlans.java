package dev.handover.rollout;

import dev.handover.plan.Plan;
import dev.handover.plan.Plans;
import org.springframework.stereotype.Component;
import org.springframework.util.ConcurrentLruCache;

/** Stored plans, read once each: a plan never changes after its rollout is registered. */
@Component
class ReadPlans {

  private final ConcurrentLruCache<String, Plan> plans;

  ReadPlans(Plans plans) {
    this.plans = new ConcurrentLruCache<>(1_000, plans::parse);
  }

  Plan of(RolloutRow rollout) {
    return plans.get(rollout.plan());
  }
}
