package dev.handover.api;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.audit.Journal;
import dev.handover.audit.JournalEntry;
import dev.handover.audit.Verification;
import dev.handover.authority.AuthorityQueries;
import dev.handover.authority.DeviceFindings;
import dev.handover.authority.DriftSettings;
import dev.handover.authority.DriftStore;
import dev.handover.calendar.Freezes;
import dev.handover.calendar.MaintenanceWindows;
import dev.handover.device.Devices;
import dev.handover.estate.AutoEnrolment;
import dev.handover.estate.EstateClock;
import dev.handover.estate.EstateException;
import dev.handover.estate.ReadCursors;
import dev.handover.estate.sandbox.Faults;
import dev.handover.estate.sandbox.SandboxConsole;
import dev.handover.estate.sandbox.SandboxFaults;
import dev.handover.estate.sandbox.SandboxLedger;
import dev.handover.estate.sandbox.Scenario;
import dev.handover.rollout.CalendarDesk;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.sql.Sql;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;

/** Workloads, devices, journal, calendar and sandbox over HTTP. */
class EstateApiTest {

  private static final DataSource DATA = TestDatabase.h2();

  private final JdbcClient jdbc = JdbcClient.create(DATA);
  private final Journal journal = mock(Journal.class);
  private final SandboxLedger ledger = mock(SandboxLedger.class);
  private final SandboxFaults faults = mock(SandboxFaults.class);
  private final SandboxConsole console = mock(SandboxConsole.class);
  private final TestClock clock = new TestClock();
  private final DriftStore drift =
      new DriftStore(jdbc, new ReadCursors(jdbc), new DriftSettings(Duration.ofHours(24)), clock);
  private final AuthorityQueries authority = new AuthorityQueries(jdbc, drift);
  private final MaintenanceWindows windows = new MaintenanceWindows(jdbc);
  private final Rest rest = new Rest();
  private final MockMvc api =
      rest.of(
          new WorkloadsController(authority, drift),
          new DevicesController(
              new Devices(jdbc, new NamedParameterJdbcTemplate(DATA)),
              authority,
              new DeviceFindings(jdbc, clock)),
          new JournalController(journal),
          new CalendarController(
              windows,
              new CalendarDesk(new Freezes(jdbc), windows, journal, jdbc, clock),
              new TestClock()),
          new SandboxController(
              ledger,
              faults,
              console,
              EstateClock.real(clock),
              journal,
              new DataSourceTransactionManager(DATA)));

  @BeforeEach
  void aFleetOfOne() {
    rest.actor.set(new Actor("approver1", Set.of(Role.CHANGE_MANAGER)));
    TestDatabase.empty(DATA, "maintenance_window", "slider", "device", "read_cursor");
    for (Workload workload : Workload.values()) {
      jdbc.sql("insert into slider values (:w, 'CONFIGURATION_MANAGER', 'C', :at)")
          .param("w", workload.slug())
          .param("at", Sql.time(TestClock.START))
          .update();
    }
    jdbc.sql(
            """
            insert into device (id, entra_device_id, name, join_state, management_state,
              configmgr_mask, configmgr_at_intune, intune_at_intune)
            values (1, 'e1', :name, 'ENTRA_JOINED', 'CO_MANAGED', 8195, 2, 2)""")
        .param("name", "<b>PC</b>")
        .update();
    drift.follow();
    clock.advance(Duration.ofDays(1));
  }

  @Test
  void workloads_are_told_by_name_and_unknown_ones_are_not_there() throws Exception {
    api.perform(get("/api/workloads")).andExpect(jsonPath("$", hasSize(7)));
    api.perform(get("/api/workloads/compliance-policies"))
        .andExpect(jsonPath("$.slider").value("CONFIGURATION_MANAGER"))
        .andExpect(jsonPath("$.authority.configurationManager").value(1))
        .andExpect(jsonPath("$.authority.intune").value(0))
        .andExpect(jsonPath("$.drift").value(1));
    api.perform(get("/api/workloads/teapots"))
        .andExpect(status().isNotFound())
        .andExpect(jsonPath("$.detail").value(containsString("client-apps")));
    api.perform(get("/api/drift"))
        .andExpect(jsonPath("$.total").value(1))
        .andExpect(jsonPath("$.items[0].workload").value("compliance-policies"))
        .andExpect(jsonPath("$.items[0].kind").value("SETTINGS_NOT_FOLLOWED"))
        .andExpect(jsonPath("$.items[0].since").value(TestClock.START.toString()));
  }

