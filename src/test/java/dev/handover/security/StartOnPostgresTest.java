package dev.handover.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.HandoverApplication;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole of Handover on PostgreSQL, where the engine has been before. */
class StartOnPostgresTest {

  @Test
  void it_starts_on_a_database_in_which_the_engine_has_its_tables_already() throws IOException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
      String url = postgres.getJdbcUrl("postgres", "postgres");
      createTheEnginesTables(url);
      try (ConfigurableApplicationContext handover = start(url)) {
        JdbcClient jdbc = handover.getBean(JdbcClient.class);
        assertThat(
                jdbc.sql("select count(*) from flyway_schema_history where success")
                    .query(Integer.class)
                    .single())
            .isGreaterThanOrEqualTo(2);
        assertThat(jdbc.sql("select count(*) from device").query(Integer.class).single())
            .isNotNegative();
        assertThat(handover.getBean(IdentityService.class).checkPassword("admin", "sandbox"))
            .isTrue();
      }
      // Once more, as after every restart.
      try (ConfigurableApplicationContext again = start(url)) {
        assertThat(again.isRunning()).isTrue();
      }
    }
  }

  private static void createTheEnginesTables(String url) {
    StandaloneProcessEngineConfiguration engine = new StandaloneProcessEngineConfiguration();
    engine.setProcessEngineName("before");
    engine.setJdbcUrl(url);
    engine.setJdbcDriver("org.postgresql.Driver");
    engine.setJdbcUsername("postgres");
    engine.setJdbcPassword("postgres");
    engine.setDatabaseSchemaUpdate("true");
    engine.setJobExecutorActivate(false);
    engine.setHistory("activity");
    engine.buildProcessEngine().close();
  }

  private static ConfigurableApplicationContext start(String url) {
    return new SpringApplicationBuilder(HandoverApplication.class)
        .profiles("postgres")
        .run(
            "--spring.datasource.url=" + url,
            "--spring.datasource.username=postgres",
            "--spring.datasource.password=postgres",
            "--spring.datasource.hikari.maximum-pool-size=8",
            "--server.port=0",
            // Another name than that of the engines which other tests have running.
            "--camunda.bpm.process-engine-name=onPostgres",
            // The webapps keep static references, which they would take away from those at the end.
            "--camunda.bpm.webapp.enabled=false",
            "--camunda.bpm.job-execution.enabled=false",
            "--handover.sandbox.tour=false",
            "--handover.sandbox.devices=100");
  }
}
