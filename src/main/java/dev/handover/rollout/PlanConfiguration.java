package dev.handover.rollout;

import dev.handover.health.SignalRegistry;
import dev.handover.plan.Plans;
import dev.handover.plan.Rates;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets plans name the signals that are measured. */
@Configuration(proxyBeanMethods = false)
class PlanConfiguration {

  @Bean
  Plans plans(SignalRegistry signals) {
    return new Plans(
        signals::names, name -> signals.byName(name).map(s -> new Rates(s.expected(), s.limit())));
  }
}
