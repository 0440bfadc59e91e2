package dev.handover.dashboard;

import dev.handover.remote.Progress;
import dev.handover.remote.RemoteQueries;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Remote actions that are outstanding, as gauges; see {@link StateMeters}. */
@Component
class RemoteMeters implements MeterBinder {

  private final RemoteQueries actions;

  RemoteMeters(RemoteQueries actions) {
    this.actions = actions;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Cached<Map<Progress, Integer>> outstanding =
        new Cached<>(actions::outstanding, System::nanoTime);
    for (Progress state : Progress.open()) {
      Gauge.builder("handover.remote.actions", () -> outstanding.get().getOrDefault(state, 0))
          .description("Remote actions that have not ended, by how far they have come")
          .tag("state", state.name())
          .register(registry);
    }
  }
}
