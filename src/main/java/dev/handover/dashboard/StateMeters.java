package dev.handover.dashboard;

import dev.handover.authority.AuthorityQueries;
import dev.handover.authority.Direction;
import dev.handover.authority.OrderState;
import dev.handover.estate.EstateClock;
import dev.handover.health.Verdict;
import dev.handover.notify.Deliveries;
import dev.handover.notify.Outbox;
import dev.handover.rollout.RolloutCounts;
import dev.handover.rollout.RolloutState;
import dev.handover.rollout.TaskKind;
import dev.handover.rollout.WatchSteps;
import dev.handover.rollout.WaveState;
import dev.handover.workload.Authority;
import dev.handover.workload.Workload;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/**
 * How things stand, as gauges for a monitoring system. Every node says the same, for all of it is
 * in the database. What cannot be read is not a number (NaN), never a zero.
 */
@Component
class StateMeters implements MeterBinder {

  private static final List<OrderState> OPEN =
      List.of(OrderState.ORDERED, OrderState.CLAIMED, OrderState.DELIVERED, OrderState.FAILED);

  private final AuthorityQueries authority;
  private final RolloutCounts rollouts;
  private final WatchSteps watch;
  private final Overview overview;
  private final Deliveries deliveries;
  private final EstateClock clock;

  StateMeters(
      AuthorityQueries authority,
      RolloutCounts rollouts,
      WatchSteps watch,
      Overview overview,
      Deliveries deliveries,
      EstateClock clock) {
    this.authority = authority;
    this.rollouts = rollouts;
    this.watch = watch;
    this.overview = overview;
    this.deliveries = deliveries;
    this.clock = clock;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    rollouts(registry);
    orders(registry);
    workloads(registry);
    itself(registry);
  }

  private void rollouts(MeterRegistry registry) {
    Cached<RolloutCounts.Counts> counts = new Cached<>(rollouts::read, System::nanoTime);
    for (RolloutState state : RolloutState.values()) {
      gauge("handover.rollouts", () -> of(counts.get().rollouts(), state))
          .description("Rollouts by state")
          .tag("state", state.name())
          .register(registry);
    }
    for (WaveState state : WaveState.values()) {
      gauge("handover.waves", () -> of(counts.get().waves(), state))
          .description("Waves of rollouts that have not ended, by state")
          .tag("state", state.name())
          .register(registry);
    }
    for (Verdict verdict : Verdict.values()) {
      gauge("handover.verdicts", () -> of(counts.get().verdicts(), verdict))
          .description("Waves that have been judged, by what the gate said last")
          .tag("verdict", verdict.name())
          .register(registry);
    }
    for (TaskKind kind : TaskKind.values()) {
      gauge("handover.rollouts.asking", () -> of(counts.get().asked(), kind))
          .description("Rollouts that wait for a person, by what is asked")
          .tag("kind", kind.name())
          .register(registry);
    }
    gauge("handover.rollouts.paused", () -> counts.get().paused())
        .description("Rollouts that are paused")
        .register(registry);
    gauge("handover.devices.in.flux", () -> counts.get().inFlux())
        .description("Devices that were ordered to move and whose wave has not passed")
        .register(registry);
  }

  private void orders(MeterRegistry registry) {
    Cached<Map<Direction, Map<OrderState, Integer>>> orders =
        new Cached<>(authority::openOrders, System::nanoTime);
    for (Direction direction : Direction.values()) {
      for (OrderState state : OPEN) {
        gauge(
                "handover.orders.open",
                () -> of(orders.get().getOrDefault(direction, Map.of()), state))
            .description("Orders that both systems have not confirmed, failed ones too")
            .tag("direction", direction.name())
            .tag("state", state.name())
            .register(registry);
      }
    }
  }

  private void workloads(MeterRegistry registry) {
    for (Workload workload : Workload.values()) {
      devices(workload, Authority.INTUNE, SliderCard::atIntune).register(registry);
      devices(workload, Authority.CONFIGURATION_MANAGER, SliderCard::atConfigurationManager)
          .register(registry);
      gauge("handover.devices.drifting", () -> slider(workload, SliderCard::drift))
          .description("Devices whose reports differ from the effective authority")
          .tag("workload", workload.slug())
          .register(registry);
    }
  }

  private Gauge.Builder<?> devices(
      Workload workload, Authority by, ToDoubleFunction<SliderCard> count) {
    return gauge("handover.devices", () -> slider(workload, count))
        .description("Co-managed devices by effective authority")
        .tag("workload", workload.slug())
        .tag("authority", by.name());
  }

  private double slider(Workload workload, ToDoubleFunction<SliderCard> count) {
    return overview.sliders().stream()
        .filter(s -> s.slug().equals(workload.slug()))
        .mapToDouble(count)
        .findFirst()
        .orElse(Double.NaN);
  }

  private void itself(MeterRegistry registry) {
    gauge("handover.watch.lag", this::lag)
        .description("Time since a cycle of the watch did all that it has to, on the wall clock")
        .baseUnit("seconds")
        .register(registry);
    gauge("handover.systems.failing", () -> overview.health().failing().size())
        .description("Systems of which a part could not be read when last tried")
        .register(registry);
    gauge("handover.systems.left.alone", () -> overview.health().closed().size())
        .description("Systems, or parts of them, that asked not to be written to for a while")
        .register(registry);
    gauge("handover.incidents", () -> overview.health().incidents().size())
        .description("Steps of processes that are stuck until an administrator helps; ten at most")
        .register(registry);
    for (Outbox.State state : List.of(Outbox.State.WAITING, Outbox.State.DEAD)) {
      gauge("handover.notifications", () -> deliveries.count(null, state))
          .description("Messages that wait to be sent, or were given up")
          .tag("state", state.name())
          .register(registry);
    }
  }

  private double lag() {
    Instant watched = watch.state().doneAt();
    return watched == null
        ? Double.NaN
        : Duration.between(clock.wall(watched), clock.wall(clock.instant())).toMillis() / 1000.0;
  }

  private static int of(Map<?, Integer> counts, Object key) {
    return counts.getOrDefault(key, 0);
  }

  private static Gauge.Builder<?> gauge(String name, Supplier<Number> value) {
    return Gauge.builder(name, value);
  }
}
