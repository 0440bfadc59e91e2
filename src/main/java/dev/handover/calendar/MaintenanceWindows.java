package dev.handover.calendar;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The maintenance windows that plans may refer to. */
@Repository
public class MaintenanceWindows {

  private final JdbcClient jdbc;

  public MaintenanceWindows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  public boolean exists(String name) {
    return find(name).isPresent();
  }

  public Optional<MaintenanceWindow> find(String name) {
    return jdbc.sql("select * from maintenance_window where name = :name")
        .param("name", name)
        .query(MaintenanceWindows::map)
        .optional();
  }

  /** By name. */
  public List<MaintenanceWindow> all() {
    return jdbc.sql("select * from maintenance_window order by name")
        .query(MaintenanceWindows::map)
        .list();
  }

  /** Adds a window, or replaces the one of this name. */
  @Transactional
  public void save(MaintenanceWindow window) {
    String update =
        """
        update maintenance_window
        set time_zone = :zone, recurrence = :recurrence, first_start = :first, minutes = :minutes,
          workload = :workload, site = :site
        where name = :name
        """;
    String insert =
        """
        insert into maintenance_window
          (name, time_zone, recurrence, first_start, minutes, workload, site)
        values (:name, :zone, :recurrence, :first, :minutes, :workload, :site)
        """;
    if (write(update, window) == 0) {
      write(insert, window);
    }
  }

  private int write(String sql, MaintenanceWindow window) {
    return jdbc.sql(sql)
        .param("name", window.name())
        .param("zone", window.zone().getId())
        .param("recurrence", window.recurrence())
        .param("first", window.firstStart().toString())
        .param("minutes", (int) window.length().toMinutes())
        .param("workload", window.scope().workload())
        .param("site", window.scope().site())
        .update();
  }

  /**
   * @return whether there was one
   */
  @Transactional
  public boolean delete(String name) {
    return jdbc.sql("delete from maintenance_window where name = :name")
            .param("name", name)
            .update()
        > 0;
  }

  private static MaintenanceWindow map(ResultSet rs, int row) throws SQLException {
    return MaintenanceWindow.of(
        rs.getString("name"),
        rs.getString("time_zone"),
        rs.getString("recurrence"),
        rs.getString("first_start"),
        Duration.ofMinutes(rs.getInt("minutes")),
        new Scope(rs.getString("workload"), rs.getString("site")));
  }
}
