package dev.handover.dashboard;

import dev.handover.device.DeviceCount;
import dev.handover.rollout.RolloutCounts;
import dev.handover.security.Actor;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.SpringBootVersion;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** What Handover runs with: settings, connections, versions. Shows, and changes nothing. */
@Controller
class SettingsPage {

  private final SettingsInForce settings;
  private final Overview overview;
  private final RolloutCounts counts;
  private final Environment environment;
  private final JdbcTemplate jdbc;
  private final Frame frame;

  SettingsPage(
      SettingsInForce settings,
      Overview overview,
      RolloutCounts counts,
      Environment environment,
      DataSource dataSource,
      Frame frame) {
    this.settings = settings;
    this.overview = overview;
    this.counts = counts;
    this.environment = environment;
    this.jdbc = new JdbcTemplate(dataSource);
    this.frame = frame;
  }

  @GetMapping("/settings")
  String settings(Model model, Actor actor) {
    frame.fill(model, actor);
    model.addAttribute("groups", settings.all());
    model.addAttribute("inFlux", DeviceCount.of(counts.inFlux(), "device is", "devices are"));
    model.addAttribute("health", overview.health());
    model.addAttribute("versions", versions());
    model.addAttribute("profiles", String.join(", ", environment.getActiveProfiles()));
    return "settings";
  }

  private Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    String own = SettingsPage.class.getPackage().getImplementationVersion();
    versions.put("Handover", own == null ? "from its sources" : own);
    versions.put("Camunda", environment.getProperty("camunda.bpm.version", "unknown"));
    versions.put("Spring Boot", SpringBootVersion.getVersion());
    versions.put("Java", Runtime.version().toString());
    versions.put("Database", jdbc.execute((ConnectionCallback<String>) SettingsPage::database));
    versions.put(
        "Tables",
        "version "
            + jdbc.queryForObject(
                """
                select "version" from "flyway_schema_history"
                where "success" = true and "version" is not null
                order by "installed_rank" desc fetch first 1 rows only""",
                String.class));
    return versions;
  }

  private static String database(Connection connection) throws java.sql.SQLException {
    DatabaseMetaData of = connection.getMetaData();
    return of.getDatabaseProductName() + " " + of.getDatabaseProductVersion();
  }
}
