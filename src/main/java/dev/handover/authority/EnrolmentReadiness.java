package dev.handover.authority;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Which clients of Configuration Manager cannot enrol in Intune at all, and why. */
@Component
public class EnrolmentReadiness {

  /** In the order in which they are asked. What is not known of a device keeps none from trying. */
  public static final List<DeviceFinding> FINDINGS =
      List.of(
          DeviceFinding.THIRD_PARTY_MDM,
          DeviceFinding.NOT_JOINED,
          DeviceFinding.OS_UNSUPPORTED,
          DeviceFinding.BEING_REMOVED,
          DeviceFinding.NO_LICENCE,
          DeviceFinding.SILENT_IN_CONFIGMGR);

  private final Clock clock;

  public EnrolmentReadiness(Clock clock) {
    this.clock = clock;
  }

  /** What {@link #REASON} joins to {@code device d}. */
  public static final String JOINS = Eligibility.SETTINGS;

  /** The name of the first finding that keeps {@code device d} from enrolling; null for none. */
  public static final String REASON =
      FINDINGS.stream()
          .map(f -> "when %s then '%s'".formatted(f.condition(Eligibility.SHARES_NAME), f.name()))
          .collect(Collectors.joining("\n", "case\n", "\nend"));

  /** What {@link #REASON} is asked with. */
  public Map<String, OffsetDateTime> params() {
    return Map.of("heardAfter", Eligibility.heardAfter(clock));
  }
}
