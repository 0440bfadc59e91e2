package dev.handover.api;

import dev.handover.rollout.BreakGlass;
import dev.handover.rollout.DecisionView;
import dev.handover.rollout.DecisionViews;
import dev.handover.rollout.Page;
import dev.handover.rollout.ProcessMigration;
import dev.handover.rollout.RolloutDesk;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutState;
import dev.handover.rollout.RolloutView;
import dev.handover.rollout.WaveDeviceView;
import dev.handover.rollout.WaveDevices;
import dev.handover.rollout.WaveEvidence;
import dev.handover.rollout.WaveQueries;
import dev.handover.rollout.WaveView;
import dev.handover.security.Actor;
import dev.handover.workload.Workload;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/rollouts")
@Tag(name = "Rollouts", description = "Start, follow, stop and put back")
class RolloutsController {

  private final RolloutDesk desk;
  private final BreakGlass glass;
  private final ProcessMigration migration;
  private final RolloutQueries rollouts;
  private final WaveQueries waves;
  private final WaveDevices waveDevices;
  private final DecisionViews decisions;

  RolloutsController(
      RolloutDesk desk,
      BreakGlass glass,
      ProcessMigration migration,
      RolloutQueries rollouts,
      WaveQueries waves,
      WaveDevices waveDevices,
      DecisionViews decisions) {
    this.glass = glass;
    this.migration = migration;
    this.desk = desk;
    this.rollouts = rollouts;
    this.waves = waves;
    this.waveDevices = waveDevices;
    this.decisions = decisions;
  }

  /**
   * @param wave the first wave that goes back; the pilot, hence everything, where it is left out
   */
  @Schema(
      example =
          """
          {"reason": "Users cannot print", "wave": 1}""")
  record RollbackFrom(String reason, Integer wave) {}

  @Operation(
      summary = "Start a rollout",
      description =
          "Takes a plan as JSON or YAML. 400 lists everything wrong with the plan, 422 what stands"
              + " in its way on this estate now. An Idempotency-Key makes a repetition safe.")
  @PostMapping(
      consumes = {"application/json", "application/yaml", "application/x-yaml", "text/yaml"})
  ResponseEntity<RolloutView> start(@RequestBody byte[] plan, Actor actor) {
    String id = desk.start(Text.utf8("plan", plan), actor);
    return ResponseEntity.created(URI.create("/api/rollouts/" + id)).body(one(id));
  }

  @Operation(
      summary = "List rollouts, the newest first unless asked for otherwise",
      description =
          "sort is title, workload, state, requester, created or ended, with ,desc or ,asc")
  @GetMapping
  Page<RolloutView> list(
      @RequestParam(required = false) RolloutState state,
      @RequestParam(required = false) Workload workload,
      @RequestParam(required = false) String sort,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size) {
    Paging paging = new Paging(page, size);
    return rollouts.page(
        state, workload, RolloutQueries.SORTING.of(sort), paging.page(), paging.size());
  }

  @Operation(summary = "One rollout: where it stands and what it waits for")
  @GetMapping("/{id}")
  RolloutView one(@PathVariable String id) {
    return rollouts.find(id).orElseThrow(() -> unknown(id));
  }

  @Operation(summary = "The waves of a rollout, the pilot as number 0")
  @GetMapping("/{id}/waves")
  List<WaveView> waves(@PathVariable String id) {
    one(id);
    return waves.waves(id);
  }

  @Operation(summary = "What was decided, by whom, and on which evidence")
  @GetMapping("/{id}/decisions")
  List<DecisionView> decisions(@PathVariable String id) {
    one(id);
    return decisions.of(id);
  }

  @Operation(summary = "The evidence of every wave that has begun, as last judged")
  @GetMapping("/{id}/evidence")
  List<WaveEvidence> evidence(@PathVariable String id) {
    one(id);
    return waves.evidence(id);
  }

  @Operation(summary = "The evidence of one wave, as last judged")
  @GetMapping("/{id}/waves/{no}/evidence")
  WaveEvidence evidence(@PathVariable String id, @PathVariable int no) {
    return waves.evidence(id, no).orElseThrow(() -> unknownWave(id, no));
  }

