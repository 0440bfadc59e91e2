package dev.handover.api;

import dev.handover.rollout.Page;
import dev.handover.rollout.Residue;
import dev.handover.rollout.ResidueQueries;
import dev.handover.rollout.ResidueReport;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/rollouts/{id}/residue")
@Tag(name = "Rollouts", description = "Start, follow, stop and put back")
class ResidueController {

  private final ResidueQueries residue;

  ResidueController(ResidueQueries residue) {
    this.residue = residue;
  }

  @Operation(
      summary = "What stays behind on the devices that go back",
      description =
          "Before a rollback: what would stay behind. Counts only devices that this rollout has"
              + " moved; those whose move was never confirmed are counted as unknown.")
  @GetMapping
  ResidueReport report(@PathVariable String id) {
    return residue
        .report(id)
        .orElseThrow(() -> new NotFound("There is no rollout '%s'.".formatted(id)));
  }

  @Operation(summary = "The devices that have, or may have, one kind of residue")
  @GetMapping("/devices")
  Page<ResidueReport.Device> devices(
      @PathVariable String id,
      @RequestParam Residue code,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size) {
    Paging paging = new Paging(page, size);
    report(id);
    return residue.devices(id, code, paging.page(), paging.size());
  }
}
