package dev.handover.authority;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When a difference between reported and effective authority is drift; a bad value stops the start.
 *
 * @param allowance how long a device may take to follow its settings before it drifts, PT1H … P30D.
 *     Policy is fetched within the hour, Intune hears of it within about eight, Office follows in
 *     about a day.
 */
@ConfigurationProperties("handover.drift")
public record DriftSettings(@DefaultValue("PT24H") Duration allowance) {

  private static final Duration LEAST = Duration.ofHours(1);
  private static final Duration MOST = Duration.ofDays(30);

  public DriftSettings {
    if (allowance.compareTo(LEAST) < 0 || allowance.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "handover.drift.allowance must be between PT1H and P30D, not " + allowance);
    }
  }
}
