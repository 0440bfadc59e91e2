package dev.handover.rollout;

import static dev.handover.device.DeviceCount.number;
import static dev.handover.device.DeviceCount.of;

import dev.handover.authority.Eligibility.Selection;
import dev.handover.device.DeviceCount;
import dev.handover.plan.Plan;
import dev.handover.workload.Workload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Keeps the blast radius small: how many devices may be in flux at once, and that no device soaks
 * in two workloads unless the plan says why.
 */
@Component
class Flux {

  /** So many of those who have the room, or are to have it first, are named. */
  private static final int NAMED = 3;

  private final FluxSettings settings;
  private final FluxStore store;

  Flux(FluxSettings settings, FluxStore store) {
    this.settings = settings;
    this.store = store;
  }

  /** The room for all waves that are asked about in one look; nothing is counted before. */
  FluxRoom room() {
    return new FluxRoom(store);
  }

  /**
   * Why a wave that could move otherwise has to wait; empty if there is room for it, which is its
   * own from now on. Room is given in the order in which waves first asked for it, so ask for them
   * in turn: a later one goes before only where it takes nothing from those ahead. Holds the lock
   * of all clearing until the transaction ends.
   *
   * @param now when it asks, if it has not asked before
   */
  Optional<String> reasonToWait(
      FluxRoom room, RolloutRow rollout, WaveRow wave, Plan plan, Instant now) {
    if (wave.size() == 0) {
      return Optional.empty();
    }
    List<SiteFlux> sites = room.around(wave);
    Optional<String> never = neverFits(sites).or(() -> soaksElsewhere(wave, plan, sites));
    if (never.isPresent()) {
      return never;
    }
    Optional<String> full = full(room, sites);
    if (full.isPresent()) {
      store.asksForRoom(wave, now);
      room.promise(
          new PlanCheck.Conflict(
              rollout.id(), rollout.title(), rollout.workload().slug(), wave.size()),
          sites);
    } else {
      room.take(sites);
    }
    return full;
  }

  private Optional<String> neverFits(List<SiteFlux> sites) {
    return excess(sites, SiteFlux::wave)
        .map(
            e ->
                "This wave alone would put %s; it cannot move unless that setting is raised."
                    .formatted(e.sentence()));
  }

  private Optional<String> soaksElsewhere(WaveRow wave, Plan plan, List<SiteFlux> sites) {
    if (plan.overlapReason() != null || sites.stream().noneMatch(s -> s.both() > 0)) {
      return Optional.empty();
    }
    PlanCheck.Conflict other = store.others(wave).get(0);
    return Optional.of(
        "%s in rollout %s '%s' (%s), and the plan gives no reason to move them now (overlapReason)."
            .formatted(
                of(other.devices(), "device of this wave soaks", "devices of this wave soak"),
                other.rolloutId(),
                other.title(),
                other.workload()));
  }

  private Optional<String> full(FluxRoom room, List<SiteFlux> sites) {
    List<PlanCheck.Conflict> ahead = room.ahead();
    Optional<Excess> full = excess(sites, SiteFlux::after);
    if (full.isPresent()) {
      return full.map(
          e ->
              "Waits until other waves have passed: with this one there would be %s. In flux now: %s.%s"
                  .formatted(
                      e.sentence(),
                      named(room.holders(e.site())),
                      ahead.isEmpty() ? "" : " Ahead of it: %s.".formatted(named(ahead))));
    }
    return excess(room.inTurn(sites), SiteFlux::after)
        .map(
            e ->
                "Waits its turn for room, ahead of it: %s. With them and this one there would be %s."
                    .formatted(named(ahead), e.sentence()));
  }

  private static String named(List<PlanCheck.Conflict> rollouts) {
    String first =
        rollouts.stream()
            .limit(NAMED)
            .map(r -> "%s '%s' (%s)".formatted(r.rolloutId(), r.title(), number(r.devices())))
            .collect(Collectors.joining(", "));
    int more = rollouts.size() - NAMED;
    return more <= 0 ? first : "%s and %s".formatted(first, of(more, "other", "others"));
  }

  /** Whether a wave could move if nothing else were in flux. */
  boolean fits(WaveRow wave) {
    return excess(SiteFlux.of(store.fleet(), Map.of(), store.devices(wave)), SiteFlux::wave)
        .isEmpty();
  }

