package dev.handover.authority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestDatabase;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How long moves have taken, on both databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PilotConfirmedWithinTest {

  private final DeliveryStage stage = new DeliveryStage(dataSource());

  abstract DataSource dataSource();

  static class OnH2Test extends PilotConfirmedWithinTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  static class OnPostgresTest extends PilotConfirmedWithinTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @BeforeEach
  void clean() {
    stage.clean();
  }

  @Test
  void what_is_not_confirmed_yet_counts_as_slow() {
    stage.ordered("R-1", Workload.CLIENT_APPS, 1, 30);
    assertThat(within(.9)).isEmpty();

    stage.jdbc.sql("update authority_order set delivered_at = ordered_at").update();
    assertThat(within(.9)).isEmpty();

    confirmed(27);
    assertThat(within(.5)).contains(Duration.ofHours(15));
    assertThat(within(.9)).contains(Duration.ofHours(27));
    assertThat(within(.95)).isEmpty();
  }

  @Test
  void a_few_devices_tell_nothing() {
    stage.ordered("R-1", Workload.CLIENT_APPS, 1, 19);
    stage.jdbc.sql("update authority_order set delivered_at = ordered_at").update();
    confirmed(19);
    assertThat(within(.9)).isEmpty();
  }

  /** The first device after an hour, the second after two, and so on. */
  private void confirmed(int devices) {
    for (int device = 1; device <= devices; device++) {
      stage
          .jdbc
          .sql(
              """
              update authority_order set state = 'CONFIRMED', confirmed_at = :at
              where device_id = :device""")
          .param("at", Sql.time(DeliveryStage.CLOCK.instant().plus(Duration.ofHours(device))))
          .param("device", device)
          .update();
    }
  }

  private Optional<Duration> within(double share) {
    return stage.transaction.execute(t -> stage.orders.pilotConfirmedWithin("R-1", share));
  }
}
