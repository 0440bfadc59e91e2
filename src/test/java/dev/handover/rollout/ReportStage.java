package dev.handover.rollout;

import static org.mockito.Mockito.mock;

import dev.handover.TestClock;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reports from a database, for tests of other rooms. */
public final class ReportStage {

  private ReportStage() {}

  /** Decisions on rollouts whose processes all run on one version. */
  public static DecisionViews decisions(DataSource data) {
    JdbcClient jdbc = JdbcClient.create(data);
    TestClock clock = new TestClock();
    RolloutWorkflow workflow = mock(RolloutWorkflow.class);
    WaveStore waves = new WaveStore(jdbc, clock);
    return new DecisionViews(
        new RolloutStore(jdbc, clock),
        new RolloutQueries(jdbc),
        waves,
        new Approvals(
            waves, new ApprovalStore(jdbc, clock), new DecisionStore(jdbc, workflow, clock)),
        workflow);
  }

  public static RolloutReports reports(
      DataSource data, Quarantines quarantines, RolloutQueries rollouts, WaveQueries waves) {
    JdbcClient jdbc = JdbcClient.create(data);
    return new RolloutReports(
        jdbc,
        new RolloutStore(jdbc, new TestClock()),
        rollouts,
        decisions(data),
        waves,
        quarantines,
        new ResidueQueries(jdbc),
        new TestClock());
  }
}
