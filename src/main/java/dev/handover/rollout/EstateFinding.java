package dev.handover.rollout;

import dev.handover.authority.DeviceFinding;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can be found about the site, the tenant and their users; the names are stable. */
enum EstateFinding {
  CLIENT_SETTINGS_NOT_READ,
  SITE_TOO_OLD,
  RESOURCE_ACCESS_RETIRED,
  PILOT_COLLECTION_SHARED,
  BASELINES_NOT_ALWAYS_APPLIED,
  TENANT_NOT_READ,
  SECURE_BY_DEFAULT_UNKNOWN,
  LOCKED_OUT_WITHOUT_POLICY,
  NO_COMPLIANCE_POLICY,
  EVALUATIONS_NOT_READ,
  EARLIER_WORKLOAD_NOT_MOVED,
  USERS_WOULD_BE_BLOCKED,
  IMPACT_WITHIN_CAP,
  IMPACT_UNKNOWN,
  IMPACT_CAP_UNPROVEN,
  BREAK_GLASS_UNKNOWN,
  BREAK_GLASS_NOT_FOUND;

  /** Those that make the access of users a risk of a rollout of compliance. */
  static final Set<String> OF_ACCESS =
      Stream.of(
              EVALUATIONS_NOT_READ,
              USERS_WOULD_BE_BLOCKED,
              IMPACT_WITHIN_CAP,
              IMPACT_UNKNOWN,
              IMPACT_CAP_UNPROVEN,
              BREAK_GLASS_UNKNOWN,
              BREAK_GLASS_NOT_FOUND)
          .map(Enum::name)
          .collect(Collectors.toUnmodifiableSet());

  /** Every code that policy weighs: these, and those about devices. */
  static final Set<String> WEIGHED =
      Stream.concat(Arrays.stream(values()), Arrays.stream(DeviceFinding.values()))
          .map(Enum::name)
          .collect(Collectors.toUnmodifiableSet());
}
