package dev.handover.notify;

import dev.handover.audit.Journal;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.time.Clock;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What people do about being told. Each minds what is theirs; an administrator minds all, and alone
 * may have something posted to the web, for that makes this server call an address.
 */
@Service
public class NotificationDesk {

  private final Subscriptions subscriptions;
  private final Outbox outbox;
  private final Deliveries deliveries;
  private final Dispatch dispatch;
  private final Mail mail;
  private final Seal seal;
  private final Journal journal;
  private final Clock clock;

  NotificationDesk(
      Subscriptions subscriptions,
      Outbox outbox,
      Deliveries deliveries,
      Dispatch dispatch,
      Mail mail,
      Seal seal,
      Journal journal,
      Clock clock) {
    this.subscriptions = subscriptions;
    this.outbox = outbox;
    this.deliveries = deliveries;
    this.dispatch = dispatch;
    this.mail = mail;
    this.seal = seal;
    this.journal = journal;
    this.clock = clock;
  }

  /** Whether mail can be sent at all. */
  public boolean mails() {
    return mail.possible();
  }

  /** Those that this person may see. */
  public List<Subscription> subscriptions(Actor actor) {
    return subscriptions.all(owner(actor));
  }

  /**
   * One page of what was and is to be told, the newest first, as far as this person may see it.
   *
   * @param state only these; null for all
   */
  public List<Outbox.Delivery> deliveries(Actor actor, Outbox.State state, int page, int size) {
    return deliveries.page(owner(actor), state, page, size);
  }

  /** How many {@link #deliveries} can show. */
  public long count(Actor actor, Outbox.State state) {
    return deliveries.count(owner(actor), state);
  }

  /**
   * One page of what was not taken when it was last tried, the newest first, all that tell of the
   * same together, as far as this person may see it.
   */
  public List<Outbox.Delivery> notTaken(Actor actor, int page, int size) {
    return deliveries.notTaken(owner(actor), page, size);
  }

  /** How many {@link #notTaken} can show. */
  public long notTaken(Actor actor) {
    return deliveries.notTaken(owner(actor));
  }

  /** How much was given up, by subscription; one of which nothing was is absent. */
  public Map<Long, Long> givenUp() {
    return deliveries.givenUp();
  }

  private static String owner(Actor actor) {
    return actor.is(Role.ADMINISTRATOR, Role.AUDITOR) ? null : actor.id();
  }

  /**
   * A subscription that was made.
   *
   * @param secret signs what is posted, and is shown this once; null for mail
   */
  public record Made(Subscription subscription, String secret) {}

  /**
   * @param credential an {@code Authorization} header; null for none
   * @throws InvalidSubscription if it cannot be kept
   * @throws NotAllowed if it is not this person's to make
   */
  @Transactional
  public Made subscribe(
      String channel,
      String address,
      Collection<String> occasions,
      boolean mine,
      String credential,
      Actor actor) {
    Channel how =
        Channel.of(channel)
            .orElseThrow(
                () ->
                    new InvalidSubscription(
                        "channel",
                        "'%s' is no channel; it must be one of %s."
                            .formatted(channel, Channel.slugs())));
    if (how.web() && !actor.is(Role.ADMINISTRATOR)) {
      throw new NotAllowed("Only administrators may have messages posted to a web address.");
    }
    if (how.web() && !seal.possible()) {
      throw new InvalidSubscription(
          "channel",
          "Nothing is posted to the web before there is a key that its secrets are kept under"
              + " (handover.notify.secret-key).");
    }
    if (!how.web() && !mail.possible()) {
      throw new InvalidSubscription(
          "channel",
          "No mail can be sent, for no mail server is set (spring.mail.host, see README).");
    }
    Addresses.require(how, address);
    if (credential != null && !how.web()) {
      throw new InvalidSubscription("credential", "Mail is sent without a credential.");
    }
    if (credential != null && !credential.matches("[\\x20-\\x7e]{1,1000}")) {
      throw new InvalidSubscription(
          "credential", "A credential has 1 to 1000 printable ASCII characters.");
    }
    String secret = how.web() ? Signature.newSecret() : null;
    Subscription kept =
        subscriptions.keep(
            new Subscription(
                null,
                actor.id(),
                how,
                address,
                occasions(occasions),
                mine,
                secret,
                credential,
                null));
    journal.append(
        actor.id(),
        "subscribed",
        "subscription " + kept.id(),
        null,
        "%s is told by %s at %s.".formatted(actor.id(), how.title().toLowerCase(), address));
    return new Made(kept, secret);
  }

