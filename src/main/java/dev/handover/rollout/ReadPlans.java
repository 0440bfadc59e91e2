package dev.handover.rollout;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.handover.plan.Plan;
import dev.handover.plan.Plans;
import org.springframework.stereotype.Component;

/** Stored plans, read once each: a plan never changes after its rollout is registered. */
@Component
class ReadPlans {

  /** Of texts; a plan takes a few times the memory of its text. Ten thousand usual plans fit. */
  private static final long CHARACTERS = 20_000_000;

  private final LoadingCache<String, Plan> plans;

  ReadPlans(Plans plans) {
    this.plans =
        Caffeine.newBuilder()
            .maximumWeight(CHARACTERS)
            .weigher((String text, Plan plan) -> text.length())
            .build(plans::parse);
  }

  Plan of(RolloutRow rollout) {
    return plans.get(rollout.plan());
  }
}
