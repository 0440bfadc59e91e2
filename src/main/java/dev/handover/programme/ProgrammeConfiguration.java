package dev.handover.programme;

import dev.handover.plan.Plans;
import dev.handover.plan.Programmes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Has programmes read by the rules of plans. */
@Configuration(proxyBeanMethods = false)
class ProgrammeConfiguration {

  @Bean
  Programmes programmes(Plans plans) {
    return new Programmes(plans);
  }
}
