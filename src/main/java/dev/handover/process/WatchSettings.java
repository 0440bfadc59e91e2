package dev.handover.process;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often the watch looks: after this long, for ever.
 *
 * @param cycle at least one second
 */
@ConfigurationProperties("handover.watch")
record WatchSettings(@DefaultValue("PT30S") Duration cycle) {

  WatchSettings {
    if (cycle.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "handover.watch.cycle must be at least PT1S, not " + cycle);
    }
  }
}
