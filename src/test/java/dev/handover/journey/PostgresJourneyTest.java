package dev.handover.journey;

import dev.handover.TestDatabase;
import javax.sql.DataSource;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

@Import(PostgresJourneyTest.Postgres.class)
class PostgresJourneyTest extends ChangeJourneyContract {

  @TestConfiguration
  static class Postgres {

    @Bean
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }
}
