package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.audit.Journal;
import dev.handover.calendar.Freeze;
import dev.handover.calendar.Freezes;
import dev.handover.calendar.MaintenanceWindow;
import dev.handover.calendar.MaintenanceWindows;
import dev.handover.calendar.Scope;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.time.Duration;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which freezes are taken on, by which devices are known. */
abstract class CalendarDeskTest {

  private static final Actor ADMIN = new Actor("admin", Set.of(Role.ADMINISTRATOR));

  private final DataSource dataSource = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final MaintenanceWindows windows = new MaintenanceWindows(jdbc);
  private final CalendarDesk desk =
      new CalendarDesk(new Freezes(jdbc), windows, mock(Journal.class), jdbc, new TestClock());

  abstract DataSource dataSource();

  static class OnH2Test extends CalendarDeskTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  static class OnPostgresTest extends CalendarDeskTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @BeforeEach
  void nothingIsKnown() {
    TestDatabase.empty(dataSource, "change_freeze", "maintenance_window", "device");
  }

  @Test
  void while_no_device_has_been_read_a_site_is_not_called_wrong() {
    assertThatThrownBy(() -> freeze("LON"))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.kind()).isEqualTo(Refused.Kind.CONFLICT))
        .hasMessageStartingWith("No device has been read yet, so no site is known (site);");
    assertThat(freeze(null).id()).as("of all sites").isNotNull();
  }

  @Test
  void a_site_of_some_device_is_taken_and_any_other_is_bad_input() {
    jdbc.sql(
            """
            insert into device (id, entra_device_id, name, join_state, management_state, site)
            values (1, 'e1', 'D1', 'HYBRID_JOINED', 'CO_MANAGED', 'LON')""")
        .update();
    assertThat(freeze("LON").site()).isEqualTo("LON");
    assertThatThrownBy(() -> freeze("LOM"))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.kind()).isEqualTo(Refused.Kind.INVALID))
        .hasMessage("No device is at a site 'LOM' (site).");
  }

  @Test
  void a_window_of_a_site_or_a_workload_that_there_is_not_is_not_kept() {
    jdbc.sql(
            """
            insert into device (id, entra_device_id, name, join_state, management_state, site)
            values (1, 'e1', 'D1', 'HYBRID_JOINED', 'CO_MANAGED', 'LON')""")
        .update();
    assertThatThrownBy(() -> window(new Scope(null, "LOM")))
        .hasMessage("No device is at a site 'LOM' (site).");
    assertThatThrownBy(() -> window(new Scope("teapots", null)))
        .hasMessageStartingWith("There is no workload 'teapots'; it is one of");
    assertThat(windows.all()).isEmpty();
    window(new Scope("client-apps", "LON"));
    assertThat(windows.all())
        .extracting(MaintenanceWindow::scope)
        .containsExactly(new Scope("client-apps", "LON"));
    desk.remove("w", ADMIN);
    assertThat(windows.all()).isEmpty();
    assertThatThrownBy(() -> desk.remove("w", ADMIN))
        .isInstanceOf(Refused.class)
        .hasMessage("There is no maintenance window 'w'.");
  }

  private void window(Scope scope) {
    desk.keep(
        MaintenanceWindow.of(
            "w", "UTC", "FREQ=DAILY", "2026-01-01T20:00", Duration.ofHours(1), scope),
        ADMIN);
  }

  private Freeze freeze(String site) {
    return desk.set(
        new Freeze(
            null,
            "head of IT",
            "year's end",
            TestClock.START,
            TestClock.START.plus(Duration.ofDays(1)),
            null,
            site),
        ADMIN);
  }
}
