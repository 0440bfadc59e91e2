package dev.handover.authority;

import dev.handover.authority.DeliveryStore.Claimed;
import dev.handover.authority.DeliveryStore.Result;
import dev.handover.estate.ConfigMgrSite;
import dev.handover.estate.ConfigMgrSite.RuleOutcome;
import dev.handover.estate.EstateException;
import dev.handover.workload.Workload;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * Carries orders out at the site: claims a chunk, reads what is there, notes what it is about to
 * change, changes only that, and keeps what came of it. Every step commits by itself, so that a
 * crash between any two leaves an order that is looked at again, never one that is acted on
 * blindly. Rollbacks come first, and have a part of the budget of their own.
 */
@Service
public class Delivery {

  /** The system whose budget this draws on. */
  public static final String SYSTEM = "configmgr";

  private static final Logger log = LoggerFactory.getLogger(Delivery.class);
  private static final int CHUNKS_PER_CYCLE = 20;
  private static final Duration AFTER_TROUBLE = Duration.ofMinutes(5);

  /** An order that the site refuses this often while it goes alone is given up. */
  private static final int GIVE_UP = 6;

  private final DeliveryStore store;
  private final SliderOrders sliders;
  private final ConfigMgrSite site;
  private final CallBudget budget;
  private final AuthoritySettings settings;
  private final Clock clock;
  private final AtomicBoolean fallsShort = new AtomicBoolean();

  public Delivery(
      DeliveryStore store,
      SliderOrders sliders,
      ConfigMgrSite site,
      CallBudget budget,
      AuthoritySettings settings,
      Clock clock) {
    this.store = store;
    this.sliders = sliders;
    this.site = site;
    this.budget = budget;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Delivers what is ordered, up to a bound per call and to the site's budget. Where the site asks
   * for patience everything waits; other trouble holds up the workload that has it, not the others.
   *
   * @return how many orders were settled
   */
  public int deliver() {
    Set<String> closed = closed();
    if (closed.contains(SYSTEM)) {
      return 0;
    }
    budget.open(SYSTEM);
    int settled = 0;
    if (!closed.contains(part("sliders"))) {
      try {
        sliders.deliver(site);
      } catch (EstateException e) {
        leaveAlone("sliders", e);
      }
    }
    for (int chunk = 0; chunk < CHUNKS_PER_CYCLE; chunk++) {
      Set<String> left = closed();
      List<Claimed> claimed = left.contains(SYSTEM) ? List.of() : store.claim(workloads(left));
      if (claimed.isEmpty()) {
        break;
      }
      try {
        Acted acted = act(claimed);
        settled += acted.settled();
        tellOnce(acted.cutShort());
        if (acted.cutShort()) {
          break;
        }
      } catch (EstateException e) {
        leaveAlone(claimed.get(0).workload(), e);
      }
    }
    return settled;
  }

  /**
   * @param cutShort whether the budget did not allow all of it
   */
  private record Acted(int settled, boolean cutShort) {}

  /** Whatever comes of it, what is not settled then is free to be claimed again. */
  private Acted act(List<Claimed> claimed) {
    try {
      return carryOut(claimed);
    } finally {
      store.release(claimed.get(0).claim(), claimed);
    }
  }

  private Acted carryOut(List<Claimed> claimed) {
    Claimed first = claimed.get(0);
    boolean forward = first.direction() == Direction.TO_INTUNE;
    List<Result> results = new ArrayList<>();
    List<Claimed> toChange = new ArrayList<>();
    Set<Long> rules = site.directRules(first.collection());
    for (Claimed order : claimed) {
      if (order.resourceId() == null) {
        results.add(Result.of(order, RuleOutcome.UNKNOWN_DEVICE));
      } else if (rules.contains(order.resourceId()) == forward) {
        // So already. After an attempt of ours that is our own doing, whose reply was lost.
        results.add(
            Result.of(order, order.attempts() > 0 ? RuleOutcome.CHANGED : RuleOutcome.ALREADY_SO));
      } else {
        toChange.add(order);
      }
    }
    int granted =
        toChange.isEmpty()
            ? 0
            : budget.take(SYSTEM, settings.configmgr(), forward, toChange.size());
    List<Claimed> begun = store.begin(first.claim(), toChange.subList(0, granted));
    try {
      if (!begun.isEmpty()) {
        write(first, begun).forEach((order, outcome) -> results.add(Result.of(order, outcome)));
      }
    } catch (EstateException e) {
      boolean patience = e.retryAfter().isPresent();
      if (!patience) {
        store.refused(first.claim(), begun);
      }
      if (!patience && begun.size() == 1 && begun.get(0).refused() + 1 >= GIVE_UP) {
        results.add(Result.givenUp(begun.get(0), GIVE_UP, e.getMessage()));
      }
      store.settle(first.claim(), results);
      throw e;
    }
    return new Acted(store.settle(first.claim(), results), granted < toChange.size());
  }

  private Map<Claimed, RuleOutcome> write(Claimed first, List<Claimed> orders) {
    List<Long> ids = orders.stream().map(Claimed::resourceId).toList();
    Map<Long, RuleOutcome> outcomes =
        first.direction() == Direction.TO_INTUNE
            ? site.addDirectRules(first.collection(), ids)
            : site.removeDirectRules(first.collection(), ids);
    site.requestRefresh(first.collection());
    return orders.stream()
        .filter(o -> outcomes.containsKey(o.resourceId()))
        .collect(Collectors.toMap(o -> o, o -> outcomes.get(o.resourceId())));
  }

  private void leaveAlone(String part, EstateException trouble) {
    Duration wait = trouble.retryAfter().orElse(AFTER_TROUBLE);
    String what = trouble.retryAfter().isPresent() ? SYSTEM : part(part);
    Instant until = clock.instant().plus(wait);
    budget.close(what, until, trouble.getMessage());
    log.info("Delivery to {} waits until {}: {}", what, until, trouble.getMessage());
  }

  /** Once when the budget falls short, once when it suffices again; not in every cycle. */
  private void tellOnce(boolean cutShort) {
    if (fallsShort.getAndSet(cutShort) != cutShort) {
      log.info(
          cutShort
              ? "The budget of {} is used up; the rest is delivered in later cycles."
              : "The budget of {} suffices again.",
          SYSTEM);
    }
  }

  private Set<String> closed() {
    return budget.closed().stream().map(CallBudget.Closed::system).collect(Collectors.toSet());
  }

  private static String part(String name) {
    return SYSTEM + "/" + name;
  }

  private static Set<String> workloads(Set<String> closed) {
    return closed.stream()
        .filter(c -> c.startsWith(SYSTEM + "/"))
        .map(c -> c.substring(SYSTEM.length() + 1))
        .collect(Collectors.toSet());
  }

  /** Whether the site lets a program move this workload's slider. */
  public boolean canSetSlider(Workload workload) {
    return site.canSetSlider(workload);
  }
}
