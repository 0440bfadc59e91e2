package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestClock;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page of who is told of what. */
class NotificationsPageTest extends PageStage {

  @BeforeEach
  void nobodyIsTold() {
    notify.empty();
  }

  @Test
  void where_nobody_is_told_of_anything_it_says_so() throws Exception {
    assertThat(page("/notifications"))
        .contains("Nobody is told of anything yet.", "Every message was taken.");
  }

  @Test
  void a_subscription_is_shown_with_its_occasions_and_never_with_its_secrets() throws Exception {
    subscribe();
    assertThat(page("/notifications"))
        .contains("https://hooks.example/&lt;script&gt;", "Webhook of admin: a wave has passed")
        .contains("data-unsubscribe", "/test\"")
        .doesNotContain("whsec_", "s3cret", "<script>alert");
  }

  @Test
  void where_no_mail_can_be_sent_the_form_asks_for_no_mail_address() throws Exception {
    assertThat(page("/notifications"))
        .contains("A web address that begins with https://", ">Webhook<")
        .doesNotContain("A mail address", ">Mail<");
  }

  @Test
  void an_auditor_sees_all_and_changes_nothing() throws Exception {
    subscribe();
    actor = new Actor("ann", Set.of(Role.AUDITOR));
    assertThat(page("/notifications"))
        .contains("hooks.example", "until an administrator sets a mail server")
        .doesNotContain("data-unsubscribe", "data-subscribe");
    actor = new Actor("carl", Set.of(Role.CHANGE_MANAGER));
    assertThat(page("/notifications")).doesNotContain("hooks.example");
  }

  @Test
  void what_was_given_up_is_listed_with_its_reason_and_can_be_tried_again() throws Exception {
    subscribe();
    rollout();
    notify.happens("wave-passed", "R-1", "The pilot has passed.");
    notify.givesUp("It answered 500 instead of 2xx.");
    assertThat(page("/notifications"))
        .contains("The pilot has passed.", "given up after 1 try, ", "It answered 500", "/retry\"")
        .contains("1 given up", "Try all again", "data-discard");
    actor = new Actor("ann", Set.of(Role.AUDITOR));
    assertThat(page("/notifications"))
        .contains("given up after 1 try, ")
        .doesNotContain("/retry\"", "Try all again", "data-discard");
  }

  @Test
  void what_is_tried_again_by_itself_says_when_and_long_lists_come_in_pages() throws Exception {
    subscribe();
    rollout();
    for (int n = 1; n <= 51; n++) {
      notify.happens("wave-passed", "R-1", "Wave %d has passed.".formatted(n));
    }
    notify.givesUp("It answered 500 instead of 2xx.");
    jdbc.sql("update notification set state = 'WAITING', attempts = 2").update();
    jdbc.sql("update notification set due_at = :due, failure = 'It answered 503.'")
        .param("due", Sql.time(TestClock.START.plusSeconds(3 * 3600)))
        .update();
    assertThat(page("/notifications"))
        .contains("2 tries, the next in 3 h", "1–50 of 51", "?page=1", "Wave 51 has passed.")
        .doesNotContain("Wave 1 has passed.");
    assertThat(page("/notifications/live?page=1")).contains("Wave 1 has passed.", "51–51 of 51");
    leadsToTheLast("/notifications?page=2", "?page=1");
    jdbc.sql("update notification set state = 'SENT' where id < (select max(id) from notification)")
        .update();
    leadsToTheLast("/notifications/live?page=1", "?");
  }

  @Test
  void a_message_stands_once_with_all_who_did_not_take_it_and_its_buttons_never_scroll_away()
      throws Exception {
    for (int n = 1; n <= 3; n++) {
      subscribe();
    }
    rollout();
    notify.happens("wave-passed", "R-1", "The pilot has passed.");
    notify.happens("wave-passed", "R-1", "Wave 1 has passed.");
    notify.givesUp("It answered 500 instead of 2xx.");
    String page = page("/notifications");
    assertThat(page)
        .containsOnlyOnce("The pilot has passed.")
        .containsSubsequence("Wave 1 has passed.", "The pilot has passed.")
        .contains("1–6 of 6")
        .doesNotContain("<table", "class=\"scroll\"");
    assertThat(page.split("Try again<", -1)).hasSize(7);
    String pilot = page.substring(page.indexOf("The pilot has passed."));
    assertThat(pilot.split("class=\"post\"", -1)).hasSize(4);
  }

  @Test
  void what_is_tried_again_keeps_count_of_its_tries_and_is_due_when_it_is() throws Exception {
    subscribe();
    rollout();
    notify.happens("wave-passed", "R-1", "The pilot has passed.");
    notify.givesUp("It answered 500 instead of 2xx.");
    jdbc.sql("update notification set attempts = 14").update();
    long id = jdbc.sql("select id from subscription").query(Long.class).single();
    notify.desk.retryAll(notify.desk.find(id, actor).orElseThrow());
    due(Duration.ofSeconds(40));
    assertThat(page("/notifications")).contains("14 tries, the next in under a minute");
    due(Duration.ZERO);
    assertThat(page("/notifications")).contains("14 tries, the next any moment now");
  }

  private void due(Duration in) {
    jdbc.sql("update notification set due_at = :due")
        .param("due", Sql.time(TestClock.START.plus(in)))
        .update();
  }

  @Test
  void what_only_means_is_said_as_it_is_for_each_occasion() throws Exception {
    subscribe(true, "wave-passed");
    assertThat(page("/notifications"))
        .contains("only of what this person asked for")
        .doesNotContain("delegated to this person");
    notify.empty();
    subscribe(true, "task-delegated");
    assertThat(page("/notifications"))
        .contains("only of those delegated to this person")
        .doesNotContain("this person asked for");
    notify.empty();
    subscribe(true, "task-delegated", "rollback");
    assertThat(page("/notifications"))
        .contains("only of what this person asked for, and of tasks delegated to this person");
  }

  private void subscribe() {
    subscribe(false, "wave-passed");
  }

  private void subscribe(boolean mine, String... occasions) {
    notify.desk.subscribe(
        "webhook",
        "https://hooks.example/",
        List.of(occasions),
        mine,
        "Bearer s3cret",
        new Actor("admin", Set.of(Role.ADMINISTRATOR)));
    // Nobody can enter this; it is as harmless all the same.
    jdbc.sql("update subscription set address = 'https://hooks.example/<script>alert(1)</script>'")
        .update();
  }
}
