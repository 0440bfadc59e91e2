package dev.handover.estate;

import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What every real estate needs: time as the wall clock shows it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "handover.estate", havingValue = "microsoft")
class EstateConfiguration {

  @Bean
  EstateClock estateClock() {
    return EstateClock.real(Clock.systemUTC());
  }
}
