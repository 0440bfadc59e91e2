package dev.handover.rollout;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.estate.EstateClock;
import dev.handover.estate.ReadCursors;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What counts as an absence in an estate that lives an hour in a second. */
class OwnAbsenceTest {

  private final DataSource data = TestDatabase.h2();
  private final TestClock wall = new TestClock();
  private final RolloutStore rollouts = mock(RolloutStore.class);
  private final OwnAbsence absence =
      new OwnAbsence(
          new ReadCursors(JdbcClient.create(data)),
          mock(WaveStore.class),
          rollouts,
          mock(RolloutJournal.class),
          TestDatabase.transactions(data),
          new EstateClock(wall, wall.instant(), wall.instant(), 3_600));

  @Test
  void a_slow_cycle_of_a_fast_estate_is_none_and_minutes_without_one_are() {
    absence.notice();
    wall.advance(Duration.ofSeconds(30));
    absence.notice();
    verify(rollouts, never()).putBackOff(any());

    wall.advance(Duration.ofMinutes(3));
    absence.notice();
    verify(rollouts).putBackOff(Duration.ofHours(180));
  }
}
