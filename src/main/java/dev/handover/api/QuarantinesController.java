package dev.handover.api;

import dev.handover.rollout.QuarantineView;
import dev.handover.rollout.Quarantines;
import dev.handover.rollout.RolloutQueries;
import dev.handover.security.Actor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/rollouts/{id}/quarantines")
@Tag(name = "Rollouts")
class QuarantinesController {

  private final Quarantines quarantines;
  private final RolloutQueries rollouts;

  QuarantinesController(Quarantines quarantines, RolloutQueries rollouts) {
    this.quarantines = quarantines;
    this.rollouts = rollouts;
  }

  @Operation(
      summary = "The parts of a rollout that have failed where the whole has not",
      description = "Those that stand first, then those that have been released.")
  @GetMapping
  List<QuarantineView> list(@PathVariable String id) {
    rollouts.find(id).orElseThrow(() -> new NotFound("There is no rollout '%s'.".formatted(id)));
    return quarantines.of(id);
  }

  @Operation(
      summary = "Release a part from quarantine",
      description =
          "Its devices join the next wave that begins. Not by who asked for the rollout. 409 where"
              + " it is released already, or its devices are still to be put back.")
  @PostMapping("/{quarantine}/release")
  @ResponseStatus(HttpStatus.ACCEPTED)
  List<QuarantineView> release(
      @PathVariable String id,
      @PathVariable long quarantine,
      @RequestBody ReasonBody body,
      Actor actor) {
    quarantines.release(id, quarantine, Text.line("reason", body.reason()), actor);
    return quarantines.of(id);
  }
}
