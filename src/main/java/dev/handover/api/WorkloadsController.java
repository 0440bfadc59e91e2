package dev.handover.api;

import dev.handover.authority.AuthorityQueries;
import dev.handover.authority.AuthorityQueries.Drift;
import dev.handover.authority.AuthorityQueries.WorkloadAuthority;
import dev.handover.rollout.Page;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Workloads", description = "Sliders, and who manages what across the fleet")
class WorkloadsController {

  private final AuthorityQueries authority;

  WorkloadsController(AuthorityQueries authority) {
    this.authority = authority;
  }

  /** Co-managed devices per authority. */
  record Counts(int configurationManager, int intune) {}

  /**
   * @param pilot members of the pilot collection
   * @param drift co-managed devices on which a report differs from the effective authority
   * @param readAt when the slider was last read back
   */
  record WorkloadBody(
      Workload workload,
      String title,
      Slider slider,
      String pilotCollection,
      String pilotCollectionName,
      Counts authority,
      int pilot,
      int drift,
      Instant readAt) {}

  @Operation(summary = "The seven workloads with slider, authority and drift")
  @GetMapping("/api/workloads")
  List<WorkloadBody> all() {
    return authority.workloads().stream().map(WorkloadsController::body).toList();
  }

  @Operation(summary = "One workload")
  @GetMapping("/api/workloads/{workload}")
  WorkloadBody one(@PathVariable String workload) {
    Workload known;
    try {
      known = Workload.of(workload);
    } catch (IllegalArgumentException e) {
      throw new NotFound(e.getMessage() + ".");
    }
    return authority
        .workload(known)
        .map(WorkloadsController::body)
        .orElseThrow(() -> new NotFound("The sliders have not been read yet."));
  }

  @Operation(
      summary = "Devices that drift",
      description =
          "Co-managed devices that both systems have reported on, where at least one report differs"
              + " from the effective authority.")
  @GetMapping("/api/drift")
  Page<Drift> drift(
      @RequestParam(defaultValue = "0") int page, @RequestParam(defaultValue = "50") int size) {
    Paging paging = new Paging(page, size);
    return new Page<>(
        authority.drift(paging.page(), paging.size()),
        paging.page(),
        paging.size(),
        authority.driftCount());
  }

  private static WorkloadBody body(WorkloadAuthority w) {
    return new WorkloadBody(
        w.workload(),
        w.workload().title(),
        w.slider(),
        w.pilotCollection(),
        w.pilotCollectionName(),
        new Counts(w.atConfigurationManager(), w.atIntune()),
        w.pilot(),
        w.drift(),
        w.readAt());
  }
}
