package dev.handover.browser;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;

/** Takes a picture of every page, wide, dark and on a phone, as the tour shows them. */
@Tag("screenshots")
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:screenshots;DB_CLOSE_DELAY=-1",
      "handover.sandbox.tour=true"
    })
@DirtiesContext
class ScreenshotsTest {

  private static final Path FOLDER = Path.of("target", "screenshots");
  private static final int WIDE = 1366;
  private static final int PHONE = 390;

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;

  @Test
  void every_page_has_its_picture() throws IOException {
    Browser.required();
    Files.createDirectories(FOLDER);
    await("a rollout waits for people")
        .atMost(Duration.ofMinutes(4))
        .until(
            () -> number("select count(*) from act_ru_task where name_ like 'Approve exp%'") > 0);
    String rollout =
        text("select id from rollout where title like 'Compliance%' fetch first 1 rows only");
    try (Browser approver = Browser.signedIn(port, "approver1")) {
      approver.look(WIDE, false);
      approver.open("/");
      approver.click(By.partialLinkText("Approve expansion"));
      approver.click(By.xpath("//button[contains(normalize-space(),'Claim')]"));
      approver.one(By.cssSelector(".fjs-form-field-radio"));
      approver.picture(FOLDER.resolve("task.png"));
    }
    try (Browser admin = Browser.signedIn(port, "admin")) {
      for (Map.Entry<String, String> page : pages(rollout).entrySet()) {
        admin.open(page.getValue());
        take(admin, WIDE, false, page.getKey());
        take(admin, WIDE, true, page.getKey() + "-dark");
        take(admin, PHONE, false, page.getKey() + "-phone");
      }
      admin.look(WIDE, false);
      admin.open("/rollouts/" + rollout);
      admin.script("document.getElementById('evidence').scrollIntoView()");
      admin.picture(FOLDER.resolve("rollout-evidence.png"));
      admin.script("document.getElementById('over-time').scrollIntoView()");
      admin.one(By.cssSelector(".drawn canvas"));
      admin.picture(FOLDER.resolve("rollout-over-time.png"));
      admin.click(By.linkText("In Cockpit"));
      admin.see("Metrics, as judged on");
      admin.picture(FOLDER.resolve("cockpit.png"));
    }
  }

  private static void take(Browser at, int width, boolean dark, String name) {
    at.look(width, dark);
    at.one(By.tagName("main"));
    at.picture(FOLDER.resolve(name + ".png"));
  }

  private Map<String, String> pages(String rollout) {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("dashboard", "/");
    pages.put("rollouts", "/rollouts");
    pages.put("plan", "/rollouts/new?workload=endpoint-protection");
    pages.put("rollout", "/rollouts/" + rollout);
    pages.put("wave", "/rollouts/" + rollout + "/waves/0");
    pages.put("report", "/rollouts/" + rollout + "/report");
    pages.put("programmes", "/programmes");
    pages.put("new-programme", "/programmes/new");
    pages.put("enablement", "/enablement");
    pages.put("devices", "/devices");
    pages.put("device", "/devices/" + number("select min(id) from device"));
    pages.put("drift", "/drift");
    pages.put("calendar", "/calendar");
    pages.put("policies", "/policies");
    pages.put("journal", "/journal");
    pages.put("notifications", "/notifications");
    pages.put("settings", "/settings");
    pages.put("not-here", "/no-such-page");
    return pages;
  }

  private long number(String sql) {
    return jdbc.sql(sql).query(Long.class).single();
  }

  private String text(String sql) {
    return jdbc.sql(sql).query(String.class).single();
  }
}