  @Test
  void drift_can_be_asked_for_by_workload_kind_and_site() throws Exception {
    api.perform(get("/api/drift?workload=compliance-policies&kind=SETTINGS_NOT_FOLLOWED"))
        .andExpect(jsonPath("$.total").value(1));
    api.perform(get("/api/drift?kind=BOTH_CLAIM,NEITHER_CLAIMS"))
        .andExpect(jsonPath("$.total").value(0));
    api.perform(get("/api/drift?workload=client-apps")).andExpect(jsonPath("$.total").value(0));
    api.perform(get("/api/drift?site=LON")).andExpect(jsonPath("$.total").value(0));
    api.perform(get("/api/drift?workload=teapots"))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("workload"));
    api.perform(get("/api/drift?kind=ODD"))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("kind"));
  }

  @Test
  void a_mask_that_no_client_writes_is_a_finding_and_not_a_guess() throws Exception {
    api.perform(get("/api/devices/1"))
        .andExpect(jsonPath("$.configurationManagerMaskForm").value("MODERN"));
    jdbc.sql("update device set configmgr_mask = 8192, configmgr_at_intune = null").update();
    api.perform(get("/api/devices/1"))
        .andExpect(jsonPath("$.configurationManagerMaskForm").value("IMPOSSIBLE"))
        .andExpect(jsonPath("$.findings", hasItem("IMPOSSIBLE_MASK")))
        .andExpect(
            jsonPath("$.authority['compliance-policies'].reported.configurationManager").isEmpty());
  }

  @Test
  void a_device_shows_both_systems_and_who_owns_what_and_why() throws Exception {
    api.perform(get("/api/devices/1"))
        .andExpect(jsonPath("$.name").value("<b>PC</b>"))
        .andExpect(
            jsonPath("$.authority['compliance-policies'].effective").value("CONFIGURATION_MANAGER"))
        .andExpect(jsonPath("$.authority['compliance-policies'].reported.intune").value("INTUNE"))
        .andExpect(
            jsonPath("$.authority['compliance-policies'].reason")
                .value("SLIDER_AT_CONFIGURATION_MANAGER"))
        .andExpect(jsonPath("$.findings").value(contains("DRIFT", "OS_UNKNOWN")));
    api.perform(get("/api/devices").param("filter", "managementState==CO_MANAGED"))
        .andExpect(jsonPath("$.total").value(1));
    api.perform(get("/api/devices").param("filter", "site==LON"))
        .andExpect(jsonPath("$.total").value(0));
    api.perform(get("/api/devices?finding=OS_UNKNOWN&filter=managementState==CO_MANAGED"))
        .andExpect(jsonPath("$.total").value(1))
        .andExpect(jsonPath("$.items[0].id").value(1));
    api.perform(get("/api/devices?finding=OS_UNKNOWN&filter=site==LON"))
        .andExpect(jsonPath("$.total").value(0));
    api.perform(get("/api/devices?finding=NO_LICENCE")).andExpect(jsonPath("$.total").value(0));
    for (String ofAPlan : List.of("DRIFT", "EXCLUDED_COLLECTION", "")) {
      api.perform(get("/api/devices").param("finding", ofAPlan))
          .andExpect(status().isBadRequest())
          .andExpect(jsonPath("$.errors[0].path").value("finding"));
    }
    api.perform(get("/api/devices/2")).andExpect(status().isNotFound());
    api.perform(get("/api/devices/one"))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("id"));
    for (String path : List.of("/api/devices", "/api/drift", "/api/journal")) {
      api.perform(get(path).param("sort", "password,desc"))
          .andExpect(status().isBadRequest())
          .andExpect(jsonPath("$.errors[0].path").value("sort"))
          .andExpect(jsonPath("$.detail").value(startsWith("This list is sorted by one of")));
    }
    api.perform(get("/api/devices").param("sort", "name,desc")).andExpect(status().isOk());
    for (String filter : List.of("", "x==1", "name==", "name==a;;", "managementState==GONE")) {
      api.perform(get("/api/devices").param("filter", filter))
          .andExpect(status().isBadRequest())
          .andExpect(jsonPath("$.errors[0].path").value("filter"));
    }
  }

  @Test
  void the_journal_comes_in_pages_and_can_be_verified() throws Exception {
    when(journal.page("R-1", Journal.SORTING.usual(), 0, 50))
        .thenReturn(
            List.of(
                new JournalEntry(
                    1, TestClock.START, "ann", "paused", "rollout R-1", "R-1", "why", "", "h")));
    when(journal.count("R-1")).thenReturn(1L);
    when(journal.verify()).thenReturn(new Verification(false, 3, "h", 2L));
    api.perform(get("/api/journal?rollout=R-1"))
        .andExpect(jsonPath("$.total").value(1))
        .andExpect(jsonPath("$.items[0].hash").value("h"))
        .andExpect(jsonPath("$.items[0].at").value("2026-11-23T12:00:00Z"));
    api.perform(get("/api/journal/verify"))
        .andExpect(jsonPath("$.intact").value(false))
        .andExpect(jsonPath("$.firstBroken").value(2));
  }

  @Test
  void a_window_is_added_once_shown_and_removed() throws Exception {
    String window =
        """
        {"name":"emea nights","zone":"Europe/Berlin","recurrence":"FREQ=DAILY",
         "firstStart":"2026-11-01T22:00","length":"PT4H"}""";
    json("/api/calendar/windows", window)
        .andExpect(status().isCreated())
        .andExpect(header().string("Location", "/api/calendar/windows/emea%20nights"))
        .andExpect(jsonPath("$.open").value(false))
        .andExpect(jsonPath("$.changes").value("2026-11-23T21:00:00Z"));
    json("/api/calendar/windows", window).andExpect(status().isConflict());
    api.perform(get("/api/calendar/windows")).andExpect(jsonPath("$", hasSize(1)));
    api.perform(get("/api/calendar/windows/emea nights")).andExpect(status().isOk());
    String path = "/api/calendar/windows/emea nights";
    api.perform(put(path).contentType("application/json").content(window.replace("PT4H", "PT5H")))
        .andExpect(status().isOk())
        .andExpect(jsonPath("$.length").value("PT5H"));
    api.perform(put(path).contentType("application/json").content(window.replace("emea", "x")))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("name"));
    api.perform(
            put("/api/calendar/windows/none")
                .contentType("application/json")
                .content(window.replace("emea nights", "none")))
        .andExpect(status().isNotFound());
    api.perform(delete("/api/calendar/windows/emea nights")).andExpect(status().isNoContent());
    api.perform(delete("/api/calendar/windows/emea nights")).andExpect(status().isNotFound());
    json("/api/calendar/windows", window.replace("}", ",\"workload\":\"client-apps\"}"))
        .andExpect(status().isCreated())
        .andExpect(jsonPath("$.workload").value("client-apps"))
        .andExpect(jsonPath("$.site").isEmpty());
    json("/api/calendar/windows", window.replace("emea", "x").replace("}", ",\"site\":\"LON\"}"))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.detail").value("No device is at a site 'LON'."));
    verify(journal)
        .append(
            "approver1",
            "window-kept",
            "window emea nights",
            null,
            "The maintenance window 'emea nights' (FREQ=DAILY, Europe/Berlin, for 4 hours) holds"
                + " the plans that name it.");
    json("/api/calendar/windows", window.replace("FREQ=DAILY", "FREQ=SECONDLY"))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("recurrence"));
    json("/api/calendar/windows", "{\"length\":\"four hours\"}")
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("length"));
  }

  @Test
  void the_sandbox_takes_faults_and_tells_its_ledger() throws Exception {
    when(faults.current()).thenReturn(Faults.NONE);
    json(
            "/api/sandbox/faults",
            """
            {"faults":{"ruleChanges":5,"per":"PT1M","loseEvery":0,"outages":["SITE"],
             "silentShare":0.1}}""")
        .andExpect(status().isOk());
    verify(faults).set(new Faults(5, Faults.NONE.per(), 0, Set.of(Faults.Source.SITE), 0.1));
    json("/api/sandbox/faults", "{\"faults\":{\"silentShare\":7}}")
        .andExpect(status().isBadRequest());
    json("/api/sandbox/faults", "{\"faults\":{\"outages\":[\"HEALTH_READINGS\"]}}")
        .andExpect(status().isOk());
    verify(faults).set(Faults.NONE.without(Faults.Source.HEALTH_READINGS));
    api.perform(get("/api/sandbox/ledger?workload=client-apps")).andExpect(status().isOk());
    verify(ledger).page(Workload.CLIENT_APPS, 0, 50);
  }

  @Test
  void what_is_done_by_hand_in_the_sandboxs_console_is_journaled_with_its_reason()
      throws Exception {
    String slider = "{\"workload\":\"client-apps\",\"position\":\"INTUNE\",\"reason\":\"a try\"}";
    json("/api/sandbox/slider", slider).andExpect(status().isAccepted());
    verify(console).moveSlider(Workload.CLIENT_APPS, Slider.INTUNE);
    verify(journal)
        .append(
            "approver1",
            "sandbox-slider-moved",
            "slider client-apps",
            null,
            "The slider of Client apps is moved to Intune by hand: a try");
    json("/api/sandbox/automatic-enrolment", "{\"setting\":\"all\",\"reason\":\"a try\"}")
        .andExpect(status().isAccepted());
    verify(console).setAutoEnrolment(AutoEnrolment.ALL, null);
    verify(journal)
        .append(
            "approver1",
            "sandbox-enrolment-set",
            "automatic enrolment",
            null,
            "Automatic enrolment is set to all by hand: a try");
  }

  @Test
  void without_a_reason_or_where_it_cannot_be_nothing_is_done_or_journaled() throws Exception {
    json("/api/sandbox/slider", "{\"workload\":\"client-apps\"}")
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("position"));
    json("/api/sandbox/slider", "{\"workload\":\"client-apps\",\"position\":\"INTUNE\"}")
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("reason"));
    json("/api/sandbox/automatic-enrolment", "{\"setting\":\"all\"}")
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("reason"));
    verifyNoInteractions(console);
    doThrow(new EstateException("fixed")).when(console).moveSlider(any(), any());
    json(
            "/api/sandbox/slider",
            "{\"workload\":\"client-apps\",\"position\":\"INTUNE\",\"reason\":\"a try\"}")
        .andExpect(status().isConflict());
    verifyNoInteractions(journal);
  }

  @Test
  void an_outage_for_everyone_is_a_scenario_without_a_workload() throws Exception {
    when(faults.current()).thenReturn(Faults.NONE);
    when(faults.befalling(any())).thenAnswer(call -> call.getArgument(0));
    json("/api/sandbox/faults", "{\"scenarios\":[{\"signal\":\"blue-screens\",\"rate\":0.1}]}")
        .andExpect(status().isOk());
    verify(faults).replaceScenarios(List.of(new Scenario(null, "blue-screens", null, 0.1, 0)));
  }

  @Test
  void a_scenario_or_source_that_makes_no_sense_is_refused_with_a_sentence_and_sets_nothing()
      throws Exception {
    json("/api/sandbox/faults", "{\"scenarios\":[{\"signal\":\"blue-screens\"}]}")
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("scenarios[0]"))
        .andExpect(jsonPath("$.detail").value(containsString("a rate between 0 and 1")));
    json(
            "/api/sandbox/faults",
            "{\"faults\":{},\"scenarios\":[{\"signal\":\"coffee\",\"rate\":0.1}]}")
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.detail").value(containsString("is no signal of the sandbox")));
    json("/api/sandbox/faults", "{\"faults\":{\"outages\":[\"COFFEE\"]}}")
        .andExpect(status().isBadRequest())
        .andExpect(
            jsonPath("$.errors[0].message")
                .value(
                    "'COFFEE' is none of SITE, COMANAGEMENT_STATES, MANAGED_DEVICES,"
                        + " HEALTH_READINGS."));
    verify(faults, never()).set(any());
    verify(faults, never()).replaceScenarios(any());
  }

  @Test
  void the_sandbox_tells_the_estates_time() throws Exception {
    api.perform(get("/api/sandbox/clock"))
        .andExpect(jsonPath("$.now").value(clock.instant().toString()))
        .andExpect(jsonPath("$.timeFactor").value(1.0));
  }

  private ResultActions json(String path, String body) throws Exception {
    return api.perform(post(path).contentType(MediaType.APPLICATION_JSON).content(body));
  }
}