  /** A subscription that is this person's to mind. */
  public Optional<Subscription> find(long id, Actor actor) {
    return subscriptions.find(id).filter(found -> minds(found, actor));
  }

  /** A notification that is this person's to mind. */
  public Optional<Outbox.Delivery> delivery(long id, Actor actor) {
    return deliveries.find(id).filter(found -> find(found.subscriptionId(), actor).isPresent());
  }

  /** Whether this person may test and end it. */
  public static boolean minds(Subscription subscription, Actor actor) {
    return subscription.owner().equals(actor.id()) || actor.is(Role.ADMINISTRATOR);
  }

  @Transactional
  public void unsubscribe(Subscription gone, Actor actor) {
    subscriptions.remove(gone.id());
    journal.append(
        actor.id(),
        "unsubscribed",
        "subscription " + gone.id(),
        null,
        "%s is no longer told by %s at %s."
            .formatted(gone.owner(), gone.channel().title().toLowerCase(), gone.address()));
  }

  /**
   * Sends a message at once, to see whether it is taken.
   *
   * @return why it was not; empty if it was
   */
  public Optional<String> test(Subscription to, Actor actor) {
    try {
      dispatch.send(
          to,
          new Notice(
              "handover-test-" + to.id(),
              null,
              "test",
              clock.instant(),
              actor.id(),
              null,
              null,
              null,
              "This is a test, asked for by %s; nothing has happened. Here it is told when: %s."
                  .formatted(
                      actor.id(),
                      to.occasions().stream()
                          .sorted()
                          .map(Occasion::words)
                          .collect(Collectors.joining("; "))),
              dispatch.link("/notifications")));
      return Optional.empty();
    } catch (NotTaken e) {
      return Optional.of(e.getMessage());
    }
  }

  /**
   * Has what was given up tried again.
   *
   * @return whether it had been given up
   */
  public boolean retry(Outbox.Delivery given) {
    return outbox.retry(given.id());
  }

  /**
   * Has all tried again that was given up of it, ten every half minute.
   *
   * @return how much
   */
  public int retryAll(Subscription of) {
    return outbox.retryAll(of.id());
  }

  /**
   * Drops what was given up of it.
   *
   * @return how much
   */
  @Transactional
  public int discard(Subscription of, Actor actor) {
    int discarded = outbox.discard(of.id());
    if (discarded > 0) {
      journal.append(
          actor.id(),
          "messages-discarded",
          "subscription " + of.id(),
          null,
          "What could not be told to %s by %s at %s is dropped: %d."
              .formatted(of.owner(), of.channel().title().toLowerCase(), of.address(), discarded));
    }
    return discarded;
  }

  private static Set<Occasion> occasions(Collection<String> slugs) {
    Set<Occasion> occasions = EnumSet.noneOf(Occasion.class);
    for (String slug : slugs == null ? List.<String>of() : slugs) {
      occasions.add(
          Occasion.of(slug)
              .orElseThrow(
                  () ->
                      new InvalidSubscription(
                          "occasions",
                          "'%s' is no occasion; there are %s.".formatted(slug, Occasion.slugs()))));
    }
    if (occasions.isEmpty()) {
      throw new InvalidSubscription(
          "occasions", "At least one occasion is needed, of %s.".formatted(Occasion.slugs()));
    }
    return occasions;
  }
}