  /**
   * What the dry run can tell: whether a wave would ever fit, taking it that waves hold each site
   * in proportion, and which other rollouts these devices are in.
   */
  List<Finding> findings(Plan plan, Selection selection, List<PlanCheck.WaveSize> waves) {
    List<Finding> findings = new ArrayList<>();
    Map<String, Integer> population = store.bySite(selection);
    int devices = population.values().stream().mapToInt(Integer::intValue).sum();
    Map<Integer, Map<String, Integer>> shares = new HashMap<>();
    for (PlanCheck.WaveSize wave : waves) {
      Map<String, Integer> sites = new HashMap<>();
      population.forEach(
          (site, here) ->
              sites.put(site, Math.toIntExact(Math.round((double) wave.size() * here / devices))));
      shares.put(wave.no(), sites);
    }
    findings.addAll(tooLarge(shares));
    for (PlanCheck.Conflict other : store.overlapping(selection)) {
      boolean leased =
          !Collections.disjoint(
              Readiness.leased(plan.workload()), Readiness.leased(Workload.of(other.workload())));
      if (!leased) {
        findings.add(secondWorkload(other, plan.overlapReason()));
      }
    }
    return findings;
  }

  /**
   * Looks at the waves of a rollout as they have been dealt.
   *
   * @param selection the devices that they were dealt from
   * @throws NotReady if one of them could never move
   */
  void requireRoom(String rolloutId, Selection selection) {
    List<Finding> findings = tooLarge(store.byWave(rolloutId, selection));
    if (!findings.isEmpty()) {
      throw new NotReady(findings);
    }
  }

  private List<Finding> tooLarge(Map<Integer, Map<String, Integer>> waves) {
    Map<String, Integer> fleet = store.fleet();
    List<Finding> findings = new ArrayList<>();
    waves.forEach(
        (no, devices) -> {
          Map<String, SiteFlux.Devices> own = new HashMap<>();
          devices.forEach((site, count) -> own.put(site, new SiteFlux.Devices(count, 0)));
          List<SiteFlux> sites = SiteFlux.of(fleet, Map.of(), own);
          excess(sites, SiteFlux::wave)
              .ifPresent(
                  e ->
                      findings.add(
                          Finding.blocking(
                              "FLUX_CAP",
                              "%s alone would put %s; make it smaller (waves)."
                                  .formatted(no == 0 ? "The pilot" : "Wave " + no, e.sentence()),
                              e.devices())));
        });
    return findings;
  }

  private static Finding secondWorkload(PlanCheck.Conflict other, String reason) {
    String where =
        "%s in rollout %s '%s' (%s), which has not moved them through yet"
            .formatted(
                of(other.devices(), "of these devices is", "of these devices are"),
                other.rolloutId(),
                other.title(),
                other.workload());
    return reason == null
        ? Finding.blocking(
            "SECOND_WORKLOAD",
            where
                + "; choose other sites or devices, begin after it, or say why they may move twice (overlapReason).",
            other.devices())
        : Finding.warning(
            "SECOND_WORKLOAD",
            "%s; the plan says why they move twice: %s".formatted(where, reason),
            other.devices());
  }

  /** The first limit that so many devices exceed: the one for all, then those of the sites. */
  private Optional<Excess> excess(List<SiteFlux> sites, ToIntFunction<SiteFlux> count) {
    int all = sites.stream().mapToInt(count).sum();
    int most = settings.most(sites.stream().mapToInt(SiteFlux::coManaged).sum());
    if (all > most && sites.stream().anyMatch(s -> s.wave() > s.both())) {
      boolean byNumber = settings.maxDevices() != null && settings.maxDevices() == most;
      return Optional.of(new Excess(all, most, null, byNumber ? "max-devices" : "max-share"));
    }
    return sites.stream()
        .filter(s -> s.wave() > s.both())
        .filter(s -> count.applyAsInt(s) > settings.mostAtSite(s.coManaged()))
        .map(
            s ->
                new Excess(
                    count.applyAsInt(s),
                    settings.mostAtSite(s.coManaged()),
                    s.site(),
                    "max-share-per-site"))
        .findFirst();
  }

  /**
   * @param site where the limit is one of a site, empty for devices whose site is not known; null
   *     where it is one for all
   */
  private record Excess(int devices, int most, String site, String setting) {

    String sentence() {
      String where = site == null ? "" : site.isEmpty() ? " at no known site" : " at " + site;
      return "%s in flux%s, and at most %s may be (handover.flux.%s)"
          .formatted(DeviceCount.devices(devices), where, number(most), setting);
    }
  }
}