  @Operation(summary = "The devices of a wave with their order, confirmation and health")
  @GetMapping("/{id}/waves/{no}/devices")
  Page<WaveDeviceView> devices(
      @PathVariable String id,
      @PathVariable int no,
      @RequestParam(required = false) WaveDeviceView.State state,
      @RequestParam(required = false) String sort,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size) {
    Paging paging = new Paging(page, size);
    waves.evidence(id, no).orElseThrow(() -> unknownWave(id, no));
    return waveDevices.page(
        id, no, state, WaveDevices.SORTING.of(sort), paging.page(), paging.size());
  }

  @Operation(
      summary = "Pause",
      description =
          "Stops the next move, not the watching. An account of automation places monitoring's hold,"
              + " beside that of people: each lifts its own. 409 where there is one, or it has ended.")
  @PostMapping("/{id}/pause")
  @ResponseStatus(HttpStatus.ACCEPTED)
  RolloutView pause(@PathVariable String id, @RequestBody ReasonBody body, Actor actor) {
    desk.pause(id, Text.line("reason", body.reason()), actor);
    return one(id);
  }

  @Operation(
      summary = "Resume a paused rollout",
      description =
          "Lifts what people hold, and a deadline that has passed; an account of automation lifts"
              + " what monitoring holds. 409 where nothing is held that is the caller's to lift.")
  @PostMapping("/{id}/resume")
  @ResponseStatus(HttpStatus.ACCEPTED)
  RolloutView resume(@PathVariable String id, @RequestBody ReasonBody body, Actor actor) {
    desk.resume(id, Text.line("reason", body.reason()), actor);
    return one(id);
  }

  @Operation(
      summary = "Cancel",
      description = "Ends the rollout where it stands; what has been moved stays moved.")
  @PostMapping("/{id}/cancel")
  @ResponseStatus(HttpStatus.ACCEPTED)
  RolloutView cancel(@PathVariable String id, @RequestBody ReasonBody body, Actor actor) {
    desk.cancel(id, Text.line("reason", body.reason()), actor);
    return one(id);
  }

  @Operation(
      summary = "Migrate to the newest version of the process",
      description =
          "For what only that can do; a rollout ends by itself on the version that it began on."
              + " Approvals of a stage that still asks are asked for again. 409 where a stage has"
              + " been approved and not begun, or where the newest version has nothing that"
              + " corresponds to where the rollout stands.")
  @PostMapping("/{id}/migrate")
  @ResponseStatus(HttpStatus.ACCEPTED)
  RolloutView migrate(@PathVariable String id, @RequestBody ReasonBody body, Actor actor) {
    migration.migrate(id, Text.line("reason", body.reason()), actor);
    return one(id);
  }

  @Operation(
      summary = "Roll back",
      description =
          "Puts everything back, or the waves from the given one on; possible while paused, through"
              + " closed windows and in the middle of a wave.")
  @PostMapping("/{id}/rollback")
  @ResponseStatus(HttpStatus.ACCEPTED)
  RolloutView rollback(@PathVariable String id, @RequestBody RollbackFrom body, Actor actor) {
    int from = body.wave() == null ? 0 : body.wave();
    desk.rollback(id, from, Text.line("reason", body.reason()), actor);
    return one(id);
  }

  @Operation(
      summary = "Move the wave at hand in spite of freezes and closed windows",
      description =
          "The first call asks; a second one, by another person within the hour, agrees. Neither may"
              + " be who asked for the rollout. 409 where the calendar does not hold it.")
  @PostMapping("/{id}/break-glass")
  @ResponseStatus(HttpStatus.ACCEPTED)
  RolloutView breakGlass(@PathVariable String id, @RequestBody ReasonBody body, Actor actor) {
    glass.say(id, Text.line("reason", body.reason()), actor);
    return one(id);
  }

  private static NotFound unknown(String id) {
    return new NotFound("There is no rollout '%s'.".formatted(id));
  }

  private static NotFound unknownWave(String id, int no) {
    return new NotFound("Rollout '%s' has no wave %d.".formatted(id, no));
  }
}
