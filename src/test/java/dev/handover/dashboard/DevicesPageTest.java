package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.startsWith;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The search for devices, the page of one, and the devices of a wave. */
class DevicesPageTest extends PageStage {

  @BeforeEach
  void nothingObserved() {
    TestDatabase.empty(DATA, "observation", "drift");
  }

  @Test
  void a_search_leads_to_devices_and_can_be_linked_to() throws Exception {
    device(1, "CO_MANAGED");
    device(2, "INTUNE_ONLY");
    assertThat(page("/devices")).contains("2 devices", "/devices/1", "/devices/2", "Intune only");
    assertThat(page("/devices?q=D2"))
        .contains("1 device<", "/devices/2", "value=\"D2\"")
        .doesNotContain("/devices/1");
    assertThat(page("/devices?state=CO_MANAGED"))
        .contains("/devices/1")
        .doesNotContain("devices/2");
    assertThat(page("/devices?q=nothing")).contains("No device is so.");
  }

  @Test
  void a_finding_leads_to_all_devices_of_which_it_is_so() throws Exception {
    device(1, "CO_MANAGED");
    device(2, "INTUNE_ONLY");
    assertThat(page("/devices?finding=NOT_CO_MANAGED&q=d"))
        .contains("value=\"NOT_CO_MANAGED\" selected", "Is not co-managed")
        .contains("hx-get=\"/devices/found?finding=NOT_CO_MANAGED&amp;page=0&amp;q=d\"")
        .doesNotContain("/devices/2");
    assertThat(page("/devices/found?finding=NOT_CO_MANAGED"))
        .contains("1 device<", "/devices/2")
        .doesNotContain("<html", "/devices/1\"");
    assertThat(page("/devices/found?finding=NOT_CO_MANAGED&q=d1")).contains("No device is so.");
    assertThat(page("/devices?finding=")).contains("2 devices");
    assertThat(page("/devices/2")).contains("/devices?finding=NOT_CO_MANAGED");
    for (String path : List.of("/devices", "/devices/found")) {
      pages
          .perform(get(path + "?finding=NO_SUCH"))
          .andExpect(status().isBadRequest())
          .andExpect(
              status().reason(startsWith("'NO_SUCH' is no finding; there are THIRD_PARTY_MDM, ")));
      pages
          .perform(get(path + "?finding=ALREADY_AT_INTUNE"))
          .andExpect(status().isBadRequest())
          .andExpect(status().reason(startsWith("ALREADY_AT_INTUNE depends on a plan")));
    }
  }

  @Test
  void a_long_list_goes_on_with_what_was_asked_for() throws Exception {
    for (int id = 1; id <= 51; id++) {
      device(id, "CO_MANAGED");
    }
    assertThat(page("/devices?q=d&state=CO_MANAGED"))
        .contains("1–50 of 51", "?page=1&amp;q=d&amp;state=CO_MANAGED")
        .doesNotContain("Previous");
    assertThat(page("/devices?q=d&state=CO_MANAGED&page=1"))
        .contains("51–51 of 51", "Previous")
        .doesNotContain("Next<");
    assertThat(page("/devices?page=-7")).contains("1–50 of 51");
    assertThat(page("/devices?q=d&sort=intune,desc"))
        .contains(
            "aria-sort=\"descending\"><a href=\"?q=d&amp;sort=intune\"",
            "?q=d&amp;sort=site\"",
            "?page=1&amp;q=d&amp;sort=intune");
    leadsToTheLast("/devices?page=2&q=d&sort=intune", "?page=1&q=d&sort=intune");
    leadsToTheLast("/devices?page=2000000000", "?page=1");
    leadsToTheLast("/devices/found?finding=MASK_UNKNOWN&page=9", "?finding=MASK_UNKNOWN&page=1");
    leadsToTheLast("/devices?q=nothing&page=9", "?q=nothing");
  }

  @Test
  void a_device_says_who_manages_what_and_why_and_what_both_systems_report() throws Exception {
    slider();
    device(1, "CO_MANAGED");
    jdbc.sql(
            """
            update device set resource_id = 16777217, intune_id = 'int', configmgr_mask = 8193,
              configmgr_at_intune = 0, intune_at_intune = 64, intune_seen_at = :at,
              serial_number = '5CG1', user_principal_name = 'anna@contoso.example'""")
        .param("at", Sql.time(TestClock.START.minus(Duration.ofHours(3))))
        .update();
    jdbc.sql(
            "insert into drift values (1, 'client-apps', 'CONFIGURATION_MANAGER', 'BOTH_CLAIM', null, :at)")
        .param("at", Sql.time(TestClock.START.minus(Duration.ofDays(2))))
        .update();
    assertThat(page("/devices/1"))
        .contains("Client apps", "no member of the pilot collection")
        .containsSubsequence(
            "Both claim it", "Both systems apply policy. Intune is behind: have the device sync")
        .contains("5CG1", "anna@contoso.example")
        .contains("16777217", "<code>int</code>", "8193 (0x2001), modern", "3 h ago")
        .contains("What stands in the way", "It does not tell which Windows it runs.");
  }

