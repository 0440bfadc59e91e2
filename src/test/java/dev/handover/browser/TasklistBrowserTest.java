package dev.handover.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handover.estate.sandbox.SandboxConsole;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;

/** A rollout driven by hand, as change managers do it, through Tasklist in a real browser. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:tasklist;DB_CLOSE_DELAY=-1",
      "handover.sandbox.devices=700",
      "handover.sandbox.time-factor=4000",
      "handover.sandbox.can-set-slider=false",
      "handover.sandbox.tour=false"
    })
@DirtiesContext // It would live on, at its speed, beside all tests that follow.
class TasklistBrowserTest {

  private static final String TASKLIST = "/camunda/app/tasklist/default/";

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;
  @Autowired SandboxConsole console;

  @BeforeAll
  static void aBrowser() {
    Browser.required();
  }

  @Test
  void a_rollout_goes_from_the_start_form_over_an_approval_and_the_slider_to_its_end() {
    try (Browser requester = Browser.signedIn(port, "requester")) {
      start(requester);
    }
    try (Browser approver = Browser.signedIn(port, "approver1")) {
      approver.zone("Asia/Kolkata");
      openTask(approver, "Approve expansion");
      approver.see("ruled out");
      approver.see("GMT+5:30");
      assertThat(approver.page()).contains("Reject: ").doesNotContain("Accept the risk");
      decide(approver, "Approve");
    }
    try (Browser admin = Browser.signedIn(port, "admin")) {
      openTask(admin, "Move slider");
      console.moveSlider(Workload.CLIENT_APPS, Slider.INTUNE);
      decide(admin, "Done");
      await("the rollout is complete")
          .atMost(Duration.ofMinutes(2))
          .until(() -> state().equals("COMPLETED"));
      admin.open("/");
      admin.see("Completed");
      assertThat(admin.page()).contains("By hand to Intune");
    }
  }

  private void start(Browser requester) {
    await("the estate has been read")
        .atMost(Duration.ofMinutes(1))
        .until(() -> jdbc.sql("select count(*) from collection").query(Integer.class).single() > 0);
    requester.open(TASKLIST);
    requester.click(By.linkText("Start process"));
    requester.click(By.linkText("Workload rollout"));
    requester.type(field("title"), "By hand to Intune");
    requester.choose(By.cssSelector(".fjs-select-display"), "Client apps");
    requester.type(field("population"), "name==nothing-is-called-so");
    requester.type(field("pilotSize"), "60");
    requester.type(field("waves"), "50%, 100%");
    requester.type(field("soakPilot"), "PT12H");
    requester.type(field("soakWave"), "PT12H");
    requester.type(field("soakProduction"), "PT12H");
    requester.type(field("metrics"), "app-install-failed 0.03 0.20");
    requester.click(By.xpath("//button[normalize-space()='Start']"));
    requester.see("No device matches the population");
    requester.type(field("population"), "managementState==CO_MANAGED");
    requester.click(By.xpath("//button[normalize-space()='Start']"));
    await("the rollout is there")
        .atMost(Duration.ofSeconds(30))
        .until(() -> jdbc.sql("select count(*) from rollout").query(Integer.class).single() == 1);
  }

  /** The dashboard shows by itself what wants a person, and leads to it. */
  private void openTask(Browser person, String name) {
    await("a task waits: " + name)
        .atMost(Duration.ofMinutes(5))
        .until(
            () ->
                jdbc.sql("select count(*) from act_ru_task where name_ like :name || '%'")
                        .param("name", name)
                        .query(Integer.class)
                        .single()
                    > 0);
    person.open("/");
    person.click(By.partialLinkText(name));
    person.click(By.xpath("//button[contains(normalize-space(),'Claim')]"));
  }

  private void decide(Browser person, String outcome) {
    person.click(By.xpath("//label[starts-with(normalize-space(), '" + outcome + "')]"));
    person.click(By.xpath("//button[normalize-space()='Complete']"));
    person.see("Select a task in the list");
  }

  private String state() {
    return jdbc.sql("select state from rollout").query(String.class).single();
  }

  private static By field(String key) {
    return By.cssSelector("[id$='Field_" + key + "']");
  }
}
