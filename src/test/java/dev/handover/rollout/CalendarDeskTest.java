package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.audit.Journal;
import dev.handover.calendar.CalendarFile;
import dev.handover.calendar.Freeze;
import dev.handover.calendar.Freezes;
import dev.handover.calendar.InvalidWindow;
import dev.handover.calendar.MaintenanceWindow;
import dev.handover.calendar.MaintenanceWindows;
import dev.handover.calendar.Scope;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.sql.Sql;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.ScriptUtils;

/** Which freezes are taken on, by which devices are known. */
abstract class CalendarDeskTest {

  private static final Instant NOW = TestClock.START;
  private static final Actor ADMIN = new Actor("admin", Set.of(Role.ADMINISTRATOR));

  private final DataSource dataSource = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final MaintenanceWindows windows = new MaintenanceWindows(jdbc);
  private final Freezes freezes = new Freezes(jdbc);
  private final TestClock clock = new TestClock();
  private final CalendarDesk desk =
      new CalendarDesk(freezes, windows, mock(Journal.class), jdbc, clock);

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
        .isInstanceOfSatisfying(InvalidWindow.class, e -> assertThat(e.field()).isEqualTo("site"))
        .hasMessage("No device is at a site 'LOM'.");
  }

  @Test
  void a_window_of_a_site_or_a_workload_that_there_is_not_is_not_kept() {
    jdbc.sql(
            """
            insert into device (id, entra_device_id, name, join_state, management_state, site)
            values (1, 'e1', 'D1', 'HYBRID_JOINED', 'CO_MANAGED', 'LON')""")
        .update();
    assertThatThrownBy(() -> window(new Scope(null, "LOM")))
        .hasMessage("No device is at a site 'LOM'.");
    assertThatThrownBy(() -> window(new Scope("teapots", null)))
        .hasMessageStartingWith("There is no workload 'teapots'; it is one of")
        .extracting("field")
        .isEqualTo("workload");
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

  @Test
  void a_freeze_is_kept_in_whole_seconds_so_that_its_own_calendar_file_adds_none() {
    Duration fraction = Duration.ofNanos(658_000_000);
    Freeze set = freeze(TestClock.START.plus(fraction), null);
    assertThat(set.startsAt()).isEqualTo(TestClock.START);

    CalendarFile file = CalendarFile.read(new CalendarFile(List.of(), kept()).write(NOW), "x");

    assertThat(new CalendarImport(windows, freezes, desk, clock).take(file, ADMIN))
        .isEqualTo(new CalendarImport.Result(0, 0, 0, 0, 1, 0));
    clock.advance(fraction);
    desk.end(set.id(), ADMIN);
    assertThat(freezes.find(set.id())).as("ended in the second it began").isEmpty();
  }

  @Test
  void the_same_freeze_twice_in_a_file_is_set_once() {
    Freeze twice = freeze(NOW, null);
    TestDatabase.empty(dataSource, "change_freeze");
    CalendarFile file = new CalendarFile(List.of(), List.of(twice, twice));

    assertThat(new CalendarImport(windows, freezes, desk, clock).take(file, ADMIN))
        .isEqualTo(new CalendarImport.Result(0, 0, 1, 0, 1, 0));
  }

  @Test
  void freezes_kept_in_fractions_of_seconds_are_cut_to_whole_ones() throws Exception {
    String old =
        """
        insert into change_freeze (owner, reason, starts_at, ends_at)
        values ('ann', 'x', timestamp with time zone '2026-11-23 12:00:%s+00:00',
          timestamp with time zone '2026-11-23 12:00:%s+00:00')""";
    jdbc.sql(old.formatted("38.658", "52.9")).update();
    jdbc.sql(old.formatted("38.658", "38.7")).update();

    try (Connection connection = dataSource.getConnection()) {
      ScriptUtils.executeSqlScript(
          connection, new ClassPathResource("db/migration/V55__freeze_whole_seconds.sql"));
    }

    assertThat(
            jdbc.sql("select starts_at, ends_at from change_freeze")
                .query(
                    (rs, row) -> List.of(Sql.instant(rs, "starts_at"), Sql.instant(rs, "ends_at")))
                .list())
        .containsExactly(List.of(NOW.plusSeconds(38), NOW.plusSeconds(52)));
  }

  private List<Freeze> kept() {
    return freezes.from(clock.instant());
  }

  private void window(Scope scope) {
    desk.keep(
        MaintenanceWindow.of(
            "w", "UTC", "FREQ=DAILY", "2026-01-01T20:00", Duration.ofHours(1), scope),
        ADMIN);
  }

  private Freeze freeze(String site) {
    return freeze(NOW, site);
  }

  private Freeze freeze(Instant from, String site) {
    return desk.set(
        new Freeze(
            null, "head of IT", "year's end", from, from.plus(Duration.ofDays(1)), null, site),
        ADMIN);
  }
}
