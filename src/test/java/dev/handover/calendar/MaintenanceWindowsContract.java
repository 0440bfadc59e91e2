package dev.handover.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestDatabase;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What {@link MaintenanceWindows} promises, whatever the database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MaintenanceWindowsContract {

  private DataSource dataSource;
  private MaintenanceWindows windows;

  abstract DataSource dataSource();

  @BeforeAll
  void connect() {
    dataSource = dataSource();
    windows = new MaintenanceWindows(JdbcClient.create(dataSource));
  }

  @BeforeEach
  void empty() {
    TestDatabase.empty(dataSource, "maintenance_window");
  }

  @Test
  void a_window_is_kept_as_it_was_saved() {
    MaintenanceWindow nights = window("nights", 4);
    MaintenanceWindow scoped =
        MaintenanceWindow.of(
            "apps",
            "UTC",
            "FREQ=DAILY",
            "2026-11-02T22:00",
            Duration.ofHours(1),
            new Scope("client-apps", "LON"));
    windows.save(window("apps", 1));
    windows.save(scoped);
    assertThat(windows.find("apps")).contains(scoped);
    windows.delete("apps");
    windows.save(window("weekends", 48));
    windows.save(nights);

    assertThat(windows.find("nights")).contains(nights);
    assertThat(windows.exists("nights")).isTrue();
    assertThat(windows.all()).containsExactly(nights, window("weekends", 48));
  }

  @Test
  void saving_again_replaces() {
    windows.save(window("nights", 4));
    windows.save(window("nights", 6));

    assertThat(windows.all()).containsExactly(window("nights", 6));
  }

  @Test
  void what_is_deleted_or_never_was_is_not_there() {
    windows.save(window("nights", 4));

    assertThat(windows.delete("nights")).isTrue();
    assertThat(windows.delete("nights")).isFalse();
    assertThat(windows.exists("nights")).isFalse();
    assertThat(windows.find("nights")).isEmpty();
    assertThat(windows.all()).isEmpty();
  }

  private static MaintenanceWindow window(String name, int hours) {
    return new MaintenanceWindow(
        name,
        ZoneId.of("Europe/Berlin"),
        "FREQ=WEEKLY;BYDAY=MO,TU",
        LocalDateTime.of(2026, 11, 2, 22, 15),
        Duration.ofHours(hours));
  }
}
