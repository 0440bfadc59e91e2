package dev.handover.notify;

import dev.handover.notify.Outbox.Delivery;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Sends what is due, again and again at growing intervals until it is taken or given up, which is
 * after about a day. A receiver that is down holds up no other for long.
 */
@Component
class Dispatch {

  private static final Logger log = LoggerFactory.getLogger(Dispatch.class);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(6);
  private static final int ATTEMPTS = 14;
  private static final Duration KEPT = Duration.ofDays(30);
  private static final Duration KEPT_DEAD = Duration.ofDays(90);
  private static final int SIDE_BY_SIDE = 4;

  private final Outbox outbox;
  private final Subscriptions subscriptions;
  private final Mail mail;
  private final WebPost web;
  private final NotifySettings settings;
  private final ExecutorService senders = Executors.newFixedThreadPool(SIDE_BY_SIDE);

  Dispatch(
      Outbox outbox, Subscriptions subscriptions, Mail mail, WebPost web, NotifySettings settings) {
    this.outbox = outbox;
    this.subscriptions = subscriptions;
    this.mail = mail;
    this.web = web;
    this.settings = settings;
  }

  @Scheduled(fixedDelayString = "${handover.notify.every:PT5S}")
  void send() throws InterruptedException {
    outbox.fill();
    List<Delivery> due;
    while (!(due = outbox.claim()).isEmpty()) {
      senders.invokeAll(
          due.stream().map(delivery -> (Callable<Void>) () -> attempt(delivery)).toList());
    }
  }

  @Scheduled(fixedDelayString = "PT6H")
  void forget() {
    outbox.forget(KEPT, KEPT_DEAD);
  }

  @PreDestroy
  void stop() {
    senders.shutdownNow();
  }

  private Void attempt(Delivery delivery) {
    try {
      Optional<Subscription> to = subscriptions.find(delivery.subscriptionId());
      if (to.isPresent()) {
        send(to.get(), notice(delivery));
        outbox.sent(delivery.id());
      }
    } catch (NotTaken e) {
      notTaken(delivery, e);
    } catch (RuntimeException e) {
      // Nobody looks at what a sender throws, and what is not counted is never given up.
      log.error("Notification {} could not be sent.", delivery.id(), e);
      notTaken(delivery, NotTaken.now("It could not be sent: " + e.getMessage()));
    }
    return null;
  }

  private void notTaken(Delivery delivery, NotTaken e) {
    boolean last = e.forGood() || delivery.attempts() >= ATTEMPTS;
    log.warn(
        "Notification {} to {} was not taken{}: {}",
        delivery.id(),
        delivery.channel().slug(),
        last ? " and is given up" : "",
        e.getMessage());
    Duration pause = pause(delivery.attempts());
    outbox.failed(
        delivery.id(),
        e.getMessage(),
        last
            ? Optional.empty()
            : Optional.of(pause.compareTo(e.patience()) < 0 ? e.patience() : pause));
  }

  void send(Subscription to, Notice notice) throws NotTaken {
    if (to.channel().web()) {
      web.post(to, notice);
    } else {
      mail.send(to.address(), notice);
    }
  }

  /** Doubled from attempt to attempt. */
  static Duration pause(int attempts) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, 20));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  private Notice notice(Delivery delivery) {
    return new Notice(
        "handover-" + delivery.id(),
        delivery.occasion(),
        delivery.action(),
        delivery.at(),
        delivery.actor(),
        delivery.rolloutId(),
        delivery.rolloutTitle(),
        delivery.about(),
        delivery.details(),
        link(page(delivery)));
  }

  /** The address of a page of ours. */
  String link(String page) {
    return settings.publicUrl().toString().replaceAll("/+$", "") + page;
  }

  /** Of what it is about; the dashboard, where all that waits for people is, for all else. */
  private static String page(Delivery delivery) {
    if (delivery.rolloutId() != null) {
      return "/rollouts/" + delivery.rolloutId();
    }
    if (delivery.deviceId() != null) {
      return "/devices/" + delivery.deviceId();
    }
    String subject = delivery.subject();
    String id = subject.substring(subject.indexOf(' ') + 1);
    return switch (subject.substring(0, Math.max(0, subject.indexOf(' ')))) {
      case "programme" -> "/programmes/" + id;
      case "enablement" -> "/enablement/" + id;
      default -> "/";
    };
  }
}
