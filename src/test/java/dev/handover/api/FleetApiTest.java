package dev.handover.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.multipart;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.audit.Journal;
import dev.handover.device.FleetImport;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.RequestBuilder;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.MockMultipartHttpServletRequestBuilder;

/** The import of a fleet over HTTP. */
class FleetApiTest {

  private static final DataSource DATA = TestDatabase.h2();
  private static final String HEADER = "DeviceId,DeviceName,ReferenceId,LastContact\n";
  private static final String GOOD =
      "a0000000-0000-4000-8000-000000000001,PC-1,a0000000-0000-4000-8000-000000000002,"
          + "2026-11-22T08:00:00Z\n";

  private final Journal journal = mock(Journal.class);
  private final Rest rest = new Rest();
  private final MockMvc api =
      rest.of(
          new FleetController(
              new FleetImport(new JdbcTemplate(DATA), new TestClock()),
              journal,
              new DataSourceTransactionManager(DATA)));

  @BeforeEach
  void nobodyIsKnown() {
    rest.actor.set(new Actor("admin", Set.of(Role.ADMINISTRATOR)));
    TestDatabase.empty(DATA, "device");
  }

  @Test
  void an_import_answers_with_counts_and_stands_in_the_journal() throws Exception {
    perform(file(HEADER + GOOD).param("format", "intune-devices"))
        .andExpect(status().isOk())
        .andExpect(jsonPath("$.read").value(1))
        .andExpect(jsonPath("$.created").value(1))
        .andExpect(jsonPath("$.updated").value(0))
        .andExpect(jsonPath("$.rejected").isEmpty());
    verify(journal)
        .append(
            "admin",
            "fleet-imported",
            "fleet",
            null,
            "intune-devices, file 'devices.csv': 1 lines, 1 devices created, 0 updated, 0 lines"
                + " older than what is known, 0 unchanged, 0 passed over, 0 rejected");
  }

  @Test
  void bad_lines_refuse_the_file_and_leave_no_trace() throws Exception {
    perform(file(HEADER + GOOD + "x,y\n").param("format", "intune-devices"))
        .andExpect(status().isUnprocessableEntity())
        .andExpect(jsonPath("$.type").value("urn:handover:problem:refused-lines"))
        .andExpect(jsonPath("$.detail").value("Line 3 cannot be used, so nothing was imported."))
        .andExpect(jsonPath("$.rejected[0].line").value(3))
        .andExpect(
            jsonPath("$.rejected[0].message")
                .value("The line has 2 fields; it must have 4, as the header."))
        .andExpect(jsonPath("$.rejectedCount").value(1));
    assertThat(devices()).isZero();
    verifyNoInteractions(journal);
  }

  @Test
  void bad_lines_are_skipped_where_that_is_asked_for() throws Exception {
    perform(
            file(HEADER + GOOD + "x,y\n")
                .param("format", "intune-devices")
                .param("onError", "skip"))
        .andExpect(status().isOk())
        .andExpect(jsonPath("$.created").value(1))
        .andExpect(jsonPath("$.rejected[0].line").value(3));
    assertThat(devices()).isEqualTo(1);
  }

  @Test
  void an_import_that_the_journal_cannot_take_is_undone() throws Exception {
    doThrow(new CannotAcquireLockException("busy"))
        .when(journal)
        .append(any(), any(), any(), any(), any());
    perform(file(HEADER + GOOD).param("format", "intune-devices"))
        .andExpect(status().isConflict())
        .andExpect(jsonPath("$.detail").value(containsString("send the file again")));
    assertThat(devices()).isZero();
  }

  @Test
  void what_cannot_be_read_is_told_by_its_place() throws Exception {
    perform(file(HEADER + GOOD).param("format", "excel"))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("format"))
        .andExpect(
            jsonPath("$.detail")
                .value(
                    "'excel' is not a format; it must be one of intune-devices,"
                        + " comanaged-workloads, configmgr-devices, intune-applications."));
    perform(file(HEADER + GOOD).param("format", "intune-devices").param("onError", "ignore"))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("onError"));
    perform(file("").param("format", "intune-devices"))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("file"))
        .andExpect(jsonPath("$.detail").value(containsString("The file is empty")));
    perform(multipart("/api/fleet/import").param("format", "intune-devices"))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.detail").value("The part file is needed."));
    MockMultipartHttpServletRequestBuilder keyed = file(HEADER + GOOD);
    keyed.param("format", "intune-devices").header(Idempotency.HEADER, "one");
    perform(keyed)
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value(Idempotency.HEADER));
  }

  private ResultActions perform(RequestBuilder request) throws Exception {
    return api.perform(request);
  }

  private static MockMultipartHttpServletRequestBuilder file(String text) {
    return multipart("/api/fleet/import")
        .file(
            new MockMultipartFile(
                "file", "devices.csv", "text/csv", text.getBytes(StandardCharsets.UTF_8)));
  }

  private static int devices() {
    return JdbcClient.create(DATA).sql("select count(*) from device").query(Integer.class).single();
  }
}
