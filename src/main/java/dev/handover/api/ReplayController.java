package dev.handover.api;

import dev.handover.rollout.PolicyReplay;
import dev.handover.rollout.ReplayReport;
import dev.handover.rollout.ShadowReport;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Rollouts")
class ReplayController {

  private final PolicyReplay replay;

  ReplayController(PolicyReplay replay) {
    this.replay = replay;
  }

  @Operation(
      summary = "What another policy would have made of it",
      description =
          "Judges every wave that has begun again, on what was known at each moment. Takes the"
              + " plan's sections gate and soak, in JSON or YAML; what is left out stays as in the"
              + " plan. Changes nothing.")
  @PostMapping(
      path = "/api/rollouts/{id}/replay",
      consumes = {"application/json", "application/yaml", "application/x-yaml", "text/yaml"})
  ReplayReport replay(@PathVariable String id, @RequestBody byte[] policy) {
    return replay.replay(id, Text.utf8("policy", policy));
  }

  @Operation(
      summary = "What the plan's shadow policies say",
      description =
          "Policies that the plan names under shadow, judged on the same evidence beside the gate."
              + " They decide nothing.")
  @GetMapping("/api/rollouts/{id}/shadow")
  List<ShadowReport> shadow(@PathVariable String id) {
    return replay.shadows(id);
  }
}
