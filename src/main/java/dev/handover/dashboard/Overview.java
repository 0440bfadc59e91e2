package dev.handover.dashboard;

import dev.handover.authority.AuthorityQueries;
import dev.handover.device.Devices;
import dev.handover.device.ManagementState;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutView;
import dev.handover.rollout.WaveQueries;
import dev.handover.rollout.WaveView;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** What everybody's dashboard shows alike, read once for all who look. */
@Component
class Overview {

  private static final int ROLLOUTS = 20;

  private final Cached<List<SliderCard>> sliders;
  private final Cached<Map<ManagementState, Integer>> fleet;
  private final Cached<Current> rollouts;

  @Autowired
  Overview(
      AuthorityQueries authority, Devices devices, RolloutQueries rollouts, WaveQueries waves) {
    this(authority, devices, rollouts, waves, System::nanoTime);
  }

  Overview(
      AuthorityQueries authority,
      Devices devices,
      RolloutQueries rollouts,
      WaveQueries waves,
      LongSupplier nanoTime) {
    this.sliders =
        new Cached<>(() -> authority.workloads().stream().map(SliderCard::of).toList(), nanoTime);
    this.fleet = new Cached<>(devices::states, nanoTime);
    this.rollouts = new Cached<>(() -> current(rollouts, waves), nanoTime);
  }

  /** Rollouts under way, then the last ended ones, with their waves by rollout id. */
  record Current(List<RolloutView> rollouts, Map<String, List<WaveView>> waves) {}

  private static Current current(RolloutQueries rollouts, WaveQueries waves) {
    List<RolloutView> found = rollouts.current(ROLLOUTS);
    return new Current(found, waves.waves(found.stream().map(RolloutView::id).toList()));
  }

  List<SliderCard> sliders() {
    return sliders.get();
  }

  Map<ManagementState, Integer> fleet() {
    return fleet.get();
  }

  Current rollouts() {
    return rollouts.get();
  }
}
