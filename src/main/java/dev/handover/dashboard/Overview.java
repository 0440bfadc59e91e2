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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * What everybody's dashboard shows alike. Read at most once a second for all who look, and never by
 * two at a time: however many pages are open, the database is asked as if there were one. Counting
 * a large fleet may take seconds; it is given ten times as long as it took before it is done again.
 */
@Component
class Overview {

  private static final long SECOND = 1_000_000_000;
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

  /** A value with the time it was read, and how long that took. */
  private static final class Cached<T> {

    private record Read<T>(T value, long at, long took) {}

    private final Supplier<T> source;
    private final LongSupplier nanoTime;
    private final AtomicReference<Read<T>> last = new AtomicReference<>();

    Cached(Supplier<T> source, LongSupplier nanoTime) {
      this.source = source;
      this.nanoTime = nanoTime;
    }

    T get() {
      Read<T> known = last.get();
      if (fresh(known)) {
        return known.value();
      }
      synchronized (this) {
        known = last.get();
        if (fresh(known)) {
          return known.value();
        }
        long start = nanoTime.getAsLong();
        T value = source.get();
        long end = nanoTime.getAsLong();
        last.set(new Read<>(value, end, end - start));
        return value;
      }
    }

    private boolean fresh(Read<T> read) {
      return read != null && nanoTime.getAsLong() - read.at() < Math.max(SECOND, 10 * read.took());
    }
  }
}
