package dev.handover.authority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestDatabase;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class DeliveryOnPostgresTest extends DeliveryContract {

  @Override
  DataSource dataSource() {
    return TestDatabase.postgres();
  }

  @Test
  void senders_side_by_side_never_take_more_than_the_budget_together() throws Exception {
    AuthoritySettings.Limits limits =
        new AuthoritySettings.Limits(1_000, Duration.ofMinutes(1), 0.25);
    stage.budget.open("configmgr");
    Callable<Integer> greedy =
        () ->
            IntStream.range(0, 50)
                .map(i -> stage.budget.take("configmgr", limits, i % 2 == 0, 17))
                .sum();
    assertThat(together(List.of(greedy, greedy, greedy, greedy))).isEqualTo(1_000);
  }

  @Test
  void senders_side_by_side_carry_no_order_out_twice_and_stay_within_the_budget() throws Exception {
    stage.ordered("R", Workload.CLIENT_APPS, 1, 300);
    stage.ordered("S", Workload.COMPLIANCE_POLICIES, 1_001, 300);
    Delivery one = stage.sender(500, 0.2);
    Delivery two = stage.sender(500, 0.2);
    Callable<Integer> first = () -> IntStream.range(0, 10).map(i -> one.deliver()).sum();
    Callable<Integer> second = () -> IntStream.range(0, 10).map(i -> two.deliver()).sum();

    assertThat(together(List.of(first, second))).isEqualTo(400);
    assertThat(stage.site.added).hasValue(400);
    assertThat(stage.count("state = 'DELIVERED' and attempts = 1 and changed = true"))
        .isEqualTo(400);

    DeliveryStage.CLOCK.advance(Duration.ofMinutes(2));
    assertThat(together(List.of(first, second))).isEqualTo(200);
    assertThat(stage.count("attempts <> 1")).isZero();
  }

  private static int together(List<Callable<Integer>> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(work.size());
    try {
      int sum = 0;
      for (Future<Integer> done : threads.invokeAll(work)) {
        sum += done.get();
      }
      return sum;
    } finally {
      threads.shutdownNow();
    }
  }
}