  @Test
  void a_device_tells_of_its_moves_and_its_health() throws Exception {
    device(1, "CO_MANAGED");
    assertThat(page("/devices/1"))
        .contains("No rollout has it in a wave.", "No signal has told of it yet.");
    rollout();
    jdbc.sql("insert into left_out values ('R-1', 1, 'NO_LICENCE')").update();
    assertThat(page("/devices/1"))
        .containsSubsequence(
            "No rollout has it in a wave.",
            "<a href=\"/rollouts/R-1\">",
            "left it out",
            ">has no Intune licence<");
    inWave(1, null);
    assertThat(page("/devices/1"))
        .contains("/rollouts/R-1/waves/0", "not moved yet")
        .doesNotContain("left it out");
    ordered(1);
    jdbc.sql("insert into observation values (1, 'noncompliant', :at, true)")
        .param("at", Sql.time(TestClock.START))
        .update();
    assertThat(page("/devices/1"))
        .contains("To Intune", "sent, not confirmed yet", "Non-compliant", ">unhealthy<");
    jdbc.sql("update observation set observed_at = :then")
        .param("then", Sql.time(TestClock.START.minus(Duration.ofDays(3))))
        .update();
    assertThat(page("/devices/1")).contains(">unhealthy then<").doesNotContain(">unhealthy<");
  }

  @Test
  void a_device_that_is_not_known_is_not_here() throws Exception {
    pages.perform(get("/devices/7")).andExpect(status().isNotFound());
    pages.perform(get("/rollouts/R-1/waves/0")).andExpect(status().isNotFound());
  }

  @Test
  void a_wave_opens_into_its_devices() throws Exception {
    rollout();
    jdbc.sql("update wave set size = 3").update();
    for (int id = 1; id <= 3; id++) {
      device(id, "CO_MANAGED");
    }
    inWave(1, null);
    inWave(2, "SILENT_IN_INTUNE");
    inWave(3, null);
    ordered(3);
    assertThat(page("/rollouts/R-1")).contains("href=\"/rollouts/R-1/waves/0\"");
    assertThat(page("/")).contains("href=\"/rollouts/R-1/waves/0\"");
    assertThat(page("/rollouts/R-1/waves/0"))
        .contains("Pilot: devices", "href=\"/devices/1\"", ">not confirmed yet<", "1–3 of 3")
        .contains(">not ordered<")
        .doesNotContain("before any move")
        .contains("has not checked in with Intune for 14 days");
    jdbc.sql(
            "insert into gate_metric (rollout_id, metric, max_age_seconds) values ('R-1', 'noncompliant', 172800)")
        .update();
    jdbc.sql("insert into observation values (1, 'noncompliant', :at, true)")
        .param("at", Sql.time(TestClock.START))
        .update();
    assertThat(page("/rollouts/R-1/waves/0"))
        .contains("badge bad", ">Non-compliant</span>")
        .doesNotContain(">noncompliant<", "healthy by");
    jdbc.sql("update observation set unhealthy = false").update();
    assertThat(page("/rollouts/R-1/waves/0"))
        .contains("healthy by 1 metric<", "before any move")
        .doesNotContain(">Non-compliant<");
    assertThat(page("/rollouts/R-1/waves/0?state=EXCLUDED"))
        .contains("href=\"/devices/2\"")
        .doesNotContain("href=\"/devices/1\"");
    assertThat(page("/rollouts/R-1/waves/0?state=FAILED"))
        .contains("No device of this wave is so.");
    jdbc.sql("update wave set state = 'PLANNED'").update();
    jdbc.sql("update rollout set state = 'ROLLED_BACK', ended_at = created_at").update();
    assertThat(page("/rollouts/R-1/waves/0")).contains("<span>not reached</span>");
  }

  @Test
  void names_are_shown_and_never_run() throws Exception {
    rollout();
    device(1, "CO_MANAGED");
    inWave(1, HOSTILE);
    jdbc.sql("update device set name = :h, model = :h, site = '<b>', os_build = '<i>'")
        .param("h", HOSTILE)
        .update();
    for (String path : new String[] {"/devices", "/devices/1", "/rollouts/R-1/waves/0"}) {
      assertThat(page(path))
          .contains("&lt;script&gt;alert(1)")
          .doesNotContain("<script>alert", "<b>\"", "<i>\"");
    }
    String hostile =
        pages
            .perform(get("/devices").queryParam("q", HOSTILE).queryParam("model", HOSTILE))
            .andReturn()
            .getResponse()
            .getContentAsString();
    assertThat(hostile).contains("1 device<").doesNotContain("<script>alert");
  }

  @Test
  void every_code_has_words() {
    AuthorityWording words = AuthorityWording.INSTANCE;
    assertThat(words.excluded("NOT_CO_MANAGED")).isEqualTo("is not co-managed");
    assertThat(words.excluded("QUARANTINE")).isEqualTo("its part of the rollout has failed");
    assertThat(words.excluded("a word of its own")).isEqualTo("a word of its own");
    assertThat(Pager.of(Map.of("q", "a&b=ü"), 0, 60, true).next())
        .isEqualTo("?page=1&q=a%26b%3D%C3%BC");
  }

  private void inWave(long device, String excluded) {
    jdbc.sql(
            """
            insert into wave_device (rollout_id, device_id, wave_no, excluded)
            values ('R-1', :device, 0, :excluded)""")
        .param("device", device)
        .param("excluded", excluded)
        .update();
  }

  private void ordered(long device) {
    jdbc.sql(
            """
            insert into authority_order (rollout_id, wave_no, device_id, workload, direction,
              generation, state, attempts, ordered_at, delivered_at)
            values ('R-1', 0, :device, 'client-apps', 'TO_INTUNE', 1, 'DELIVERED', 1, :at, :at)""")
        .param("device", device)
        .param("at", Sql.time(TestClock.START))
        .update();
  }
}
