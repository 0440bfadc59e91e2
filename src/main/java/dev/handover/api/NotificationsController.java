package dev.handover.api;

import dev.handover.notify.NotificationDesk;
import dev.handover.notify.Occasion;
import dev.handover.notify.Outbox.Delivery;
import dev.handover.notify.Outbox.State;
import dev.handover.notify.Subscription;
import dev.handover.rollout.Page;
import dev.handover.security.Actor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/notifications")
@Tag(name = "Notifications", description = "Who is told of what")
class NotificationsController {

  private final NotificationDesk desk;

  NotificationsController(NotificationDesk desk) {
    this.desk = desk;
  }

  /**
   * @param channel {@code mail}; administrators also {@code webhook}, {@code teams}, {@code
   *     servicenow}
   * @param mine whether only of what one has asked for, or is delegated to oneself; of all where it
   *     is not said
   * @param credential the {@code Authorization} header to send along; none where none is given
   */
  @Schema(
      example =
          """
          {"channel": "mail", "address": "ann@example.com",
           "occasions": ["task-waits", "rollback"], "mine": true}""")
  record SubscriptionInput(
      String channel, String address, List<String> occasions, Boolean mine, String credential) {}

  /**
   * @param secret signs each message; told when it is made, and never again
   */
  record SubscriptionBody(
      long id,
      String owner,
      String channel,
      String address,
      List<String> occasions,
      boolean mine,
      String secret,
      Instant createdAt) {

    static SubscriptionBody of(Subscription s, String secret) {
      return new SubscriptionBody(
          s.id(),
          s.owner(),
          s.channel().slug(),
          s.address(),
          s.occasions().stream().sorted().map(Occasion::slug).toList(),
          s.mine(),
          secret,
          s.createdAt());
    }
  }

  /**
   * @param state {@code waiting}, {@code sent} or {@code dead}
   * @param attempts how often it was tried so far, before it was last tried again included
   * @param dueAt when it is tried next, while it waits
   * @param failure why the last attempt came to nothing
   */
  record NotificationBody(
      long id,
      long subscription,
      String channel,
      String address,
      String occasion,
      String state,
      int attempts,
      Instant dueAt,
      String failure,
      Instant sentAt,
      String action,
      String rollout,
      String sentence) {

    static NotificationBody of(Delivery d) {
      return new NotificationBody(
          d.id(),
          d.subscriptionId(),
          d.channel().slug(),
          d.address(),
          d.occasion().slug(),
          d.state().name().toLowerCase(),
          d.tries(),
          d.state() == State.WAITING ? d.dueAt() : null,
          d.failure(),
          d.sentAt(),
          d.action(),
          d.rolloutId(),
          d.details());
    }
  }

  record TestBody(boolean taken, String failure) {}

  @Operation(summary = "Your subscriptions; an administrator's and auditor's answer has all")
  @GetMapping("/subscriptions")
  List<SubscriptionBody> subscriptions(Actor actor) {
    return desk.subscriptions(actor).stream().map(s -> SubscriptionBody.of(s, null)).toList();
  }

  @Operation(
      summary = "Be told of something",
      description =
          "Messages to the web are signed as Standard Webhooks has it, with the secret in the answer;"
              + " it is shown this once.")
  @PostMapping("/subscriptions")
  @ResponseStatus(HttpStatus.CREATED)
  SubscriptionBody subscribe(@RequestBody SubscriptionInput input, Actor actor) {
    NotificationDesk.Made made =
        desk.subscribe(
            input.channel(),
            Text.optional("address", input.address(), 1000),
            input.occasions(),
            Boolean.TRUE.equals(input.mine()),
            input.credential(),
            actor);
    return SubscriptionBody.of(made.subscription(), made.secret());
  }

  @Operation(summary = "Be told no more", description = "What is still to be told is dropped.")
  @DeleteMapping("/subscriptions/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void unsubscribe(@PathVariable long id, Actor actor) {
    desk.unsubscribe(subscription(id, actor), actor);
  }

  @Operation(summary = "Send a message at once, to see whether it is taken")
  @PostMapping("/subscriptions/{id}/test")
  TestBody test(@PathVariable long id, Actor actor) {
    String failure = desk.test(subscription(id, actor), actor).orElse(null);
    return new TestBody(failure == null, failure);
  }

  /**
   * @param messages how many
   */
  record GivenUpBody(int messages) {}

  @Operation(
      summary = "Try all again that was given up of a subscription",
      description = "Ten every half minute, the oldest first.")
  @PostMapping("/subscriptions/{id}/retry")
  GivenUpBody retryAll(@PathVariable long id, Actor actor) {
    return new GivenUpBody(desk.retryAll(subscription(id, actor)));
  }

  @Operation(
      summary = "Drop what was given up of a subscription",
      description = "It is never told there; the journal keeps what happened.")
  @PostMapping("/subscriptions/{id}/discard")
  GivenUpBody discard(@PathVariable long id, Actor actor) {
    return new GivenUpBody(desk.discard(subscription(id, actor), actor));
  }

  @Operation(summary = "What was and is to be told, the newest first")
  @GetMapping
  Page<NotificationBody> notifications(
      @RequestParam(required = false) String state,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size,
      Actor actor) {
    new Paging(page, size);
    State only = state(state);
    return new Page<>(
        desk.deliveries(actor, only, page, size).stream().map(NotificationBody::of).toList(),
        page,
        size,
        desk.count(actor, only));
  }

  @Operation(summary = "Try one again that was given up")
  @PostMapping("/{id}/retry")
  NotificationBody retry(@PathVariable long id, Actor actor) {
    Delivery delivery = delivery(id, actor);
    if (!desk.retry(delivery)) {
      throw new BadInput(
          "id",
          "Notification %d is %s; only one that was given up can be tried again."
              .formatted(id, delivery.state().name().toLowerCase()));
    }
    return NotificationBody.of(delivery(id, actor));
  }

  private Subscription subscription(long id, Actor actor) {
    return desk.find(id, actor)
        .orElseThrow(() -> new NotFound("You have no subscription %d.".formatted(id)));
  }

  private Delivery delivery(long id, Actor actor) {
    return desk.delivery(id, actor)
        .orElseThrow(() -> new NotFound("You have no notification %d.".formatted(id)));
  }

  private static State state(String slug) {
    if (slug == null) {
      return null;
    }
    return Arrays.stream(State.values())
        .filter(s -> s.name().toLowerCase().equals(slug))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    "state",
                    "'%s' is no state; it must be one of waiting, sent, dead.".formatted(slug)));
  }
}
