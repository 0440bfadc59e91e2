package dev.handover.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.notify.Outbox.Delivery;
import dev.handover.notify.Outbox.State;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Messages on their way to a web receiver and a mail server that are really there. */
@TestInstance(Lifecycle.PER_CLASS)
class DispatchTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = Signature.newSecret();

  private record Request(Map<String, List<String>> headers, String body) {
    String header(String name) {
      return headers.entrySet().stream()
          .filter(e -> e.getKey().equalsIgnoreCase(name))
          .findFirst()
          .map(e -> e.getValue().get(0))
          .orElse(null);
    }
  }

  private record Answer(int status, String header, String value) {}

  private final Queue<Request> received = new ConcurrentLinkedQueue<>();

  /** What the receiver answers, one after the other; 204 where nothing is left. */
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

  private NotifyStage stage;
  private HttpServer receiver;

  @BeforeAll
  void start() throws IOException {
    stage = new NotifyStage(TestDatabase.h2(), true);
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          received.add(
              new Request(
                  Map.copyOf(exchange.getRequestHeaders()),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          Answer answer = answers.poll();
          if (answer != null && answer.header() != null) {
            exchange.getResponseHeaders().add(answer.header(), answer.value());
          }
          exchange.sendResponseHeaders(answer == null ? 204 : answer.status(), -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterAll
  void stop() {
    receiver.stop(0);
    stage.stop();
  }

  @BeforeEach
  void aRollout() throws Exception {
    stage.empty();
    received.clear();
    answers.clear();
    stage.mailServer.purgeEmailFromAllMailboxes();
    stage.rollout("R-1", "Apps to Intune", "alice");
  }

  @Test
  void a_webhook_gets_what_happened_signed_so_that_it_can_be_checked() throws Exception {
    subscribe(Channel.WEBHOOK, here(), "Bearer s3cret");
    stage.happens("wave-passed", "R-1", "The pilot has passed.");
    stage.dispatch.send();

    Request request = received.remove();
    JsonNode body = JSON.readTree(request.body());
    assertThat(body.path("sentence").asText()).isEqualTo("The pilot has passed.");
    assertThat(body.path("action").asText()).isEqualTo("wave-passed");
    assertThat(body.path("rollout").path("title").asText()).isEqualTo("Apps to Intune");
    assertThat(body.path("link").asText()).isEqualTo("https://handover.example/rollouts/R-1");
    assertThat(request.header("Authorization")).isEqualTo("Bearer s3cret");
    String id = request.header("webhook-id");
    long seconds = Long.parseLong(request.header("webhook-timestamp"));
    assertThat(seconds).isEqualTo(TestClock.START.getEpochSecond());
    assertThat(request.header("webhook-signature"))
        .isEqualTo(Signature.of(SECRET, id, seconds, request.body()));
    assertThat(stage.deliveries.count(null, State.SENT)).isEqualTo(1);

    stage.dispatch.send();
    assertThat(received).isEmpty();
  }

  @Test
  void secrets_are_kept_sealed_those_of_old_too() throws Exception {
    subscribe(Channel.WEBHOOK, here(), "Bearer s3cret");
    Subscription kept = stage.subscriptions.all(null).get(0);
    assertThat(kept.secret()).startsWith("sealed:").doesNotContain(SECRET);
    assertThat(kept.credential()).startsWith("sealed:").doesNotContain("s3cret");

    stage
        .jdbc
        .sql("update subscription set secret = ?, credential = 'Bearer old'")
        .param(SECRET)
        .update();
    stage.subscriptions.sealOldSecrets();
    kept = stage.subscriptions.all(null).get(0);
    assertThat(kept.secret() + kept.credential()).doesNotContain(SECRET, "old");
    stage.subscriptions.sealOldSecrets();
    assertThat(stage.subscriptions.all(null).get(0)).isEqualTo(kept);
    stage.happens("wave-passed", "R-1", "The pilot has passed.");
    stage.dispatch.send();
    assertThat(received.remove().header("Authorization")).isEqualTo("Bearer old");
  }

  @Test
  void what_is_not_taken_comes_again_later_under_the_same_id() throws Exception {
    subscribe(Channel.WEBHOOK, here(), null);
    stage.happens("wave-passed", "R-1", "The pilot has passed.");
    answers.add(new Answer(500, null, null));
    stage.dispatch.send();
    assertThat(only().failure()).isEqualTo("It answered 500 instead of 2xx.");
    assertThat(only().state()).isEqualTo(State.WAITING);

    stage.allIsDue();
    stage.dispatch.send();
    assertThat(only().state()).isEqualTo(State.SENT);
    assertThat(only().failure()).isNull();
    assertThat(received.remove().header("webhook-id"))
        .isEqualTo(received.remove().header("webhook-id"));
  }

  @Test
  void a_receiver_that_asks_for_patience_gets_it() throws Exception {
    subscribe(Channel.WEBHOOK, here(), null);
    stage.happens("wave-passed", "R-1", "The pilot has passed.");
    answers.add(new Answer(429, "Retry-After", "7200"));
    stage.dispatch.send();

    // By the database's clock, whose time it is.
    assertThat(
            stage
                .jdbc
                .sql(
                    "select count(*) from notification where due_at > current_timestamp + interval '110' minute")
                .query(Integer.class)
                .single())
        .isEqualTo(1);
  }

  @Test
  void what_cannot_be_sent_at_all_is_counted_and_told_like_what_is_not_taken() throws Exception {
    subscribe(Channel.WEBHOOK, "https://[", null);
    stage.happens("wave-passed", "R-1", "The pilot has passed.");
    stage.dispatch.send();

    assertThat(only().failure()).startsWith("It could not be sent: ");
    assertThat(only().state()).isEqualTo(State.WAITING);
  }

  @Test
  void a_redirect_is_not_followed() throws Exception {
    subscribe(Channel.WEBHOOK, here(), "Bearer s3cret");
    stage.happens("wave-passed", "R-1", "The pilot has passed.");
    answers.add(new Answer(307, "Location", here() + "elsewhere"));
    stage.dispatch.send();

    assertThat(received).hasSize(1);
    assertThat(only().state()).isEqualTo(State.WAITING);
  }

  @Test
  void a_receiver_that_is_gone_or_never_takes_anything_is_given_up() throws Exception {
    subscribe(Channel.WEBHOOK, here(), null);
    stage.happens("wave-passed", "R-1", "The pilot has passed.");
    answers.add(new Answer(410, null, null));
    stage.dispatch.send();
    assertThat(only().state()).isEqualTo(State.DEAD);

    assertThat(stage.outbox.retry(only().id())).isTrue();
    for (int i = 0; i < 14; i++) {
      assertThat(only().state()).isEqualTo(State.WAITING);
      answers.add(new Answer(503, null, null));
      stage.allIsDue();
      stage.dispatch.send();
    }
    assertThat(only().state()).isEqualTo(State.DEAD);
    assertThat(only().attempts()).isEqualTo(14);
    assertThat(only().tries()).isEqualTo(15);
  }

  @Test
  void the_pauses_grow_to_six_hours_and_fill_about_a_day() {
    assertThat(Dispatch.pause(1)).isEqualTo(Duration.ofSeconds(30));
    assertThat(Dispatch.pause(2)).isEqualTo(Duration.ofMinutes(1));
    assertThat(Dispatch.pause(100)).isEqualTo(Duration.ofHours(6));
    Duration all = Duration.ZERO;
    for (int attempt = 1; attempt < 14; attempt++) {
      all = all.plus(Dispatch.pause(attempt));
    }
    assertThat(all).isBetween(Duration.ofHours(20), Duration.ofHours(36));
  }

  @Test
  void a_receiver_that_is_not_there_keeps_nobody_else_waiting() throws Exception {
    subscribe(Channel.WEBHOOK, "http://127.0.0.1:1/", null);
    subscribe(Channel.MAIL, "alice@example.com", null);
    stage.happens("wave-passed", "R-1", "The pilot has passed.");
    stage.dispatch.send();

    assertThat(stage.mailServer.getReceivedMessages()).hasSize(1);
    assertThat(stage.deliveries.page(null, State.WAITING, 0, 10))
        .singleElement()
        .satisfies(d -> assertThat(d.failure()).startsWith("It could not be reached"));
  }

  @Test
  void what_is_told_of_a_programme_leads_to_its_page() throws Exception {
    stage.programme("P-1", "alice");
    subscribe(Channel.MAIL, "alice@example.com", null);
    stage.ofProgramme("programme-completed", "P-1", "All: complete.");
    stage.dispatch.send();

    var mail = stage.mailServer.getReceivedMessages()[0];
    assertThat(mail.getSubject()).isEqualTo("[Handover] Programme completed: All (P-1)");
    assertThat(mail.getContent().toString())
        .startsWith("All: complete.")
        .contains("https://handover.example/programmes/P-1");
  }

  @Test
  void what_is_told_of_an_enablement_leads_to_its_page() throws Exception {
    stage.enablement("E-1", "alice");
    subscribe(Channel.MAIL, "alice@example.com", null);
    stage.ofEnablement("enablement-completed", "E-1", "All: complete.");
    stage.dispatch.send();

    var mail = stage.mailServer.getReceivedMessages()[0];
    assertThat(mail.getSubject()).isEqualTo("[Handover] Enablement completed: E-1");
    assertThat(mail.getContent().toString())
        .startsWith("All: complete.")
        .contains("https://handover.example/enablement/E-1");
  }

  @Test
  void what_is_told_of_a_remote_action_names_it_and_its_device_and_leads_to_that()
      throws Exception {
    stage.remoteAction(12, "alice");
    subscribe(Channel.MAIL, "alice@example.com", null);
    stage.ofRemoteAction("remote-approval-opened", 12, "Wipe of PC-7, asked for by alice: Lost");
    stage.dispatch.send();

    var mail = stage.mailServer.getReceivedMessages()[0];
    assertThat(mail.getSubject())
        .isEqualTo("[Handover] Remote approval opened: wipe of PC-7 (A-12)");
    assertThat(mail.getContent().toString()).contains("https://handover.example/devices/7");
  }

  @Test
  void a_test_says_that_it_is_one_and_what_the_subscription_is_for() throws Exception {
    stage.subscriptions.keep(
        new Subscription(
            null,
            "alice",
            Channel.MAIL,
            "alice@example.com",
            EnumSet.of(Occasion.WAVE_PASSED, Occasion.ROLLBACK),
            false,
            null,
            null,
            null));
    Subscription kept = stage.subscriptions.all(null).get(0);
    assertThat(stage.desk.test(kept, new Actor("alice", Set.of(Role.REQUESTER)))).isEmpty();

    var mail = stage.mailServer.getReceivedMessages()[0];
    assertThat(mail.getSubject()).isEqualTo("[Handover] Test");
    assertThat(mail.getContent().toString())
        .contains(
            "This is a test, asked for by alice; nothing has happened.",
            "a wave has passed; a rollback starts, is held for a person, or ends.",
            "https://handover.example/notifications")
        .doesNotContain("because you asked");
    for (Channel channel : List.of(Channel.WEBHOOK, Channel.SERVICENOW)) {
      stage.empty();
      subscribe(channel, here(), null);
      assertThat(stage.desk.test(stage.subscriptions.all(null).get(0), Actor.SYSTEM)).isEmpty();
      JsonNode body = JSON.readTree(received.remove().body());
      assertThat(body.findValue(channel == Channel.WEBHOOK ? "occasion" : "metric_name").asText())
          .isEqualTo("test");
    }
  }

  @Test
  void mail_says_in_its_subject_what_happened_and_leads_to_it() throws Exception {
    subscribe(Channel.MAIL, "alice@example.com", null);
    stage.jdbc.sql("update rollout set title = 'Ä rollout' || chr(10) || 'Bcc: x@y.z'").update();
    stage.happens("wave-failed", "R-1", "Pilot: failed.");
    stage.dispatch.send();

    var mail = stage.mailServer.getReceivedMessages()[0];
    assertThat(mail.getSubject()).isEqualTo("[Handover] Wave failed: Ä rollout Bcc: x@y.z (R-1)");
    assertThat(mail.getAllRecipients()).hasSize(1);
    assertThat(mail.getFrom()[0]).hasToString("handover@example.com");
    assertThat(mail.getContent().toString())
        .startsWith("Pilot: failed.")
        .contains("https://handover.example/rollouts/R-1");
  }

  @Test
  void teams_gets_an_adaptive_card_that_reads_no_markdown_in_titles() throws Exception {
    subscribe(Channel.TEAMS, here(), null);
    stage.jdbc.sql("update rollout set title = '[click](https://evil.example)'").update();
    stage.happens("wave-passed", "R-1", "The pilot has passed.");
    stage.dispatch.send();

    JsonNode message = JSON.readTree(received.remove().body());
    assertThat(message.path("type").asText()).isEqualTo("message");
    JsonNode card = message.path("attachments").path(0).path("content");
    assertThat(card.path("type").asText()).isEqualTo("AdaptiveCard");
    assertThat(card.findValuesAsText("type")).doesNotContain("TextBlock");
    assertThat(card.path("body").path(0).path("inlines").path(0).path("text").asText())
        .isEqualTo("Wave passed: [click](https://evil.example) (R-1)");
    assertThat(card.path("actions").path(0).path("url").asText()).endsWith("/rollouts/R-1");
  }

  @Test
  void servicenow_gets_an_event_whose_severity_is_the_occasions() throws Exception {
    subscribe(Channel.SERVICENOW, here(), null);
    stage.happens("wave-passed", "R-1", "The pilot has passed.");
    stage.dispatch.send();
    stage.happens("wave-regressed", "R-1", "Wave 1 has regressed.");
    stage.dispatch.send();

    JsonNode passed = JSON.readTree(received.remove().body()).path("records").path(0);
    JsonNode stopped = JSON.readTree(received.remove().body()).path("records").path(0);
    assertThat(passed.path("severity").asText()).isEqualTo("5");
    assertThat(stopped.path("severity").asText()).isEqualTo("2");
    assertThat(stopped.path("resource").asText()).isEqualTo("R-1");
    assertThat(stopped.path("time_of_event").asText()).matches("[\\d-]{10} [\\d:]{8}");
    assertThat(JSON.readTree(stopped.path("additional_info").asText()).path("link").asText())
        .endsWith("/rollouts/R-1");
  }

  private Delivery only() {
    List<Delivery> all = stage.deliveries.page(null, null, 0, 10);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private String here() {
    return "http://127.0.0.1:%d/".formatted(receiver.getAddress().getPort());
  }

  private void subscribe(Channel channel, String address, String credential) {
    stage.subscriptions.keep(
        new Subscription(
            null,
            "alice",
            channel,
            address,
            EnumSet.allOf(Occasion.class),
            false,
            channel.web() ? SECRET : null,
            credential,
            null));
  }
}
