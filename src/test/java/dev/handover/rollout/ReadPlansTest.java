package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.handover.plan.Plan;
import dev.handover.plan.Plans;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadPlansTest {

  private static final int ROLLOUTS = 10_000;
  private static final String USUAL = "#".repeat(1_500);

  private final AtomicInteger read = new AtomicInteger();
  private final ReadPlans plans = new ReadPlans(counting());

  @Test
  void the_plans_of_ten_thousand_rollouts_are_read_once_each() {
    for (int round = 0; round < 3; round++) {
      for (int no = 0; no < ROLLOUTS; no++) {
        plans.of(rollout(USUAL + no));
      }
    }
    assertThat(read).hasValue(ROLLOUTS);
  }

  @Test
  void huge_plans_do_not_fill_the_memory() {
    String huge = "#".repeat(3_000_000);
    for (int no = 0; no < 10; no++) {
      plans.of(rollout(huge + no));
    }
    plans.of(rollout(huge + 0));
    assertThat(read).as("of a megabyte each, six are kept").hasValueGreaterThan(10);
  }

  private Plans counting() {
    Plans parser = mock(Plans.class);
    when(parser.parse(anyString()))
        .thenAnswer(
            text -> {
              read.incrementAndGet();
              return mock(Plan.class);
            });
    return parser;
  }

  private static RolloutRow rollout(String plan) {
    RolloutRow rollout = mock(RolloutRow.class);
    when(rollout.plan()).thenReturn(plan);
    return rollout;
  }
}
