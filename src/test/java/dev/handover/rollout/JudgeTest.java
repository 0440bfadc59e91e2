package dev.handover.rollout;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.TestClock;
import dev.handover.health.Evidence;
import dev.handover.health.EvidenceStore;
import dev.handover.health.Marks;
import dev.handover.health.Measured;
import dev.handover.health.Verdict;
import dev.handover.health.WaveKey;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

class JudgeTest {

  private static final WaveKey FIRST = new WaveKey("first", 0);
  private static final WaveKey SECOND = new WaveKey("second", 0);

  private final TestClock clock = new TestClock();
  private final EvidenceStore evidence = mock(EvidenceStore.class);
  private final Marks marks = mock(Marks.class);
  private final RolloutStore rollouts = mock(RolloutStore.class);
  private final WaveLooks looks = mock(WaveLooks.class);
  private final TransactionTemplate transaction = mock(TransactionTemplate.class);

  private final Judge judge =
      new Judge(
          evidence,
          marks,
          looks,
          mock(WaveStore.class),
          rollouts,
          mock(Quarantines.class),
          mock(Rollback.class),
          mock(RolloutWorkflow.class),
          mock(RolloutJournal.class),
          transaction,
          clock);

  /** Two marked waves that cannot be judged together. */
  @BeforeEach
  void twoWaves() {
    Measured nothing =
        new Measured(new Evidence(0, 0, 0, 0, List.of(), List.of()), true, List.of());
    Map<WaveKey, Measured> due = new TreeMap<>(Comparator.comparing(WaveKey::rolloutId));
    due.put(FIRST, nothing);
    due.put(SECOND, nothing);
    when(marks.standing())
        .thenReturn(List.of(new Marks.Mark(1, "first"), new Marks.Mark(2, "second")));
    when(evidence.measure(clock.instant())).thenReturn(due);
    when(transaction.execute(any()))
        .thenAnswer(call -> call.<TransactionCallback<?>>getArgument(0).doInTransaction(null));
    when(looks.take(due, clock.instant())).thenThrow(new IllegalStateException("one is bad"));
  }

  @Test
  void the_mark_of_a_rollout_that_could_not_be_judged_stays() {
    when(rollouts.lock("first")).thenThrow(new IllegalStateException("the database is away"));

    judge.judge();

    verify(looks).take(only(SECOND), any());
    verify(marks).remove(List.of(new Marks.Mark(2, "second")));
  }

  @Test
  void what_takes_longer_than_a_cycle_may_is_left_to_the_next_one_with_its_mark() {
    WaveLook decided = mock(WaveLook.class, RETURNS_DEEP_STUBS);
    when(decided.judgement().partToQuarantine()).thenReturn(Optional.empty());
    when(decided.judgement().verdict()).thenReturn(Verdict.HOLD_INCONCLUSIVE);
    when(decided.decides()).thenReturn(true);
    when(looks.take(only(FIRST), any()))
        .thenAnswer(
            call -> {
              LockSupport.parkNanos(Duration.ofMillis(1_100).toNanos());
              return List.of(decided);
            });

    judge.judge();

    verify(looks, never()).take(only(SECOND), any());
    verify(marks).remove(List.of(new Marks.Mark(1, "first")));
  }

  @Test
  void what_changes_nothing_takes_no_time_from_the_others() {
    when(looks.take(only(FIRST), any()))
        .thenAnswer(
            call -> {
              LockSupport.parkNanos(Duration.ofMillis(1_100).toNanos());
              return List.of();
            });

    judge.judge();

    verify(looks).take(only(SECOND), any());
  }

  private static Map<WaveKey, Measured> only(WaveKey wave) {
    return argThat(some -> some != null && some.keySet().equals(Set.of(wave)));
  }
}
