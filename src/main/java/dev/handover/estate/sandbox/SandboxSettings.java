package dev.handover.estate.sandbox;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The simulated world; a bad value stops the start.
 *
 * @param devices how many devices live in a world that is newly made, 1 … 1,000,000
 * @param seed the same seed makes the same world
 * @param timeFactor how many times faster than the wall clock it lives, 1 … 100,000; a day passes
 *     in 30 seconds by default
 * @param tour whether to show a few rollouts at once when started on an empty database
 * @param canSetSlider whether the site lets a program move sliders, as an approved script would
 */
@ConfigurationProperties("handover.sandbox")
public record SandboxSettings(
    @DefaultValue("10000") int devices,
    @DefaultValue("20261122") long seed,
    @DefaultValue("2880") double timeFactor,
    @DefaultValue("true") boolean tour,
    @DefaultValue("true") boolean canSetSlider) {

  public SandboxSettings {
    if (devices < 1 || devices > 1_000_000) {
      throw new IllegalArgumentException(
          "handover.sandbox.devices must be between 1 and 1000000, not " + devices);
    }
    if (!(timeFactor >= 1 && timeFactor <= 100_000)) {
      throw new IllegalArgumentException(
          "handover.sandbox.time-factor must be between 1 and 100000, not " + timeFactor);
    }
  }
}
