package dev.handover.api;

import dev.handover.rollout.RolloutReport;
import dev.handover.rollout.RolloutReports;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Rollouts", description = "Start, follow, stop and put back")
class ReportController {

  private final RolloutReports reports;

  ReportController(RolloutReports reports) {
    this.reports = reports;
  }

  @Operation(
      summary = "What became of a rollout, in one piece",
      description =
          "Plan, timeline, waves with their evidence, decisions with what they were taken on,"
              + " quarantines, exceptions by name, and residue. The page /rollouts/{id}/report shows the"
              + " same and prints well.")
  @GetMapping("/api/rollouts/{id}/report")
  RolloutReport report(@PathVariable String id) {
    return reports
        .of(id)
        .orElseThrow(() -> new NotFound("There is no rollout '%s'.".formatted(id)));
  }
}
