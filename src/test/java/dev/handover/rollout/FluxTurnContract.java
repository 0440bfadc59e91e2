package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Room in flux is given in the order in which waves asked for it. */
abstract class FluxTurnContract extends FluxContract {

  @Test
  void a_large_wave_that_asked_first_is_not_overtaken_by_a_small_one() {
    rollout("A", "client-apps", null);
    wave("A", 0, "SOAKING", 1, 30);
    rollout("Z", "compliance-policies", null);
    wave("Z", 0, "WAITING", 61, 90);
    FluxSettings fifty = new FluxSettings(50, 1, 1, 0);
    assertThat(reason("Z", fifty)).startsWith("Waits until other waves have passed");
    clock.advance(Duration.ofMinutes(1));
    rollout("B", "compliance-policies", null);
    wave("B", 0, "WAITING", 31, 45);

    assertThat(reason("B", fifty))
        .isEqualTo(
            "Waits its turn for room, ahead of it: Z 'of Z' (30). With them and this one there"
                + " would be 75 devices in flux, and at most 50 may be"
                + " (handover.flux.max-devices).");
    clock.advance(Duration.ofMinutes(1));
    rollout("AA", "compliance-policies", null);
    wave("AA", 0, "WAITING", 46, 58);
    assertThat(reason("AA", fifty)).contains("ahead of it: Z 'of Z' (30), B 'of B' (15).");

    jdbc.sql("update wave set state = 'PASSED' where rollout_id = 'A'").update();
    assertThat(reason("B", fifty)).as("it fits beside the one ahead").isEmpty();
    assertThat(reason("Z", fifty)).isEmpty();
    assertThat(inTurn()).containsExactly("Z", "B", "AA");
  }

  @Test
  void a_wave_goes_before_those_ahead_where_it_takes_nothing_from_them() {
    rollout("A", "client-apps", null);
    wave("A", 0, "SOAKING", 61, 70);
    rollout("B", "compliance-policies", null);
    wave("B", 0, "WAITING", 71, 79);
    wave("A", 1, "SOAKING", 30, 34);
    assertThat(reason("B", HALF)).contains("19 devices in flux at BER");
    rollout("C", "compliance-policies", null);
    wave("C", 0, "WAITING", 1, 20);

    assertThat(reason("C", HALF)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"paused = true", "ended_at = created_at", "state = 'ROLLING_BACK'"})
  void nobody_stays_behind_a_wave_whose_rollout_cannot_move(String held) {
    rollout("A", "client-apps", null);
    wave("A", 0, "SOAKING", 1, 30);
    rollout("Z", "compliance-policies", null);
    wave("Z", 0, "WAITING", 61, 90);
    rollout("B", "compliance-policies", null);
    wave("B", 0, "WAITING", 31, 45);
    FluxSettings fifty = new FluxSettings(50, 1, 1, 0);
    reason("Z", fifty);
    clock.advance(Duration.ofMinutes(1));
    assertThat(reason("B", fifty)).contains("ahead of it: Z");

    jdbc.sql("update rollout set %s where id = 'Z'".formatted(held)).update();
    assertThat(reason("B", fifty)).isEmpty();
  }

  @Test
  void a_wave_that_something_else_holds_lets_others_pass_and_keeps_its_place() {
    rollout("A", "client-apps", null);
    wave("A", 0, "SOAKING", 1, 30);
    rollout("Z", "compliance-policies", null);
    wave("Z", 0, "WAITING", 61, 90);
    rollout("B", "compliance-policies", null);
    wave("B", 0, "WAITING", 31, 45);
    FluxSettings fifty = new FluxSettings(50, 1, 1, 0);
    reason("Z", fifty);
    clock.advance(Duration.ofMinutes(1));
    reason("B", fifty);

    transaction.executeWithoutResult(t -> new Flux(fifty, store).standsAside(row("Z", 0)));
    assertThat(reason("B", fifty)).as("a closed window holds the one ahead").isEmpty();
    clock.advance(Duration.ofMinutes(1));
    reason("Z", fifty);
    assertThat(reason("B", fifty)).contains("ahead of it: Z");
  }

  private List<String> inTurn() {
    return new WaveStore(jdbc, clock).waitingInTurn().stream().map(WaveRow::rolloutId).toList();
  }
}
