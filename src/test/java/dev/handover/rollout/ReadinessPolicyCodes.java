package dev.handover.rollout;

import java.util.Set;

/** Every code that policy weighs, for tests in other rooms. */
public final class ReadinessPolicyCodes {

  public static final Set<String> ALL = EstateFinding.WEIGHED;

  private ReadinessPolicyCodes() {}
}
