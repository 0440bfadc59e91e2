package dev.handover.rollout;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long what was seen of a rollout is kept.
 *
 * @param keepLooks after the rollout's end, in the estate's time; a day at least. Without its looks
 *     a rollout cannot be replayed; its verdicts, decisions and journal stay
 */
@ConfigurationProperties("handover.evidence")
record EvidenceSettings(@DefaultValue("P400D") Duration keepLooks) {

  EvidenceSettings {
    if (keepLooks.compareTo(Duration.ofDays(1)) < 0) {
      throw new IllegalArgumentException(
          "handover.evidence.keep-looks must be at least P1D, not " + keepLooks);
    }
  }
}
