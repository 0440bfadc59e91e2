package dev.handover.rollout;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.TestClock;
import dev.handover.estate.EstateClock;
import dev.handover.estate.ReadCursors;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class OwnAbsenceTest {

  private static final Instant NOW = TestClock.START;

  private final ReadCursors cursors = mock(ReadCursors.class);
  private final RolloutStore rollouts = mock(RolloutStore.class);

  @Test
  void where_the_estate_lives_fast_a_slow_cycle_is_no_absence() {
    notice(Duration.ofHours(13), 3000);
    verify(rollouts, never()).putBackOff(any());
    verify(cursors).succeeded(OwnAbsence.SOURCE, NOW);

    notice(Duration.ofHours(26), 3000);
    verify(rollouts).putBackOff(Duration.ofHours(26));
  }

  @Test
  void half_a_day_is_one_where_time_goes_as_it_does() {
    notice(Duration.ofHours(12), 1);
    verify(rollouts, never()).putBackOff(any());
    notice(Duration.ofHours(13), 1);
    verify(rollouts).putBackOff(Duration.ofHours(13));
  }

  private void notice(Duration away, double factor) {
    when(cursors.readTo(OwnAbsence.SOURCE)).thenReturn(NOW.minus(away));
    new OwnAbsence(
            cursors,
            mock(WaveStore.class),
            rollouts,
            mock(RolloutJournal.class),
            new TransactionTemplate(mock(PlatformTransactionManager.class)),
            new EstateClock(Clock.fixed(NOW, ZoneOffset.UTC), NOW, NOW, factor))
        .notice();
  }
}
