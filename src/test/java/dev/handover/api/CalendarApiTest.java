package dev.handover.api;

import static org.hamcrest.Matchers.containsString;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.calendar.Freeze;
import dev.handover.calendar.Freezes;
import dev.handover.calendar.InvalidWindow;
import dev.handover.calendar.MaintenanceWindows;
import dev.handover.rollout.CalendarDesk;
import dev.handover.rollout.CalendarImport;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;

/** Freezes and calendar files over HTTP. */
class CalendarApiTest {

  private static final DataSource DATA = TestDatabase.h2();
  private static final Actor ADMIN = new Actor("admin", Set.of(Role.ADMINISTRATOR));

  private final TestClock clock = new TestClock();
  private final JdbcClient jdbc = JdbcClient.create(DATA);
  private final Freezes freezes = new Freezes(jdbc);
  private final CalendarDesk desk = mock(CalendarDesk.class);
  private final CalendarImport imports = mock(CalendarImport.class);
  private final Rest rest = new Rest();
  private final MockMvc api =
      rest.of(
          new CalendarController(new MaintenanceWindows(jdbc), desk, clock),
          new FreezesController(freezes, desk, clock),
          new CalendarFileController(new MaintenanceWindows(jdbc), freezes, imports, clock));

  @BeforeEach
  void nothingIsFrozen() {
    rest.actor.set(ADMIN);
    TestDatabase.empty(DATA, "change_freeze", "maintenance_window");
    when(desk.set(any(), eq(ADMIN))).thenAnswer(call -> freezes.add(call.getArgument(0)));
  }

  @Test
  void a_freeze_begins_now_and_is_the_callers_unless_it_says_otherwise() throws Exception {
    json("{\"reason\":\" year's end \",\"endsAt\":\"2026-12-31T00:00:00Z\"}")
        .andExpect(status().isCreated())
        .andExpect(jsonPath("$.owner").value("admin"))
        .andExpect(jsonPath("$.reason").value("year's end"))
        .andExpect(jsonPath("$.startsAt").value(clock.instant().toString()))
        .andExpect(jsonPath("$.inForce").value(true));
    api.perform(get("/api/calendar/freezes")).andExpect(jsonPath("$.length()").value(1));
    api.perform(get("/api/calendar.ics"))
        .andExpect(status().isOk())
        .andExpect(content().contentTypeCompatibleWith("text/calendar"))
        .andExpect(content().string(containsString("SUMMARY:year's end")));
  }

  @Test
  void what_has_ended_is_not_listed() throws Exception {
    Instant now = clock.instant();
    freezes.add(new Freeze(null, "x", "y", now.minus(Duration.ofHours(2)), now, null, null));
    api.perform(get("/api/calendar/freezes")).andExpect(jsonPath("$.length()").value(0));
  }

  @Test
  void a_freeze_that_cannot_be_is_refused_with_its_place() throws Exception {
    json("{\"reason\":\"x\"}")
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("endsAt"));
    json("{\"reason\":\"\",\"endsAt\":\"2026-12-31T00:00:00Z\"}")
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("reason"));
    json("{\"reason\":\"x\",\"endsAt\":\"tomorrow\"}")
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("endsAt"))
        .andExpect(
            jsonPath("$.detail")
                .value("'tomorrow' is not a moment such as 2026-12-01T20:00:00Z (ISO 8601)."));
  }

  @Test
  void a_window_of_nothing_that_there_is_or_of_no_length_is_refused_with_its_place()
      throws Exception {
    String window =
        "{\"name\":\"n\",\"zone\":\"UTC\",\"recurrence\":\"FREQ=DAILY\",\"site\":\"X\","
            + "\"firstStart\":\"2026-12-01T22:00\",\"length\":\"%s\"}";
    doThrow(new InvalidWindow("site", "No device is at a site 'X'."))
        .when(desk)
        .keep(any(), eq(ADMIN));
    api.perform(
            post("/api/calendar/windows")
                .contentType("application/json")
                .content(window.formatted("PT12H")))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("site"));
    api.perform(
            post("/api/calendar/windows")
                .contentType("application/json")
                .content(window.formatted("12 hours")))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("length"))
        .andExpect(
            jsonPath("$.detail")
                .value(
                    "'12 hours' is not a length such as PT12H (12 hours), PT90M or P2D (ISO 8601)."));
  }

  @Test
  void a_freeze_is_ended_by_its_id() throws Exception {
    api.perform(delete("/api/calendar/freezes/7")).andExpect(status().isNoContent());
    verify(desk).end(7, ADMIN);
  }

  @Test
  void a_calendar_file_is_taken_over_or_refused_with_the_place() throws Exception {
    when(imports.take(any(), eq(ADMIN))).thenReturn(new CalendarImport.Result(0, 0, 0, 0, 0, 0));
    String empty = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n%sEND:VCALENDAR\r\n";
    api.perform(
            post("/api/calendar/import").contentType("text/calendar").content(empty.formatted("")))
        .andExpect(status().isOk())
        .andExpect(jsonPath("$.windowsAdded").value(0));
    api.perform(
            post("/api/calendar/import")
                .contentType("text/calendar")
                .content(
                    empty.formatted(
                        "BEGIN:VEVENT\r\nSUMMARY:lunch\r\nDTSTART:20260101T120000Z\r\nEND:VEVENT\r\n")))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("event 1 ('lunch')"));
  }

  @Test
  void a_calendar_file_that_is_not_utf_8_is_refused_as_a_calendar() throws Exception {
    api.perform(
            post("/api/calendar/import")
                .contentType("text/calendar")
                .content(new byte[] {(byte) 0xff}))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("calendar"))
        .andExpect(jsonPath("$.detail").value("The calendar is not UTF-8 text."));
  }

  private org.springframework.test.web.servlet.ResultActions json(String body) throws Exception {
    return api.perform(post("/api/calendar/freezes").contentType("application/json").content(body));
  }
}
