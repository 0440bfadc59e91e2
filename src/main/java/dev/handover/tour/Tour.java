package dev.handover.tour;

import dev.handover.authority.FleetRead;
import dev.handover.calendar.MaintenanceWindow;
import dev.handover.calendar.MaintenanceWindows;
import dev.handover.rollout.RolloutDesk;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.event.EventListener;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/**
 * Starts, once the simulated fleet has been read for the first time, a rollout that runs through by
 * itself, one that waits for an approval, and one that regresses and is rolled back.
 */
@Component
@ConditionalOnProperty(name = "handover.sandbox.tour", matchIfMissing = true)
@ConditionalOnProperty(name = "handover.estate", havingValue = "sandbox", matchIfMissing = true)
class Tour {

  private static final Logger log = LoggerFactory.getLogger("handover.tour");
  private static final Actor AUTOMATION = new Actor("automation", Set.of(Role.AUTOMATION));

  private final RolloutDesk rollouts;
  private final MaintenanceWindows windows;
  private final Clock clock;

  Tour(RolloutDesk rollouts, MaintenanceWindows windows, Clock clock) {
    this.rollouts = rollouts;
    this.windows = windows;
    this.clock = clock;
  }

  @EventListener
  void begin(FleetRead event) {
    windows.save(
        new MaintenanceWindow(
            "emea-nights",
            ZoneId.of("Europe/Berlin"),
            "FREQ=DAILY",
            LocalDateTime.ofInstant(clock.instant(), ZoneId.of("Europe/Berlin"))
                .toLocalDate()
                .minusDays(1)
                .atTime(20, 0),
            Duration.ofHours(9)));
    for (String plan : List.of("runs-through", "waits-for-approval", "regresses")) {
      String id = rollouts.start(text("tour/" + plan + ".yaml"), AUTOMATION);
      log.info("The tour has started rollout {} ({}).", id, plan.replace('-', ' '));
    }
  }

  private static String text(String resource) {
    try {
      return new ClassPathResource(resource).getContentAsString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the tour's plan %s is missing".formatted(resource), e);
    }
  }
}
