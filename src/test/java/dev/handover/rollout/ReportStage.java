package dev.handover.rollout;

import dev.handover.TestClock;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reports from a database, for tests of other rooms. */
public final class ReportStage {

  private ReportStage() {}

  public static RolloutReports reports(
      DataSource data, Quarantines quarantines, RolloutQueries rollouts, WaveQueries waves) {
    JdbcClient jdbc = JdbcClient.create(data);
    return new RolloutReports(
        jdbc, rollouts, waves, quarantines, new ResidueQueries(jdbc), new TestClock());
  }
}
