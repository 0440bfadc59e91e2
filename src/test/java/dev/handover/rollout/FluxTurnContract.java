package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.calendar.MoveCalendar.Closed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Room in flux is given in the order in which waves asked for it. */
abstract class FluxTurnContract extends FluxContract {

  private static final FluxSettings FIFTY = new FluxSettings(50, 1, 1, 0);

  private final CalendarHold.Today today = mock(CalendarHold.Today.class);
  private final CalendarHold calendar = calendar(today);
  private final RolloutWorkflow workflow = mock(RolloutWorkflow.class);

  @Test
  void a_large_wave_that_asked_first_is_not_overtaken_by_a_small_one() {
    thirtySoakAndThirtyWait();
    clock.advance(Duration.ofMinutes(1));
    rollout("B", "compliance-policies", null);
    wave("B", 0, "WAITING", 31, 45);
    rollout("BB", "compliance-policies", null);
    wave("BB", 0, "WAITING", 46, 58);

    look(FIFTY);
    assertThat(waiting("B"))
        .isEqualTo(
            "Waits its turn for room, ahead of it: Z 'of Z' (30). With them and this one there"
                + " would be 75 devices in flux, and at most 50 may be"
                + " (handover.flux.max-devices).");
    assertThat(waiting("BB")).contains("ahead of it: Z 'of Z' (30), B 'of B' (15).");
    clock.advance(Duration.ofMinutes(1));
    rollout("AA", "compliance-policies", null);
    wave("AA", 0, "WAITING", 59, 60);

    jdbc.sql("update wave set state = 'PASSED' where rollout_id = 'A'").update();
    look(FIFTY);
    assertThat(cleared()).as("in turn, while they fit").containsExactly("B", "Z");
    assertThat(waiting("BB"))
        .contains("there would be 58 devices in flux")
        .contains("In flux now: Z 'of Z' (30), B 'of B' (15).");
    assertThat(waiting("AA")).contains("ahead of it: BB 'of BB' (13)");
    assertThat(inTurn()).containsExactly("Z", "B", "BB", "AA");
  }

  @Test
  void a_wave_goes_before_those_ahead_where_it_takes_nothing_from_them() {
    rollout("A", "client-apps", null);
    wave("A", 0, "SOAKING", 61, 70);
    rollout("B", "compliance-policies", null);
    wave("B", 0, "WAITING", 71, 79);
    wave("A", 1, "SOAKING", 30, 34);
    rollout("C", "compliance-policies", null);
    wave("C", 0, "WAITING", 1, 20);

    look(HALF);

    assertThat(waiting("B")).contains("19 devices in flux at BER");
    assertThat(cleared()).containsExactly("C");
  }

  @ParameterizedTest
  @CsvSource({"paused = true", "ended_at = created_at", "state = 'ROLLING_BACK'"})
  void nobody_stays_behind_a_wave_whose_rollout_cannot_move(String held) {
    thirtySoakAndThirtyWait();
    clock.advance(Duration.ofMinutes(1));
    rollout("B", "compliance-policies", null);
    wave("B", 0, "WAITING", 31, 45);
    look(FIFTY);
    assertThat(waiting("B")).contains("ahead of it: Z");

    jdbc.sql("update rollout set %s where id = 'Z'".formatted(held)).update();
    look(FIFTY);
    assertThat(cleared()).containsExactly("B");
  }

  @Test
  void a_wave_that_something_else_holds_lets_others_pass_and_keeps_its_place() {
    thirtySoakAndThirtyWait();
    clock.advance(Duration.ofMinutes(1));
    for (int i = 0; i < 2; i++) {
      rollout("B" + i, "compliance-policies", null);
      wave("B" + i, 0, "WAITING", 31 + 15 * i, 45 + 15 * i);
    }
    look(FIFTY);
    assertThat(cleared()).isEmpty();

    when(today.closed(argThat(r -> r != null && r.id().equals("Z"))))
        .thenReturn(Optional.of(new Closed("The window is closed.", null, false)));
    look(FIFTY);
    assertThat(cleared()).as("it fits beside what is in flux").containsExactly("B0");
    when(today.closed(any())).thenReturn(Optional.empty());
    look(FIFTY);

    assertThat(inTurn()).startsWith("Z");
    assertThat(waiting("B1")).contains("Ahead of it: Z 'of Z' (30).");
  }

  @Test
  void what_is_in_flux_is_counted_once_for_all_that_wait() {
    for (int i = 0; i < 10; i++) {
      rollout("R" + i, "compliance-policies", null);
      wave("R" + i, 0, "WAITING", 1 + 10 * i, 10 + 10 * i);
    }
    FluxStore counting = spy(store);

    clearToMove(waves(), new Flux(FIFTY, counting)).look();

    assertThat(cleared()).containsExactly("R0", "R1", "R2", "R3", "R4");
    assertThat(waiting("R9")).contains("60 devices in flux").contains("In flux now: R0");
    verify(counting, times(1)).inFlux();
    verify(counting, times(1)).holders(null);
  }

  @Test
  void what_somebody_else_has_cleared_meanwhile_is_counted() {
    for (String id : List.of("A", "B", "C")) {
      rollout(id, "compliance-policies", null);
    }
    wave("A", 0, "WAITING", 1, 20);
    wave("B", 0, "WAITING", 21, 40);
    wave("C", 0, "WAITING", 41, 60);
    when(workflow.clearToMove("A"))
        .thenAnswer(
            call -> {
              clearInvocations(workflow);
              store.cleared(); // by another node, in the transaction before the next wave's
              jdbc.sql(
                      "update wave set cleared_at = room_asked_at, state = 'SOAKING' where rollout_id = 'C'")
                  .update();
              return true;
            });

    look(FIFTY);

    assertThat(waiting("B"))
        .contains("60 devices in flux")
        .contains("A 'of A' (20), C 'of C' (20)");
  }

  private void thirtySoakAndThirtyWait() {
    rollout("A", "client-apps", null);
    wave("A", 0, "SOAKING", 1, 30);
    rollout("Z", "compliance-policies", null);
    wave("Z", 0, "WAITING", 61, 90);
    look(FIFTY);
    assertThat(waiting("Z")).startsWith("Waits until other waves have passed");
  }

  private void look(FluxSettings settings) {
    clearToMove(waves(), new Flux(settings, store)).look();
  }

  private ClearToMove clearToMove(WaveStore waves, Flux flux) {
    return clearToMove(waves, flux, calendar, workflow);
  }

  private WaveStore waves() {
    return new WaveStore(jdbc, clock);
  }

  private String waiting(String id) {
    return jdbc.sql("select coalesce(waiting_reason, '') from rollout where id = :id")
        .param("id", id)
        .query(String.class)
        .single();
  }

  private List<String> cleared() {
    return jdbc.sql("select rollout_id from wave where cleared_at is not null order by rollout_id")
        .query(String.class)
        .list();
  }

  private List<String> inTurn() {
    return waves().waitingInTurn().stream().map(WaveRow::rolloutId).toList();
  }
}
