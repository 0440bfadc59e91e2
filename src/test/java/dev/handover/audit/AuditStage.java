package dev.handover.audit;

import dev.handover.TestDatabase;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The journal of a database, for tests of rooms that write to it. */
public final class AuditStage {

  private AuditStage() {}

  public static Journal journal(DataSource data, Clock clock) {
    return TestDatabase.transactional(
        data, Journal.class, new Journal(JdbcClient.create(data), clock));
  }
}
