package dev.handover.workload;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The capability mask that a client reports: for each workload, whether Intune has authority.
 *
 * <p>Two forms exist. The modern one has bits 8192 and 1 set and 4128 (32 + 4096) for endpoint
 * protection; the legacy one has bit 1 set, all values odd and at most 255. One further value says
 * that the device joined through Autopilot with Intune as its authority. Source: Microsoft Learn,
 * "Co-management workloads" and the client's {@code CoManagementFlags}.
 *
 * @param value the raw value, as reported
 */
public record CapabilityMask(int value) {

  /** {@code 0x7FFFF0FF}: Autopilot into co-management with Intune as authority. */
  public static final int INTUNE_OVERRIDE = 0x7FFFF0FF;

  private static final int CO_MANAGED = 1;
  private static final int MODERN_MARK = 8192;

  /** How a mask is written. */
  public enum Form {
    MODERN,
    LEGACY,
    INTUNE_OVERRIDE,
    /** No client writes this value: a finding, never a guess. */
    IMPOSSIBLE
  }

  /** The mask, in the given form, of a device on which Intune manages exactly these workloads. */
  public static CapabilityMask of(Set<Workload> atIntune, Form form) {
    return switch (form) {
      case MODERN ->
          new CapabilityMask(
              atIntune.stream()
                  .mapToInt(Workload::modernBits)
                  .reduce(MODERN_MARK | CO_MANAGED, (a, b) -> a | b));
      case LEGACY -> new CapabilityMask(bits(atIntune) | CO_MANAGED);
      case INTUNE_OVERRIDE -> new CapabilityMask(INTUNE_OVERRIDE);
      case IMPOSSIBLE -> throw new IllegalArgumentException("an impossible mask cannot be made");
    };
  }

  public Form form() {
    if (value == INTUNE_OVERRIDE) {
      return Form.INTUNE_OVERRIDE;
    }
    Form candidate = (value & MODERN_MARK) != 0 ? Form.MODERN : Form.LEGACY;
    boolean exact = of(marked(candidate), candidate).value == value;
    return exact ? candidate : Form.IMPOSSIBLE;
  }

  /**
   * The workloads that Intune manages according to this mask; all seven for the override.
   *
   * @throws IllegalStateException if the mask is impossible
   */
  public Set<Workload> atIntune() {
    return switch (form()) {
      case MODERN -> marked(Form.MODERN);
      case LEGACY -> marked(Form.LEGACY);
      case INTUNE_OVERRIDE -> Collections.unmodifiableSet(EnumSet.allOf(Workload.class));
      case IMPOSSIBLE ->
          throw new IllegalStateException("mask %d is written by no client".formatted(value));
    };
  }

  private Set<Workload> marked(Form form) {
    Set<Workload> set = EnumSet.noneOf(Workload.class);
    for (Workload workload : Workload.values()) {
      int bits = form == Form.MODERN ? workload.modernBits() : workload.bit();
      if ((value & bits) == bits) {
        set.add(workload);
      }
    }
    return Collections.unmodifiableSet(set);
  }

  /** A set of workloads as one number: the sum of {@link Workload#bit()}, 0 … 254. */
  public static int bits(Set<Workload> workloads) {
    return workloads.stream().mapToInt(Workload::bit).sum();
  }

  /** The inverse of {@link #bits}. */
  public static Set<Workload> fromBits(int bits) {
    Set<Workload> set = EnumSet.noneOf(Workload.class);
    for (Workload workload : Workload.values()) {
      if ((bits & workload.bit()) != 0) {
        set.add(workload);
      }
    }
    return Collections.unmodifiableSet(set);
  }
}
