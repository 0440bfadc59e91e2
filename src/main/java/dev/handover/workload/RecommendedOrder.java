package dev.handover.workload;

import static dev.handover.workload.Workload.CLIENT_APPS;
import static dev.handover.workload.Workload.COMPLIANCE_POLICIES;
import static dev.handover.workload.Workload.DEVICE_CONFIGURATION;
import static dev.handover.workload.Workload.ENDPOINT_PROTECTION;
import static dev.handover.workload.Workload.OFFICE_CLICK_TO_RUN_APPS;
import static dev.handover.workload.Workload.RESOURCE_ACCESS_POLICIES;
import static dev.handover.workload.Workload.WINDOWS_UPDATE_POLICIES;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** In which order workloads are usually moved: those that can do least harm first. */
public final class RecommendedOrder {

  /** The last two go together. */
  private static final List<List<Workload>> STEPS =
      List.of(
          List.of(COMPLIANCE_POLICIES),
          List.of(OFFICE_CLICK_TO_RUN_APPS),
          List.of(CLIENT_APPS),
          List.of(WINDOWS_UPDATE_POLICIES),
          List.of(DEVICE_CONFIGURATION, ENDPOINT_PROTECTION));

  private RecommendedOrder() {}

  /** All workloads; one that takes others with it after them. */
  public static List<Workload> all() {
    return Arrays.stream(Workload.values())
        .sorted(
            Comparator.comparingInt((Workload w) -> before(w).size())
                .thenComparingInt(w -> w.implied().size()))
        .toList();
  }

  /** The workloads that usually come before this one; resource access may come whenever. */
  public static List<Workload> before(Workload workload) {
    return workload == RESOURCE_ACCESS_POLICIES
        ? List.of()
        : STEPS.stream().takeWhile(step -> !step.contains(workload)).flatMap(List::stream).toList();
  }
}
