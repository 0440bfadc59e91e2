package dev.handover.rollout;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.TestClock;
import dev.handover.health.Evidence;
import dev.handover.health.EvidenceStore;
import dev.handover.health.Marks;
import dev.handover.health.Measured;
import dev.handover.health.WaveKey;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

class JudgeTest {

  private final TestClock clock = new TestClock();
  private final EvidenceStore evidence = mock(EvidenceStore.class);
  private final Marks marks = mock(Marks.class);
  private final RolloutStore rollouts = mock(RolloutStore.class);
  private final WaveLooks looks = mock(WaveLooks.class);
  private final TransactionTemplate transaction = mock(TransactionTemplate.class);

  @Test
  void the_mark_of_a_rollout_that_could_not_be_judged_stays() {
    Measured nothing =
        new Measured(new Evidence(0, 0, 0, 0, List.of(), List.of()), true, List.of());
    when(marks.standing()).thenReturn(List.of(new Marks.Mark(1, "bad"), new Marks.Mark(2, "good")));
    when(evidence.measure(clock.instant()))
        .thenReturn(Map.of(new WaveKey("bad", 0), nothing, new WaveKey("good", 0), nothing));
    when(transaction.execute(any())).thenThrow(new IllegalStateException("one of them is bad"));
    when(rollouts.lock("bad")).thenThrow(new IllegalStateException("the database is away"));
    doAnswer(
            call -> {
              call.<Consumer<TransactionStatus>>getArgument(0).accept(null);
              return null;
            })
        .when(transaction)
        .executeWithoutResult(any());

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
            clock)
        .judge();

    verify(looks).take(Map.of(new WaveKey("good", 0), nothing), clock.instant());
    verify(marks).remove(List.of(new Marks.Mark(2, "good")));
  }
}
