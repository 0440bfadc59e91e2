package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.calendar.Freeze;
import dev.handover.calendar.Freezes;
import dev.handover.calendar.InvalidWindow;
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
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

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
  void everybody_takes_the_calendar_along_as_a_file_and_only_administrators_bring_one()
      throws Exception {
    assertThat(page("/calendar")).contains("href=\"/api/calendar.ics\"", "/api/calendar/import");
    actor = new Actor("ann", Set.of(Role.CHANGE_MANAGER));
    assertThat(page("/calendar"))
        .contains("href=\"/api/calendar.ics\"")
        .doesNotContain("/api/calendar/import", "id=\"import\"");
  }

  @Test
  void only_administrators_add_change_and_remove_windows() throws Exception {
    window("nights");
    assertThat(page("/calendar"))
        .contains("id=\"add-window\"", "form?name=nights", "/api/calendar/windows/nights");
    actor = new Actor("ann", Set.of(Role.CHANGE_MANAGER));
    assertThat(page("/calendar"))
        .contains("nights")
        .doesNotContain("data-window", "data-unwindow", "id=\"window\"");
  }

  @Test
  void a_window_is_shown_by_its_next_openings_before_it_is_kept() throws Exception {
    assertThat(page("/calendar/windows/form"))
        .contains("Add a maintenance window", "Europe/Berlin", "value=\"client-apps\"");
    String said = window("/calendar/windows/preview", "nights", "days", "TU");
    assertThat(said)
        .containsSubsequence("Tue 24 Nov 2026, 22:00", "24 Nov 2026, 21:00 UTC")
        .containsSubsequence("Tue 1 Dec", "Tue 8 Dec", "Tue 15 Dec", "Tue 22 Dec")
        .contains("for <span>6 h</span> each", "FREQ=WEEKLY;BYDAY=TU")
        .doesNotContain("Tue 29 Dec");
    assertThat(window("/calendar/windows/preview", "a", "days", "FR", "more", "2"))
        .contains("for <span>54 h</span> each");
    assertThat(window("/calendar/windows/preview", "", "days", "TU")).contains("Tue 24 Nov");
    assertThat(window("/calendar/windows", "", "days", "TU")).contains("A window needs a name");
    verify(calendarDesk, never()).keep(any(), any());

    window("/calendar/windows", "nights", "days", "TU");
    verify(calendarDesk)
        .keep(
            argThat(
                w -> w.name().equals("nights") && w.recurrence().equals("FREQ=WEEKLY;BYDAY=TU")),
            eq(actor));
  }

  @Test
  void what_is_wrong_with_a_window_is_told_at_its_field_and_nothing_is_kept() throws Exception {
    window("nights");
    assertThat(window("/calendar/windows", "nights", "days", "TU"))
        .contains(
            "id=\"at-w-name\" hx-swap-oob=\"true\">There is a window &#39;nights&#39; already.<");
    assertThat(window("/calendar/windows", "other"))
        .contains("id=\"at-w-days\" hx-swap-oob=\"true\">Choose at least one day");
    verify(calendarDesk, never()).keep(any(), any());
    doThrow(new InvalidWindow("site", "No device is at a site 'X'."))
        .when(calendarDesk)
        .keep(any(), any());
    assertThat(window("/calendar/windows", "other", "days", "TU", "site", "X"))
        .contains("id=\"at-w-site\" hx-swap-oob=\"true\">No device is at a site &#39;X&#39;.<");
    pages.perform(get("/calendar/windows/form?name=none")).andExpect(status().isNotFound());
  }

  private String window(String path, String name, String... more) throws Exception {
    MockHttpServletRequestBuilder post =
        post(path)
            .param("name", name)
            .param("repeats", "weekly")
            .param("from", "22:00")
            .param("to", "04:00")
            .param("zone", "Europe/Berlin");
    for (int i = 0; i < more.length; i += 2) {
      post.param(more[i], more[i + 1]);
    }
    return pages
        .perform(post)
        .andExpect(status().isOk())
        .andReturn()
        .getResponse()
        .getContentAsString();
  }

  private void window(String name) {
    new MaintenanceWindows(jdbc)
        .save(
            MaintenanceWindow.of(
                name, "UTC", "FREQ=DAILY", "2026-11-01T11:00", Duration.ofHours(2)));
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
