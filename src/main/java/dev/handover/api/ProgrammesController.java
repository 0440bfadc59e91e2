package dev.handover.api;

import dev.handover.programme.ProgrammeCheck;
import dev.handover.programme.ProgrammeDesk;
import dev.handover.programme.ProgrammeQueries;
import dev.handover.programme.ProgrammeView;
import dev.handover.rollout.Page;
import dev.handover.security.Actor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
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
@RequestMapping("/api/programmes")
@Tag(name = "Programmes", description = "Several workloads in their order, one rollout each")
class ProgrammesController {

  private final ProgrammeDesk desk;
  private final ProgrammeQueries programmes;

  ProgrammesController(ProgrammeDesk desk, ProgrammeQueries programmes) {
    this.desk = desk;
    this.programmes = programmes;
  }

  @Operation(
      summary = "Check a programme",
      description =
          "The dry run: each of its plans as by /api/plans/check, and what its rollouts are to each"
              + " other. Stores nothing. 400 lists everything wrong with the text, each with its"
              + " place, such as rollouts[2].gate.metrics[0].limit.")
  @PostMapping(
      path = "/check",
      consumes = {"application/json", "application/yaml", "application/x-yaml", "text/yaml"})
  ProgrammeCheck check(@RequestBody byte[] programme) {
    return desk.check(Text.utf8("programme", programme));
  }

  @Operation(
      summary = "Start a programme",
      description =
          """
          Takes JSON or YAML: a `title`, what all plans have in common, and `rollouts`, a list of \
          plans, each with what differs. `after: [client-apps]` names the workloads that one waits \
          for; where it is left out, those that usually come before, and `after: []` waits for \
          none. `onFailure: stop` (the default) has a person decide when one does not end well; \
          `goOn` lets the others begin. 400 lists everything wrong with it, 422 what stands in the \
          way of any of its plans; then nothing is started. An Idempotency-Key makes a repetition \
          safe.""")
  @PostMapping(
      consumes = {"application/json", "application/yaml", "application/x-yaml", "text/yaml"})
  ResponseEntity<ProgrammeView> start(@RequestBody byte[] programme, Actor actor) {
    String id = desk.start(Text.utf8("programme", programme), actor);
    return ResponseEntity.created(URI.create("/api/programmes/" + id)).body(one(id));
  }

  @Operation(summary = "List programmes, the newest first")
  @GetMapping
  Page<ProgrammeView> list(
      @RequestParam(required = false) String sort,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size) {
    Paging paging = new Paging(page, size);
    return programmes.page(ProgrammeQueries.SORTING.of(sort), paging.page(), paging.size());
  }

  @Operation(summary = "One programme: where its rollouts stand, and what those to come wait for")
  @GetMapping("/{id}")
  ProgrammeView one(@PathVariable String id) {
    return programmes
        .find(id)
        .orElseThrow(() -> new NotFound("There is no programme '%s'.".formatted(id)));
  }

  @Operation(
      summary = "Pause",
      description =
          "No further rollout begins; those under way go on, and are paused by themselves."
              + " 409 where it is paused already, or has ended.")
  @PostMapping("/{id}/pause")
  @ResponseStatus(HttpStatus.ACCEPTED)
  ProgrammeView pause(@PathVariable String id, @RequestBody ReasonBody body, Actor actor) {
    desk.pause(id, Text.line("reason", body.reason()), actor);
    return one(id);
  }

  @Operation(summary = "Resume a paused programme", description = "409 where it is not paused.")
  @PostMapping("/{id}/resume")
  @ResponseStatus(HttpStatus.ACCEPTED)
  ProgrammeView resume(@PathVariable String id, @RequestBody ReasonBody body, Actor actor) {
    desk.resume(id, Text.line("reason", body.reason()), actor);
    return one(id);
  }

  @Operation(
      summary = "Cancel",
      description =
          "No further rollout begins. Those under way go on; each is cancelled or rolled back by"
              + " itself.")
  @PostMapping("/{id}/cancel")
  @ResponseStatus(HttpStatus.ACCEPTED)
  ProgrammeView cancel(@PathVariable String id, @RequestBody ReasonBody body, Actor actor) {
    desk.cancel(id, Text.line("reason", body.reason()), actor);
    return one(id);
  }
}
