package dev.handover.rollout;

import dev.handover.authority.DeviceFinding;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** The codes of the findings that a readiness policy weighs, for the rooms that know its table. */
public final class WeighedFindings {

  /** All of them: about the estate, and about devices. */
  public static final Set<String> ALL = EstateFinding.WEIGHED;

  /** Those of which a device is left out whatever a policy says. */
  public static final Set<String> ALWAYS_LEFT_OUT =
      Arrays.stream(DeviceFinding.values())
          .filter(finding -> !finding.tunable())
          .map(Enum::name)
          .collect(Collectors.toUnmodifiableSet());

  private WeighedFindings() {}
}
