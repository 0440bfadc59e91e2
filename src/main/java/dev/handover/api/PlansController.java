package dev.handover.api;

import dev.handover.rollout.PlanCheck;
import dev.handover.rollout.RolloutDesk;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Plans", description = "What a rollout would do, before it does anything")
class PlansController {

  private final RolloutDesk desk;

  PlansController(RolloutDesk desk) {
    this.desk = desk;
  }

  @Operation(
      summary = "Check a plan",
      description =
          "The dry run: readiness, wave sizes, the fewest devices that can pass, conflicts with"
              + " other rollouts. Stores nothing. 400 lists everything wrong with the plan itself.")
  @PostMapping(
      path = "/api/plans/check",
      consumes = {"application/json", "application/yaml", "application/x-yaml", "text/yaml"})
  PlanCheck check(@RequestBody byte[] plan) {
    return desk.check(PlanBody.text(plan));
  }
}
