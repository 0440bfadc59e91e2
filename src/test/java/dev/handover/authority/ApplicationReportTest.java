package dev.handover.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.device.Devices;
import dev.handover.estate.EstateException;
import dev.handover.estate.IntuneTenant;
import dev.handover.estate.IntuneTenant.Installation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The daily report of applications, asked for, collected and kept, on both databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ApplicationReportTest {

  private final DataSource dataSource = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final TestClock clock = new TestClock();
  private final IntuneTenant tenant = mock(IntuneTenant.class);
  private final ApplicationReport report =
      new ApplicationReport(
          tenant,
          TestDatabase.transactional(
              dataSource,
              Devices.class,
              new Devices(jdbc, new NamedParameterJdbcTemplate(dataSource))),
          jdbc,
          clock);

  abstract DataSource dataSource();

  static class OnH2Test extends ApplicationReportTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  static class OnPostgresTest extends ApplicationReportTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @BeforeEach
  void threeDevices() {
    reset(tenant);
    TestDatabase.empty(dataSource, "estate_export", "device_application", "application", "device");
    for (int n = 1; n <= 3; n++) {
      jdbc.sql(
              """
              insert into device (id, entra_device_id, intune_id, name, join_state,
                management_state)
              values (:n, :entra, :intune, :entra, 'ENTRA_JOINED', 'CO_MANAGED')""")
          .param("n", n)
          .param("entra", "e" + n)
          .param("intune", "i" + n)
          .update();
    }
  }

  private List<String> installed() {
    return jdbc.sql(
            """
            select d.intune_id || ' ' || a.name from device_application i
            join device d on d.id = i.device_id join application a on a.id = i.application_id
            order by 1""")
        .query(String.class)
        .list();
  }

  private static Installation on(int device, String application) {
    return new Installation("i" + device, application);
  }

  private void says(String job, Installation... rows) {
    when(tenant.applications(job)).thenAnswer(call -> Optional.of(Stream.of(rows)));
  }

  @Test
  void it_is_asked_for_once_and_collected_when_it_is_written() {
    AtomicBoolean closed = new AtomicBoolean();
    when(tenant.exportApplications()).thenReturn("job");
    when(tenant.applications("job"))
        .thenReturn(Optional.empty())
        .thenReturn(
            Optional.of(
                Stream.of(
                        on(1, "7-Zip"), on(1, "Teams"), on(2, "Teams"), on(2, "Teams"), on(9, "X"))
                    .onClose(() -> closed.set(true))));

    assertThat(report.read(Instant.EPOCH)).isEqualTo(Instant.EPOCH);
    verify(tenant, never()).applications(any());
    assertThat(report.read(Instant.EPOCH)).isEqualTo(Instant.EPOCH);
    assertThat(report.read(Instant.EPOCH)).isEqualTo(clock.instant());

    verify(tenant).exportApplications();
    assertThat(installed()).containsExactly("i1 7-Zip", "i1 Teams", "i2 Teams");
    assertThat(closed).isTrue();
  }

  @Test
  void the_next_one_is_asked_for_a_day_later_and_tells_what_is_there_no_more() {
    when(tenant.exportApplications()).thenReturn("first", "second");
    says("first", on(1, "7-Zip"), on(1, "Teams"), on(2, "Teams"));
    says("second", on(1, "Teams"), on(3, "SAP GUI"));
    report.read(Instant.EPOCH);
    Instant read = report.read(Instant.EPOCH);

    clock.advance(Duration.ofHours(23));
    assertThat(report.read(read)).isEqualTo(read);
    verify(tenant, times(1)).exportApplications();
    clock.advance(Duration.ofHours(1));
    report.read(read);
    assertThat(report.read(read)).isEqualTo(clock.instant());

    assertThat(installed()).containsExactly("i1 Teams", "i2 Teams", "i3 SAP GUI");
  }

  @Test
  void a_report_that_fails_or_is_never_written_is_asked_for_anew() {
    when(tenant.exportApplications()).thenReturn("failed", "stuck", "good");
    when(tenant.applications("failed")).thenThrow(new EstateException("gone"));
    when(tenant.applications("stuck")).thenReturn(Optional.empty());
    says("good", on(1, "Teams"));

    report.read(Instant.EPOCH);
    assertThatThrownBy(() -> report.read(Instant.EPOCH)).isInstanceOf(EstateException.class);
    report.read(Instant.EPOCH);
    report.read(Instant.EPOCH);
    verify(tenant, times(2)).exportApplications();
    clock.advance(Duration.ofHours(7));
    report.read(Instant.EPOCH);
    verify(tenant, times(3)).exportApplications();
    report.read(Instant.EPOCH);
    assertThat(installed()).containsExactly("i1 Teams");
  }
}
