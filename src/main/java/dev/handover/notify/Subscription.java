package dev.handover.notify;

import java.time.Instant;
import java.util.Set;

/**
 * Who is told of what, and how.
 *
 * @param id null for one that is not kept yet
 * @param owner the user whose it is
 * @param address a mail address, or a web address that is posted to
 * @param mine whether only of what the owner has asked for; of tasks that are delegated, only of
 *     those that are to the owner
 * @param secret signs what is posted, as it is kept: sealed; null for mail
 * @param credential the {@code Authorization} header that is sent along, likewise sealed; null
 *     where none is needed
 */
public record Subscription(
    Long id,
    String owner,
    Channel channel,
    String address,
    Set<Occasion> occasions,
    boolean mine,
    String secret,
    String credential,
    Instant createdAt) {

  public Subscription {
    occasions = Set.copyOf(occasions);
  }
}
