package dev.handover.api;

import dev.handover.authority.AuthorityQueries;
import dev.handover.authority.AuthorityQueries.WorkloadAuthority;
import dev.handover.authority.AuthorityReason;
import dev.handover.authority.Divergence;
import dev.handover.authority.DriftStore;
import dev.handover.authority.DriftStore.Drift;
import dev.handover.rollout.Page;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Workloads", description = "Sliders, and who manages what across the fleet")
class WorkloadsController {

  private final AuthorityQueries authority;
  private final DriftStore drift;

  WorkloadsController(AuthorityQueries authority, DriftStore drift) {
    this.authority = authority;
    this.drift = drift;
  }

  /** Co-managed devices per authority. */
  record Counts(int configurationManager, int intune) {}

  /**
   * @param pilot members of the pilot collection
   * @param reasons devices per rule that decides, those that are not co-managed too
   * @param drift devices on which a report has differed from the effective authority too long
   * @param readAt when the slider was last read back
   */
  record WorkloadBody(
      Workload workload,
      String title,
      Slider slider,
      String pilotCollection,
      String pilotCollectionName,
      Counts authority,
      Map<AuthorityReason, Integer> reasons,
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
          "By device and workload: both systems have reported, and a report has differed from the"
              + " effective authority for longer than is allowed. kind may be given several times:"
              + " BOTH_CLAIM and NEITHER_CLAIMS are split-brain, the two systems contradict each"
              + " other; SETTINGS_NOT_FOLLOWED is that both agree and the settings say otherwise.")
  @GetMapping("/api/drift")
  Page<Drift> drift(
      @RequestParam(required = false) Workload workload,
      @RequestParam(defaultValue = "") Set<Divergence> kind,
      @RequestParam(required = false) String site,
      @RequestParam(required = false) String sort,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size) {
    Paging paging = new Paging(page, size);
    DriftStore.Filter filter = new DriftStore.Filter(workload, kind, site);
    return new Page<>(
        drift.page(filter, DriftStore.SORTING.of(sort), paging.page(), paging.size()),
        paging.page(),
        paging.size(),
        drift.count(filter));
  }

  private static WorkloadBody body(WorkloadAuthority w) {
    return new WorkloadBody(
        w.workload(),
        w.workload().title(),
        w.slider(),
        w.pilotCollection(),
        w.pilotCollectionName(),
        new Counts(w.atConfigurationManager(), w.atIntune()),
        w.reasons(),
        w.pilot(),
        w.drift(),
        w.readAt());
  }
}
