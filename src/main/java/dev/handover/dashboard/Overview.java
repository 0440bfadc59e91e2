package dev.handover.dashboard;

import dev.handover.authority.AuthorityQueries;
import dev.handover.calendar.Freeze;
import dev.handover.calendar.Freezes;
import dev.handover.device.Devices;
import dev.handover.device.ManagementState;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutWithWaves;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** What pages show everybody alike, read once for all who look. */
@Component
class Overview {

  /** Few sites and models come and go, and all devices are looked through for them. */
  private static final long MINUTE = 60 * Cached.SECOND;

  private static final int ROLLOUTS = 20;
  private static final int MODELS = 200;

  private final Cached<List<SliderCard>> sliders;
  private final Cached<Map<ManagementState, Integer>> fleet;
  private final Cached<List<RolloutWithWaves>> rollouts;
  private final Cached<SystemHealth.Health> health;
  private final Cached<List<Freeze>> freezes;
  private final Cached<List<String>> sites;
  private final Cached<List<String>> models;

  @Autowired
  Overview(
      AuthorityQueries authority,
      Devices devices,
      RolloutQueries rollouts,
      SystemHealth health,
      Freezes freezes,
      Clock clock) {
    this(authority, devices, rollouts, health, freezes, clock, System::nanoTime);
  }

  Overview(
      AuthorityQueries authority,
      Devices devices,
      RolloutQueries rollouts,
      SystemHealth health,
      Freezes freezes,
      Clock clock,
      LongSupplier nanoTime) {
    this.sliders =
        new Cached<>(() -> authority.workloads().stream().map(SliderCard::of).toList(), nanoTime);
    this.fleet = new Cached<>(devices::states, nanoTime);
    this.rollouts = new Cached<>(() -> rollouts.current(ROLLOUTS), nanoTime);
    this.health = new Cached<>(health::read, nanoTime);
    this.freezes = new Cached<>(() -> inForce(freezes, clock.instant()), nanoTime);
    this.sites = new Cached<>(devices::sites, nanoTime, MINUTE);
    this.models = new Cached<>(() -> devices.models(MODELS), nanoTime, MINUTE);
  }

  List<SliderCard> sliders() {
    return sliders.get();
  }

  Map<ManagementState, Integer> fleet() {
    return fleet.get();
  }

  List<RolloutWithWaves> rollouts() {
    return rollouts.get();
  }

  private static List<Freeze> inForce(Freezes freezes, Instant now) {
    return freezes.from(now).stream().filter(freeze -> freeze.inForce(now)).toList();
  }

  /** Those that hold what would move at this moment. */
  List<Freeze> freezes() {
    return freezes.get();
  }

  SystemHealth.Health health() {
    return health.get();
  }

  /** Another one when anything of it has changed; when the systems were last read is no change. */
  int mark() {
    SystemHealth.Health now = health();
    return Objects.hash(
        rollouts(),
        sliders(),
        fleet(),
        now.failing().stream().map(SystemHealth.Source::failing).toList(),
        now.closed(),
        now.incidents(),
        now.undelivered(),
        freezes());
  }

  /** The sites to choose from. */
  List<String> sites() {
    return sites.get();
  }

  /** The models to choose from; the rarest of very many are left out. */
  List<String> models() {
    return models.get();
  }
}
