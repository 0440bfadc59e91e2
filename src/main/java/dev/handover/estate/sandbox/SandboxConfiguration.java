package dev.handover.estate.sandbox;

import dev.handover.estate.ConfigMgrSite;
import dev.handover.estate.EstateClock;
import dev.handover.estate.IntuneTenant;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** The default estate: present unless another one is asked for. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "handover.estate", havingValue = "sandbox", matchIfMissing = true)
class SandboxConfiguration {

  @Bean
  @DependsOnDatabaseInitialization
  EstateClock estateClock(DataSource dataSource, SandboxSettings settings) {
    return new SandboxClock(JdbcClient.create(dataSource), Clock.systemUTC())
        .start(settings.timeFactor());
  }

  @Bean
  @DependsOnDatabaseInitialization
  Sandbox sandbox(
      DataSource dataSource,
      PlatformTransactionManager transactions,
      EstateClock clock,
      SandboxSettings settings) {
    return Sandbox.open(dataSource, transactions, clock, settings);
  }

  @Bean
  ConfigMgrSite configMgrSite(Sandbox sandbox) {
    return sandbox.site();
  }

  @Bean
  IntuneTenant intuneTenant(Sandbox sandbox) {
    return sandbox.tenant();
  }

  @Bean
  SandboxFaults sandboxFaults(Sandbox sandbox) {
    return sandbox.faults();
  }

  @Bean
  SandboxConsole sandboxConsole(Sandbox sandbox) {
    return sandbox.console();
  }

  @Bean
  SandboxLedger sandboxLedger(Sandbox sandbox) {
    return sandbox.ledger();
  }
}
