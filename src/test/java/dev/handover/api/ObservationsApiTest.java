package dev.handover.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.audit.Journal;
import dev.handover.health.ObservationPush;
import dev.handover.health.Signal;
import dev.handover.health.SignalRegistry;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.workload.Workload;
import jakarta.servlet.Filter;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.EOFException;
import java.io.IOException;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** Readings over HTTP. */
class ObservationsApiTest {

  private static final DataSource DATA = TestDatabase.h2();
  private static final JdbcClient JDBC = JdbcClient.create(DATA);
  private static final String GOOD =
      """
      {"resourceId":7,"signal":"vpn-broken","value":3,"observedAt":"2026-11-23T11:00:00Z"}
      """;

  private final Journal journal = mock(Journal.class);
  private final Rest rest = new Rest();
  private final ObservationsController controller =
      new ObservationsController(
          new ObservationPush(new JdbcTemplate(DATA), new TestClock()),
          journal,
          new DataSourceTransactionManager(DATA));
  private final MockMvc api = rest.of(controller);

  @BeforeEach
  void oneDeviceAndOneSignal() {
    rest.actor.set(new Actor("automation", Set.of(Role.AUTOMATION)));
    TestDatabase.empty(DATA, "observation", "rejected_observation", "custom_signal", "device");
    JDBC.sql(
            """
            insert into device (entra_device_id, resource_id, name, join_state, management_state)
            values ('e7', 7, 'PC-7', 'HYBRID_JOINED', 'CO_MANAGED')""")
        .update();
    TestDatabase.transactions(DATA)
        .execute(
            status ->
                new SignalRegistry(JDBC)
                    .define(
                        new Signal(
                            "vpn-broken",
                            "without a VPN",
                            Signal.Source.PUSHED,
                            Signal.Unit.COUNT,
                            Signal.Bad.FROM,
                            3,
                            Set.of(Workload.CLIENT_APPS),
                            .02,
                            .08)));
  }

  @Test
  void a_push_answers_with_counts_and_stands_in_the_journal() throws Exception {
    api.perform(lines(GOOD + GOOD))
        .andExpect(status().isOk())
        .andExpect(jsonPath("$.read").value(2))
        .andExpect(jsonPath("$.created").value(1))
        .andExpect(jsonPath("$.updated").value(0))
        .andExpect(jsonPath("$.unchanged").value(1))
        .andExpect(jsonPath("$.rejected").isEmpty())
        .andExpect(jsonPath("$.rejectedCount").value(0))
        .andExpect(jsonPath("$.signals['vpn-broken']").value(2));
    verify(journal)
        .append(
            "automation",
            "observations-pushed",
            "observations",
            null,
            "2 lines (vpn-broken 2): 1 readings created, 0 updated, 1 lines unchanged, 0 rejected");
  }

  @Test
  void bad_lines_refuse_the_call_and_leave_no_trace() throws Exception {
    api.perform(lines(GOOD + GOOD.replace("3,", "NaN,")))
        .andExpect(status().isUnprocessableEntity())
        .andExpect(jsonPath("$.type").value("urn:handover:problem:refused-lines"))
        .andExpect(jsonPath("$.detail").value("Line 2 cannot be used, so nothing was imported."))
        .andExpect(jsonPath("$.rejected[0].line").value(2))
        .andExpect(
            jsonPath("$.rejected[0].message")
                .value(
                    "The field 'value' has NaN; for 'vpn-broken' it must be a whole number from"
                        + " 0."))
        .andExpect(jsonPath("$.rejectedCount").value(1));
    assertThat(rows("observation")).isZero();
    assertThat(rows("rejected_observation")).isZero();
    verifyNoInteractions(journal);
  }

  @Test
  void bad_lines_are_skipped_where_that_is_asked_for() throws Exception {
    api.perform(lines(GOOD + GOOD.replace("3,", "NaN,")).param("onError", "skip"))
        .andExpect(status().isOk())
        .andExpect(jsonPath("$.created").value(1))
        .andExpect(jsonPath("$.rejected[0].line").value(2));
    assertThat(rows("observation")).isEqualTo(1);
    assertThat(rows("rejected_observation")).isEqualTo(1);
  }

  @Test
  void what_cannot_be_taken_is_told_by_its_place() throws Exception {
    expectBad(lines(GOOD).header(Idempotency.HEADER, "one"), Idempotency.HEADER, "sent again");
    expectBad(lines(GOOD).param("onError", "ignore"), "onError", "must be refuse or skip");
    expectBad(lines("\n \n"), "body", "The body is empty");
    api.perform(post("/api/observations").contentType(MediaType.APPLICATION_JSON).content(GOOD))
        .andExpect(status().isUnsupportedMediaType());
    verifyNoInteractions(journal);
  }

  @Test
  void a_body_that_breaks_off_is_told_and_leaves_no_trace() throws Exception {
    Filter cut = (request, response, chain) -> chain.doFilter(cut(request), response);
    rest.filtered(new Filter[] {cut}, controller)
        .perform(lines(GOOD))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value("body"))
        .andExpect(jsonPath("$.detail").value(containsString("ended before all of it had come")));
    assertThat(rows("observation")).isZero();
  }

  @Test
  void a_push_that_the_journal_cannot_take_is_undone() throws Exception {
    doThrow(new CannotAcquireLockException("busy"))
        .when(journal)
        .append(any(), any(), any(), any(), any());
    api.perform(lines(GOOD))
        .andExpect(status().isConflict())
        .andExpect(jsonPath("$.detail").value(containsString("send the lines again")));
    assertThat(rows("observation")).isZero();
  }

  private void expectBad(MockHttpServletRequestBuilder request, String path, String sentence)
      throws Exception {
    ResultActions answer = api.perform(request);
    answer
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors[0].path").value(path))
        .andExpect(jsonPath("$.detail").value(containsString(sentence)));
  }

  private static MockHttpServletRequestBuilder lines(String text) {
    return post("/api/observations").contentType(MediaType.APPLICATION_NDJSON).content(text);
  }

  private static int rows(String table) {
    return JDBC.sql("select count(*) from " + table).query(Integer.class).single();
  }

  /** A connection that is lost where the body should end. */
  private static HttpServletRequest cut(ServletRequest request) {
    return new HttpServletRequestWrapper((HttpServletRequest) request) {
      @Override
      public ServletInputStream getInputStream() throws IOException {
        ServletInputStream in = request.getInputStream();
        return new ServletInputStream() {
          @Override
          public int read() throws IOException {
            int read = in.read();
            if (read < 0) {
              throw new EOFException();
            }
            return read;
          }

          @Override
          public boolean isFinished() {
            return false;
          }

          @Override
          public boolean isReady() {
            return true;
          }

          @Override
          public void setReadListener(ReadListener listener) {
            throw new IllegalStateException();
          }
        };
      }
    };
  }
}
