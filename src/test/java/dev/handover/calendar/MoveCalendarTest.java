package dev.handover.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.calendar.MoveCalendar.Closed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MoveCalendarTest {

  /** A Monday. */
  private static final Instant MONDAY = Instant.parse("2026-11-23T12:00:00Z");

  private static final MaintenanceWindow NIGHTS =
      MaintenanceWindow.of(
          "nights", "Europe/Berlin", "FREQ=DAILY", "2026-01-01T22:00", Duration.ofHours(4));

  private static MoveCalendar calendar(
      String planned, MaintenanceWindow window, List<Freeze> freezes) {
    return new MoveCalendar(
        planned, window == null ? List.of() : List.of(window), freezes, scope -> true);
  }

  @Test
  void without_window_and_freeze_something_may_move_at_any_time() {
    assertThat(calendar(null, null, List.of()).closed(MONDAY)).isEmpty();
  }

  @Test
  void a_freeze_holds_from_its_first_moment_until_its_end() {
    Freeze freeze = freeze(0, 10);
    MoveCalendar calendar = calendar(null, null, List.of(freeze));

    assertThat(calendar.closed(MONDAY.minusSeconds(1))).isEmpty();
    assertThat(calendar.closed(MONDAY))
        .contains(
            new Closed(
                "Frozen until 23 November 2026 22:00 UTC by ann: year's end.",
                MONDAY.plusSeconds(36000),
                true));
    assertThat(calendar.closed(freeze.endsAt())).isEmpty();
  }

  @Test
  void freezes_that_touch_hold_until_the_last_of_them_ends() {
    MoveCalendar calendar = calendar(null, null, List.of(freeze(0, 10), freeze(8, 20)));

    assertThat(calendar.closed(MONDAY).orElseThrow())
        .isEqualTo(
            new Closed(
                "Frozen until 23 November 2026 22:00 UTC by ann: year's end. The next time to move is"
                    + " 24 November 2026 08:00 UTC.",
                MONDAY.plus(Duration.ofHours(20)),
                true));
  }

  @Test
  void after_a_freeze_the_window_still_counts() {
    MoveCalendar calendar = calendar("nights", NIGHTS, List.of(freeze(-5, 24)));

    assertThat(calendar.closed(MONDAY).orElseThrow())
        .isEqualTo(
            new Closed(
                "Frozen until 24 November 2026 12:00 UTC by ann: year's end. The next time to move is"
                    + " 24 November 2026 21:00 UTC.",
                Instant.parse("2026-11-24T21:00:00Z"),
                true));
  }

  @Test
  void an_opening_within_a_freeze_is_not_promised() {
    MoveCalendar calendar = calendar("nights", NIGHTS, List.of(freeze(6, 30)));

    assertThat(calendar.closed(MONDAY).orElseThrow())
        .isEqualTo(
            new Closed(
                "The maintenance window 'nights' opens at 23 November 2026 21:00 UTC, in a freeze by ann."
                    + " The next time to move is 24 November 2026 21:00 UTC.",
                Instant.parse("2026-11-24T21:00:00Z"),
                false));
  }

  @Test
  void a_window_without_a_freeze_says_when_it_opens() {
    assertThat(calendar("nights", NIGHTS, List.of()).closed(MONDAY).orElseThrow().reason())
        .isEqualTo("The maintenance window 'nights' opens at 23 November 2026 21:00 UTC.");
  }

  @Test
  void a_window_that_is_gone_or_never_opens_again_holds_for_good() {
    assertThat(calendar("nights", null, List.of()).closed(MONDAY))
        .contains(new Closed("The maintenance window 'nights' no longer exists.", null, false));
    MaintenanceWindow once =
        MaintenanceWindow.of(
            "once", "UTC", "FREQ=DAILY;COUNT=1", "2026-11-23T20:00", Duration.ofHours(1));
    assertThat(calendar("once", once, List.of(freeze(6, 10))).closed(MONDAY).orElseThrow())
        .isEqualTo(
            new Closed(
                "The maintenance window 'once' opens at 23 November 2026 20:00 UTC, in a freeze by ann."
                    + " There is no time to move.",
                null,
                false));
    assertThat(calendar("once", once, List.of()).closed(MONDAY.plus(Duration.ofDays(1))))
        .contains(new Closed("The maintenance window 'once' does not open any more.", null, false));
  }

  @Test
  void what_is_within_the_scope_of_windows_moves_while_one_of_them_is_open() {
    List<MaintenanceWindow> windows =
        List.of(
            scoped("LON nights", "UTC", "2026-01-01T22:00", new Scope(null, "LON")),
            scoped("LON noons", "UTC", "2026-01-01T11:00", new Scope(null, "LON")),
            scoped("apps", "UTC", "2026-01-01T14:00", new Scope("client-apps", null)),
            scoped("for plans", "UTC", "2026-01-01T15:00", Scope.ALL));
    MoveCalendar london = new MoveCalendar(null, windows, List.of(), s -> "LON".equals(s.site()));
    assertThat(london.closed(MONDAY)).isEmpty();
    assertThat(london.closed(MONDAY.plus(Duration.ofHours(3))).orElseThrow())
        .isEqualTo(
            new Closed(
                "The maintenance window 'LON nights' (LON) opens at 23 November 2026 22:00 UTC.",
                MONDAY.plus(Duration.ofHours(10)),
                false));
    MoveCalendar elsewhere = new MoveCalendar(null, windows, List.of(), scope -> false);
    assertThat(elsewhere.closed(MONDAY)).isEmpty();
    MoveCalendar planned = new MoveCalendar("for plans", windows, List.of(), scope -> false);
    assertThat(planned.closed(MONDAY)).isPresent();
  }

  @Test
  void windows_of_two_scopes_have_to_be_open_at_once_and_what_never_is_is_said() {
    Scope lon = new Scope(null, "LON");
    Scope sin = new Scope(null, "SIN");
    MaintenanceWindow london = scoped("lon", "Europe/London", "2026-01-01T22:00", lon);
    MaintenanceWindow early = scoped("sin", "Asia/Singapore", "2026-01-02T07:00", sin);
    // 22:00 to 02:00 in London is 06:00 to 10:00 in Singapore.
    assertThat(both(london, early).closed(MONDAY).orElseThrow())
        .isEqualTo(
            new Closed(
                "The maintenance window 'lon' (LON) opens at 23 November 2026 22:00 UTC, when window"
                    + " 'sin' (SIN) is closed. The next time to move is 23 November 2026 23:00 UTC.",
                Instant.parse("2026-11-23T23:00:00Z"),
                false));
    MaintenanceWindow nights = scoped("sin", "Asia/Singapore", "2026-01-01T22:00", sin);
    assertThat(both(london, nights).closed(MONDAY).orElseThrow())
        .satisfies(closed -> assertThat(closed.until()).isNull())
        .satisfies(closed -> assertThat(closed.reason()).endsWith("There is no time to move."));
  }

  private static MoveCalendar both(MaintenanceWindow one, MaintenanceWindow other) {
    return new MoveCalendar(null, List.of(one, other), List.of(), scope -> true);
  }

  private static MaintenanceWindow scoped(String name, String zone, String first, Scope scope) {
    return MaintenanceWindow.of(name, zone, "FREQ=DAILY", first, Duration.ofHours(4), scope);
  }

  @Test
  void a_freeze_that_cannot_be_is_refused_with_its_place() {
    assertThatThrownBy(() -> freeze(2, 2))
        .isInstanceOf(InvalidWindow.class)
        .hasMessage("A freeze ends after it starts.");
    assertThatThrownBy(() -> freeze(0, 24 * 367)).hasMessageContaining("a year at most");
    assertThatThrownBy(
            () -> new Freeze(null, "ann", " ", MONDAY, MONDAY.plusSeconds(1), null, null))
        .hasMessageContaining("needs a reason");
    assertThatThrownBy(() -> new Freeze(null, "ann", "why", MONDAY, null, null, null))
        .extracting("field")
        .isEqualTo("endsAt");
  }

  /**
   * The moment that is told is the first at which something may move, and before it nothing may.
   */
  @Property(tries = 300)
  void the_next_time_is_the_first(
      @ForAll @Size(max = 6) List<@IntRange(min = -40, max = 120) Integer> starts,
      @ForAll @IntRange(min = 1, max = 40) int hours,
      @ForAll boolean windowed) {
    List<Freeze> freezes = new ArrayList<>();
    starts.forEach(start -> freezes.add(freeze(start, start + hours)));
    MoveCalendar calendar =
        windowed ? calendar("nights", NIGHTS, freezes) : calendar(null, null, freezes);

    Optional<Closed> closed = calendar.closed(MONDAY);

    Instant first = MONDAY;
    while (freezes.stream().anyMatch(inForce(first)) || windowed && !NIGHTS.open(first)) {
      first = first.plus(Duration.ofHours(1));
    }
    assertThat(closed.map(Closed::until).orElse(MONDAY)).isEqualTo(first);
    assertThat(closed.isEmpty()).isEqualTo(first.equals(MONDAY));
  }

  private static java.util.function.Predicate<Freeze> inForce(Instant at) {
    return freeze -> freeze.inForce(at);
  }

  private static Freeze freeze(int fromHour, int toHour) {
    return new Freeze(
        (long) fromHour + 100,
        "ann",
        "year's end",
        MONDAY.plus(Duration.ofHours(fromHour)),
        MONDAY.plus(Duration.ofHours(toHour)),
        null,
        null);
  }
}
