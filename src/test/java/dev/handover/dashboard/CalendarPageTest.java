package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.calendar.Freeze;
import dev.handover.calendar.Freezes;
import dev.handover.calendar.MaintenanceWindow;
import dev.handover.calendar.MaintenanceWindows;
import dev.handover.calendar.Scope;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page of windows and freezes, and the way past them on the page of a rollout. */
class CalendarPageTest extends PageStage {

  private static final Instant NOW = TestClock.START;

  @BeforeEach
  void nothingInTheCalendar() {
    TestDatabase.empty(DATA, "change_freeze", "maintenance_window");
  }

  @Test
  void an_empty_calendar_says_so() throws Exception {
    assertThat(page("/calendar"))
        .contains("Nothing is frozen, and no freeze is to come.", "There is no window;");
  }

  @Test
  void freezes_in_force_come_first_with_owner_reason_and_scope() throws Exception {
    Duration day = Duration.ofDays(1);
    freeze("later", NOW.plus(day), null, null);
    freeze(HOSTILE, NOW, "client-apps", "LON");
    assertThat(page("/calendar"))
        .containsSubsequence("Client apps at LON", "in force", "Everything", "to come")
        .contains("&lt;script&gt;alert(1)", "ann", "26 Nov 2026, 12:00 UTC")
        .doesNotContain("<script>alert");
  }

  @Test
  void a_window_shows_whether_it_is_open_and_its_next_openings() throws Exception {
    new MaintenanceWindows(jdbc)
        .save(
            MaintenanceWindow.of(
                "noon", "UTC", "FREQ=DAILY", "2026-11-01T11:00", Duration.ofHours(2)));
    new MaintenanceWindows(jdbc)
        .save(
            MaintenanceWindow.of(
                "site",
                "UTC",
                "FREQ=DAILY;COUNT=1",
                "2025-11-01T11:00",
                Duration.ofHours(2),
                new Scope("client-apps", "BER")));
    assertThat(page("/calendar"))
        .containsSubsequence("noon", "The plans that name it", "site", "Client apps at BER");
    assertThat(page("/calendar"))
        .contains("noon", ">open<", "23 Nov 2026, 13:00 UTC", "FREQ=DAILY")
        .containsSubsequence("24 Nov 2026, 11:00", "25 Nov 2026, 11:00", "26 Nov 2026, 11:00")
        .doesNotContain("27 Nov 2026, 11:00");
  }

  @Test
  void only_administrators_set_and_end_freezes() throws Exception {
    freeze("stop", NOW, null, null);
    assertThat(page("/calendar")).contains("data-freeze", "data-thaw", "id=\"freeze\"");
    actor = new Actor("ann", Set.of(Role.CHANGE_MANAGER));
    assertThat(page("/calendar")).contains("stop").doesNotContain("data-freeze", "data-thaw");
  }

  @Test
  void what_the_calendar_holds_can_be_moved_in_spite_of_it_by_others() throws Exception {
    rollout();
    assertThat(page("/rollouts/R-1")).doesNotContain("break-glass");
    jdbc.sql("update rollout set calendar_hold = 'Frozen by ann: stop.', calendar_held_since = :at")
        .param("at", Sql.time(NOW))
        .update();
    assertThat(page("/rollouts/R-1"))
        .contains("Frozen by ann: stop.", "Move in spite of the calendar", "R-1/break-glass");
    actor = new Actor("requester", Set.of(Role.CHANGE_MANAGER));
    assertThat(page("/rollouts/R-1")).doesNotContain("break-glass");
  }

  private void freeze(String reason, Instant from, String workload, String site) {
    new Freezes(jdbc)
        .add(new Freeze(null, "ann", reason, from, NOW.plus(Duration.ofDays(3)), workload, site));
  }
}
