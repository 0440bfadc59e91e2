package dev.handover.authority;

import dev.handover.estate.ConfigMgrSite;
import dev.handover.estate.ConfigMgrSite.RuleOutcome;
import dev.handover.estate.EstateException;
import dev.handover.estate.ReadCursors;
import dev.handover.workload.Workload;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * Carries orders out at the site: claims a chunk, reads what is there, changes only the difference,
 * and keeps what came of it. Every step commits by itself, so that a crash between any two leaves
 * an order that is looked at again, never one that is acted on blindly. Rollbacks come first.
 */
@Service
public class Delivery {

  /** The source under which trouble with the site is kept. */
  public static final String SOURCE = "configmgr-delivery";

  private static final Logger log = LoggerFactory.getLogger(Delivery.class);
  private static final int CHUNK = 1_000;
  private static final int CHUNKS_PER_CYCLE = 20;
  private static final Duration AFTER_TROUBLE = Duration.ofMinutes(5);

  private final DeliveryStore store;
  private final SliderOrders sliders;
  private final ConfigMgrSite site;
  private final ReadCursors cursors;
  private final Clock clock;

  public Delivery(
      DeliveryStore store,
      SliderOrders sliders,
      ConfigMgrSite site,
      ReadCursors cursors,
      Clock clock) {
    this.store = store;
    this.sliders = sliders;
    this.site = site;
    this.cursors = cursors;
    this.clock = clock;
  }

  /**
   * Delivers what is ordered, up to a bound per call. Trouble with the site ends the call: what was
   * claimed goes back to be read again, not before the site's {@code Retry-After} is over.
   *
   * @return how many orders were settled
   */
  public int deliver() {
    if (clock.instant().isBefore(notBefore())) {
      return 0;
    }
    int settled = 0;
    try {
      sliders.deliver(site);
      for (int chunk = 0; chunk < CHUNKS_PER_CYCLE; chunk++) {
        List<DeliveryStore.Claimed> claimed = store.claim(CHUNK);
        if (claimed.isEmpty()) {
          break;
        }
        settled += act(claimed);
      }
      cursors.succeeded(SOURCE, Instant.EPOCH);
    } catch (EstateException e) {
      Duration wait = e.retryAfter().orElse(AFTER_TROUBLE);
      cursors.succeeded(SOURCE, clock.instant().plus(wait));
      cursors.failed(SOURCE, e.getMessage());
      log.info("Delivery to Configuration Manager waits {}: {}", wait, e.getMessage());
    }
    return settled;
  }

  private Instant notBefore() {
    return cursors.readTo(SOURCE);
  }

  private int act(List<DeliveryStore.Claimed> claimed) {
    DeliveryStore.Claimed first = claimed.get(0);
    Map<Long, RuleOutcome> outcomes = new HashMap<>();
    try {
      Set<Long> rules = site.directRules(first.collection());
      List<Long> toChange = new ArrayList<>();
      for (DeliveryStore.Claimed order : claimed) {
        boolean there = rules.contains(order.resourceId());
        if (there == (first.direction() == Direction.TO_INTUNE)) {
          // So already. On a second attempt that is our own first one, whose reply was lost.
          outcomes.put(
              order.resourceId(),
              order.attempts() > 1 ? RuleOutcome.CHANGED : RuleOutcome.ALREADY_SO);
        } else {
          toChange.add(order.resourceId());
        }
      }
      if (!toChange.isEmpty()) {
        outcomes.putAll(
            first.direction() == Direction.TO_INTUNE
                ? site.addDirectRules(first.collection(), toChange)
                : site.removeDirectRules(first.collection(), toChange));
        site.requestRefresh(first.collection());
      }
    } catch (EstateException e) {
      store.release(first.claim());
      throw e;
    }
    return store.settle(first.claim(), claimed, outcomes);
  }

  /** Whether the site lets a program move this workload's slider. */
  public boolean canSetSlider(Workload workload) {
    return site.canSetSlider(workload);
  }
}
