package dev.handover.process;

import org.springframework.stereotype.Component;

/** The timer of the watch, as the engine reads it. */
@Component
public final class WatchCycle {

  private final WatchSettings settings;

  WatchCycle(WatchSettings settings) {
    this.settings = settings;
  }

  /** An endless repetition (ISO 8601), such as {@code R/PT30S}. */
  public String getRepeat() {
    return "R/" + settings.cycle();
  }
}
