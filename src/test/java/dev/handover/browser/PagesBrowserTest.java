package dev.handover.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;

/** The pages in a real browser, while the tour runs. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:pages;DB_CLOSE_DELAY=-1",
      "handover.sandbox.devices=1500",
      "handover.sandbox.time-factor=2000",
      "handover.sandbox.tour=true"
    })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DirtiesContext // It would live on, at its speed, beside all tests that follow.
class PagesBrowserTest {

  private static final long KILOBYTES = 200;

  private static final String PLANNER = "/rollouts/new?workload=compliance-policies";

  /** Whoever can read these in the dark can read all: the others have some of their colours. */
  private static final List<String> HAVE_ALL_COLOURS = List.of("/", "/rollouts/{id}", PLANNER);

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;

  private Browser admin;
  private String rollout;

  @BeforeAll
  void theTourHasBegun() {
    Browser.required();
    await("devices have been ordered to move")
        .atMost(Duration.ofMinutes(3))
        .until(() -> count("authority_order") > 0 && count("rollout") == 3);
    rollout =
        jdbc.sql("select rollout_id from authority_order fetch first 1 rows only")
            .query(String.class)
            .single();
    admin = Browser.signedIn(port, "admin");
  }

  @AfterAll
  void away() {
    if (admin != null) {
      admin.close();
    }
  }

  @Test
  void a_device_is_found_by_its_name_and_tells_who_manages_it() {
    String name = jdbc.sql("select min(name) from device").query(String.class).single();
    admin.open("/");
    admin.click(By.linkText("Devices"));
    admin.one(By.id("q")).sendKeys(name.toLowerCase(Locale.ROOT));
    admin.click(By.xpath("//button[.='Search']"));
    admin.see("1 device");
    admin.click(By.linkText(name));
    admin.see("Who manages what");
    assertThat(admin.page()).contains(name, "Compliance policies", "Moves", "Health");
    admin.open("/devices?finding=NOT_CO_MANAGED");
    admin.see("Seen by Configuration Manager");
  }

  @Test
  void a_rollout_shows_where_its_processes_stand_and_opens_into_the_devices_of_its_waves() {
    admin.open("/rollouts/" + rollout);
    admin.one(By.cssSelector("#diagram .canvas .djs-element"));
    admin.see("Stands at");
    admin.click(By.xpath("//*[@id='diagram']//button[.='Workload rollout']"));
    admin.one(By.xpath("//*[@id='diagram']//button[.='Workload rollout'][@aria-pressed='true']"));
    admin.one(By.cssSelector("#diagram .canvas .token"));
    assertThat(admin.all(By.cssSelector("#diagram .canvas .passed"))).isNotEmpty();
    // The library of the charts is heavy, and comes when they are looked at.
    assertThat(admin.all(By.cssSelector(".drawn canvas"))).isEmpty();
    admin.script("document.getElementById('over-time').scrollIntoView()");
    admin.one(By.cssSelector(".drawn canvas"));
    admin.click(By.xpath("//table//a[.='Pilot']"));
    admin.see("Pilot: devices");
    List<WebElement> devices = admin.all(By.cssSelector("tbody th a"));
    assertThat(devices).isNotEmpty();
  }

  @Test
  void cockpit_shows_the_rollout_of_an_instance_with_its_evidence_as_text() {
    String hostile = "<img src=x onerror=\"document.title='taken'\">";
    String judged =
        " from wave w join rollout r on r.id = w.rollout_id"
            + " where w.evidence is not null and r.ended_at is null"
            // That one of the tour fails, and would be gone before Cockpit shows it.
            + " and r.workload <> 'office-click-to-run-apps'";
    await("a wave is judged")
        .atMost(Duration.ofMinutes(2))
        .until(() -> jdbc.sql("select count(*)" + judged).query(Integer.class).single() > 0);
    String id = jdbc.sql("select max(r.id)" + judged).query(String.class).single();
    jdbc.sql("update rollout set title = ? where id = ?").params(hostile, id).update();
    admin.open("/rollouts/" + id);
    admin.click(By.linkText("In Cockpit"));
    admin.see(hostile);
    admin.see("Metrics, as judged on");
    assertThat(admin.page())
        .contains("Waves", "Pilot", "95 % interval")
        .containsPattern("\\d %")
        .doesNotContainPattern("\\d%|Hold |: Pass\\n|0\\.0 %");
    assertThat(admin.all(By.cssSelector(".handover-rollout th[scope=row]")))
        .extracting(WebElement::getText)
        .noneMatch(heading -> heading.matches("[a-z-]+"));
    assertThat(admin.all(By.cssSelector(".handover-rollout img"))).isEmpty();
    assertThat(admin.script("return document.title")).isNotEqualTo("taken");
    assertThat(admin.one(By.linkText(hostile)).getDomProperty("href")).endsWith("/rollouts/" + id);
  }

  @Test
  void a_programme_is_planned_checked_as_one_types_and_started() {
    String site =
        jdbc.sql(
                """
                select site from device where management_state = 'CO_MANAGED'
                  and site not in ('LON', 'BER', 'MAD')
                group by site order by count(*) desc fetch first 1 rows only""")
            .query(String.class)
            .single();
    try (Browser requester = Browser.signedIn(port, "requester")) {
      requester.open("/programmes");
      requester.click(By.linkText("New programme"));
      requester.see("eady");
      String others = "input[name=workloads]:checked:not([value=windows-update-policies])";
      requester.all(By.cssSelector(others)).forEach(WebElement::click);
      requester.type(By.id("f-title"), "Typed in the browser");
      requester.type(By.id("f-overlapReason"), "Nobody minds here");
      requester.click(By.cssSelector("input[name=sites][value='%s']".formatted(site)));
      requester.see("The pilot wants");
      requester.click(By.cssSelector("#check button[name=fit]"));
      requester.see("It can start. It would move 1 workload");
      requester.script(
          """
          const plan = document.getElementById('plan');
          plan.value = plan.value.replace('P3D', 'PT36H').replace('onFailure: stop', 'onFailure: goOn');
          plan.dispatchEvent(new Event('input', { bubbles: true }));""");
      requester.one(By.cssSelector("#f-soak-pilot[value='1 day 12 hours']"));
      requester.one(By.cssSelector("#start[data-plan*='PT36H'][data-plan*='goOn']"));
      requester.click(By.xpath("//button[.='Start this programme']"));
      requester.one(By.xpath("//h1[contains(., 'Typed in the browser')]"));
      assertThat(requester.page()).contains("Windows Update policies");
    }
  }

  @Test
  void an_open_page_hears_of_a_change_and_shows_it() {
    admin.open("/rollouts/" + rollout);
    admin.one(By.id("waves"));
    admin.script("document.getElementById('live').setAttribute('data-here', '')");
    jdbc.sql("update rollout set title = 'Renamed while looked at' where id = ?")
        .param(rollout)
        .update();
    admin.see("Renamed while looked at");
    assertThat(admin.all(By.cssSelector("#live[data-here]"))).as("the same page").hasSize(1);
    Object opened =
        admin.script(
            "return performance.now() / 1000 < 25 && !document.getElementById('lost').checkVisibility()");
    assertThat(opened).as("it came by the stream, not by the slow poll").isEqualTo(true);
    assertThat(admin.all(By.cssSelector("#live .scroll > table:not(.folds)"))).isEmpty();
    assertThat(admin.all(By.cssSelector("table[role=table] td[role=cell][data-head=State]")))
        .as("cells that say their column")
        .isNotEmpty();
  }

  @Test
  void who_walks_a_page_by_its_keys_stays_where_they_are_when_it_is_shown_anew() {
    admin.open("/");
    String wave = "/rollouts/" + rollout + "/waves/1";
    admin.one(By.cssSelector("a[href='" + wave + "']"));
    admin.script("document.querySelector(\"a[href='" + wave + "']\").focus()");
    jdbc.sql("update rollout set title = 'Renamed while walked' where id = ?")
        .param(rollout)
        .update();
    admin.see("Renamed while walked");
    assertThat(admin.script("return document.activeElement.getAttribute('href')")).isEqualTo(wave);
  }

  @Test
  void a_rollout_is_planned_checked_and_started_on_one_page() {
    try (Browser requester = Browser.signedIn(port, "requester")) {
      requester.open("/");
      requester.click(By.id("plan-rollout"));
      requester.click(By.linkText("Endpoint protection"));
      requester.see("It can start");
      assertThat(requester.page()).contains("at which no other rollout holds a device now");
      assertThat(requester.script("return document.activeElement.tagName"))
          .as("who begins by the keys begins at the top")
          .isEqualTo("BODY");
      requester.click(By.cssSelector("input[name=sites][value=LON]"));
      requester.see("It cannot start");
      requester.see("say why they may move twice (Why they may be in two rollouts)");
      requester.type(By.id("f-overlapReason"), "Agreed with its owner");
      requester.see("It can start");
      requester.type(By.id("f-pilot-size"), "9000");
      requester.click(By.name("fit"));
      requester.one(By.cssSelector("#check-title:focus"));
      requester.type(By.id("f-pilot-size"), "90");
      requester.see("a pilot of 90, then");
      requester.click(By.cssSelector("#check td details summary"));
      requester.one(By.cssSelector("#check td details .devices a[href^='/devices/']"));
      requester.script(
          """
          const plan = document.getElementById('plan');
          plan.value = plan.value.replace('P3D', 'PT36H');
          plan.dispatchEvent(new Event('input', { bubbles: true }));""");
      requester.one(By.cssSelector("#f-soak-pilot[value='1 day 12 hours']"));
      requester.one(By.cssSelector("#start[data-plan*='PT36H']"));
      requester.script(
          "document.getElementById('start').click();"
              + "document.getElementById('start').click();");
      requester.see("Stage:");
      requester.see("asked for by requester");
    }
    assertThat(
            jdbc.sql(
                    """
                    select w.size from rollout r join wave w on w.rollout_id = r.id
                    where r.title = 'Endpoint protection to Intune' and w.no = 0""")
                .query(Integer.class)
                .list())
        .as("started once, as it was planned")
        .containsExactly(90);
  }

  @Test
  void a_maintenance_window_is_added_changed_and_removed_on_the_calendar() {
    admin.open("/calendar");
    admin.click(By.id("add-window"));
    admin.see("Next openings, for 6 h each");
    admin.script(
        """
        const form = document.querySelector('form.window');
        form.elements.repeats.value = 'weekly';
        form.elements.zone.value = 'Europe/Berlin';
        form.dispatchEvent(new Event('input', { bubbles: true }));""");
    admin.see("Choose at least one day of the week.");
    List<String> wrong = new ArrayList<>();
    look("the form of a window", wrong);
    assertThat(wrong).isEmpty();
    admin.click(By.cssSelector("form.window input[value=FR]"));
    admin.see("FREQ=WEEKLY;BYDAY=FR");
    admin.type(By.id("w-name"), "fridays");
    admin.click(By.xpath("//button[.='Add window']"));
    admin.click(By.xpath("//button[starts-with(., 'Change') and contains(., 'fridays')]"));
    admin.see("Change the window fridays");
    admin.see("Next openings, for 6 h each, in Europe/Berlin");
    admin.click(By.xpath("//dialog[@id='window']//button[.='Not now']"));
    admin.click(By.xpath("//button[starts-with(., 'Remove') and contains(., 'fridays')]"));
    admin.click(By.xpath("//button[.='Remove window']"));
    await("it is gone").until(() -> count("maintenance_window where name = 'fridays'") == 0);
  }

  @Test
  void a_calendar_file_is_imported_on_the_calendar_or_refused_in_a_sentence() throws Exception {
    Path file = Files.createTempFile("calendar", ".ics");
    String events =
        """
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:x
        BEGIN:VEVENT
        UID:1
        DTSTAMP:20260101T000000Z
        DTSTART:20260102T220000Z
        DURATION:PT6H
        RRULE:FREQ=DAILY
        %sSUMMARY:imported nights
        END:VEVENT
        END:VCALENDAR
        """;
    admin.open("/calendar");
    assertThat(admin.one(By.linkText("Export .ics")).getDomProperty("href"))
        .endsWith("/api/calendar.ics");
    admin.click(By.id("import-calendar"));
    Files.writeString(file, events.formatted("EXDATE:20261224T220000Z\n"));
    admin.one(By.id("import-ics")).sendKeys(file.toString());
    admin.click(By.xpath("//button[.='Import']"));
    admin.see("Event 1 ('imported nights'): EXDATE:20261224T220000Z is not kept;");
    List<String> wrong = new ArrayList<>();
    look("the form of an import", wrong);
    assertThat(wrong).isEmpty();

    Files.writeString(file, events.formatted(""));
    admin.one(By.id("import-ics")).sendKeys(file.toString());
    admin.click(By.xpath("//button[.='Import']"));
    admin.see("Windows added: 1.");
    admin.one(By.xpath("//th[.='imported nights']"));
    Files.delete(file);
    jdbc.sql("delete from maintenance_window where name = 'imported nights'").update();
  }

  @Test
  void the_journal_is_verified_at_the_press_of_a_button() {
    admin.open("/journal");
    admin.click(By.id("verify"));
    admin.see("entries are as they were written");
  }

  @Test
  void what_was_given_up_is_tried_again_or_dropped_on_a_phone_and_the_page_says_so() {
    jdbc.sql(
            """
            insert into subscription (owner, channel, address, mine, created_at)
            values ('admin', 'mail', 'nobody@example.com', false, current_timestamp)""")
        .update();
    jdbc.sql("insert into subscription_occasion select id, 'task-delegated' from subscription")
        .update();
    jdbc.sql(
            """
            insert into notification
              (subscription_id, journal_seq, occasion, state, attempts, due_at, failure)
            select s.id, j.seq, 'wave-passed', 'DEAD', 14, current_timestamp, 'It is gone.'
            from subscription s cross join journal j where j.seq <= 2""")
        .update();
    List<String> wrong = new ArrayList<>();
    for (boolean dark : List.of(false, true)) {
      admin.look(390, dark);
      admin.open("/notifications");
      look("/notifications", wrong);
    }
    assertThat(wrong).isEmpty();
    assertThat(
            admin.script(
                "return [...document.querySelectorAll('main button')]"
                    + ".filter(b => b.getBoundingClientRect().right <= innerWidth).length"))
        .as("Test, Try all again, Drop, End, Try again twice, Be told of something")
        .isEqualTo(7L);
    admin.click(By.cssSelector(".post button"));
    admin.see("It is tried again.");
    admin.click(By.xpath("//button[.='Drop']"));
    admin.click(By.cssSelector("#discard button[type=submit]"));
    admin.see(" dropped: Mail to nobody@example.com. The journal keeps what happened.");
    jdbc.sql("delete from subscription where owner = 'admin'").update();
    admin.look(1280, false);
  }

  @Test
  void an_address_that_leads_nowhere_says_so_on_a_page() {
    admin.open("/no-such-page");
    admin.see("Not here");
    admin.one(By.linkText("Devices"));
    admin.script(
        "document.body.innerHTML = '<form method=post action=/logout><button>Out</button>'");
    admin.click(By.xpath("//button[.='Out']"));
    admin.see("was open for too long, and nothing has been done");
    admin.open("/no-such-page");
    admin.click(By.linkText("To the dashboard"));
    admin.see("Needs you");
  }

  @Test
  void moments_are_in_the_time_zone_of_who_looks_within_sentences_too() {
    try (Browser traveller = Browser.signedIn(port, "admin")) {
      traveller.zone("Asia/Kolkata");
      traveller.open("/journal");
      Object local =
          traveller.script(
              """
              return [...document.querySelectorAll('td time')].every((t) =>
                t.textContent.endsWith('GMT+5:30') && t.title.endsWith('UTC'));""");
      assertThat(local).isEqualTo(true);

      traveller.open("/calendar");
      traveller.script(
          """
          document.body.insertAdjacentHTML('beforeend', '<div id=said><p>Held until 30 November '
            + '2026 20:08 UTC, or 1 December 2026 08:00 UTC. &lt;b&gt;</p>'
            + '<textarea>1 December 2026 08:00 UTC</textarea></div>');""");
      Object told =
          traveller.script(
              """
              const told = document.querySelector('#said');
              return told.querySelector('p').innerHTML + told.querySelector('textarea').value;""");
      assertThat((String) told)
          .startsWith("Held until <time datetime=\"2026-11-30T20:08:00.000Z\"")
          .contains(
              ">1 Dec 2026, 01:38 GMT+5:30</time>, or <time",
              ">1 Dec 2026, 13:30 GMT+5:30</time>. &lt;b&gt;")
          .endsWith("1 December 2026 08:00 UTC");

      traveller.click(By.cssSelector("[data-freeze]"));
      traveller.script(
          """
          const until = document.querySelector('#freeze-until');
          until.value = '2026-12-24T10:00';
          until.dispatchEvent(new Event('input', { bubbles: true }));""");
      traveller.see("That is 24 Dec 2026, 15:30 GMT+5:30.");
    }
  }

  @Test
  void nothing_serious_keeps_anybody_from_using_a_page_and_every_page_is_light_and_fits() {
    // One to come, which holds nothing yet.
    jdbc.sql(
            """
            insert into change_freeze (owner, reason, starts_at, ends_at, site)
            values ('ann', 'The year ends', timestamp with time zone '2099-12-20 00:00:00Z',
              timestamp with time zone '2099-12-31 00:00:00Z', 'LON')""")
        .update();
    List<String> wrong = new ArrayList<>();
    for (String path : pages()) {
      admin.look(1366, false);
      admin.open(path);
      look(path, wrong);
      Map<String, Long> weights = admin.weights();
      if (weights.values().stream().mapToLong(n -> n).sum() > KILOBYTES * 1024) {
        wrong.add(path + " is too heavy: " + weights);
      }
      if (HAVE_ALL_COLOURS.contains(path.replace(rollout, "{id}"))) {
        admin.look(1366, true);
        look(path + ", dark", wrong);
      }
      admin.look(390, false);
      beyond().forEach(part -> wrong.add(path + " on a phone: " + part));
    }
    assertThat(wrong).isEmpty();
  }

  /** What is beyond the edge of the window, or is come at by scrolling sideways only. */
  private List<?> beyond() {
    return (List<?>)
        admin.script(
            """
            const edge = document.documentElement.clientWidth;
            const text = 'textarea, .canvas, .drawn, svg';
            const wide = [...document.querySelectorAll('header *, main *')]
              .filter((part) => part.checkVisibility() && !part.closest(text))
              .filter((part) => part.getBoundingClientRect().right > edge + 1
                || part.scrollWidth > part.clientWidth + 1
                && /auto|scroll/.test(getComputedStyle(part).overflowX));
            return wide.map((part) => `${part.tagName}.${part.className} ${part.textContent}`)
              .concat(document.documentElement.scrollWidth > edge ? ['the page'] : []);""");
  }

  private void look(String where, List<String> wrong) {
    admin.barriers().forEach(barrier -> wrong.add(where + ": " + barrier));
  }

  private List<String> pages() {
    long device = jdbc.sql("select min(id) from device").query(Long.class).single();
    return List.of(
        "/",
        "/rollouts",
        "/programmes",
        "/programmes/new",
        "/enablement",
        "/rollouts/new",
        PLANNER,
        "/devices",
        "/devices?q=no-such-device",
        "/devices?finding=NOT_CO_MANAGED",
        "/devices/" + device,
        "/drift",
        "/calendar",
        "/policies",
        "/journal",
        "/notifications",
        "/settings",
        "/rollouts/" + rollout,
        "/rollouts/" + rollout + "/waves/0",
        "/rollouts/" + rollout + "/report",
        "/no-such-page",
        "/devices?state=NO_SUCH_STATE");
  }

  private int count(String table) {
    return jdbc.sql("select count(*) from " + table).query(Integer.class).single();
  }
}
