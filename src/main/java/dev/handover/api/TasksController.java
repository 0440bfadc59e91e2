package dev.handover.api;

import dev.handover.api.TaskBodies.TaskBody;
import dev.handover.api.TaskBodies.TaskDetail;
import dev.handover.enablement.EnablementDesk;
import dev.handover.enablement.EnablementQueries;
import dev.handover.enablement.EnablementView;
import dev.handover.enablement.EnablementWorkflow;
import dev.handover.programme.ProgrammeDesk;
import dev.handover.programme.ProgrammeQueries;
import dev.handover.programme.ProgrammeView;
import dev.handover.programme.ProgrammeWorkflow.Question;
import dev.handover.remote.ActionView;
import dev.handover.remote.RemoteDesk;
import dev.handover.remote.RemoteQueries;
import dev.handover.remote.RemoteWorkflow;
import dev.handover.rollout.Decision;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.Page;
import dev.handover.rollout.Refused;
import dev.handover.rollout.RolloutDesk;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutView;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.security.Actor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/tasks")
@Tag(name = "Tasks", description = "What waits for a person")
class TasksController {

  private static final int COMMENT = 2000;
  private static final int USER = 64;

  private final RolloutDesk desk;
  private final RolloutQueries rollouts;
  private final TaskBodies bodies;
  private final ProgrammeDesk programmeDesk;
  private final ProgrammeQueries programmes;
  private final RemoteDesk remoteDesk;
  private final RemoteQueries actions;
  private final EnablementDesk enablementDesk;
  private final EnablementQueries enablements;

  TasksController(
      RolloutDesk desk,
      RolloutQueries rollouts,
      TaskBodies bodies,
      ProgrammeDesk programmeDesk,
      ProgrammeQueries programmes,
      RemoteDesk remoteDesk,
      RemoteQueries actions,
      EnablementDesk enablementDesk,
      EnablementQueries enablements) {
    this.desk = desk;
    this.rollouts = rollouts;
    this.bodies = bodies;
    this.programmeDesk = programmeDesk;
    this.programmes = programmes;
    this.remoteDesk = remoteDesk;
    this.actions = actions;
    this.enablementDesk = enablementDesk;
    this.enablements = enablements;
  }

  /**
   * @param outcome one of the task's
   * @param comment why, at most 2000 characters
   * @param evidenceHash the hash of the evidence on which this was decided
   * @param until with {@code defer}: when to ask again; with {@code hold}: until when a failed wave
   *     stays where it stands; in the estate's time
   */
  @Schema(
      example =
          """
          {"outcome": "approve", "comment": "Numbers are as expected",
           "evidenceHash": "the hash that GET /api/tasks/{id} told"}""")
  record DecisionBody(String outcome, String comment, String evidenceHash, String until) {}

  /**
   * @param to the user who is to decide instead
   * @param comment why, at most 2000 characters
   */
  @Schema(example = "{\"to\": \"approver2\", \"comment\": \"On leave until Monday\"}")
  record DelegationBody(String to, String comment) {}

  @Operation(summary = "Open tasks that wait for you, the oldest first")
  @GetMapping
  Page<TaskBody> list(
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size,
      Actor actor) {
    Paging paging = new Paging(page, size);
    List<Supplier<TaskBody>> all =
        Stream.of(
                desk.tasks(actor).stream()
                    .map(task -> new Open(task.createdAt(), () -> bodies.body(task))),
                programmeDesk.questions(actor).stream()
                    .map(question -> new Open(question.createdAt(), () -> bodies.body(question))),
                remoteDesk.questions(actor).stream()
                    .map(question -> new Open(question.createdAt(), () -> bodies.body(question))),
                enablementDesk.questions(actor).stream()
                    .map(question -> new Open(question.createdAt(), () -> bodies.body(question))))
            .flatMap(tasks -> tasks)
            .sorted(Comparator.comparing(Open::since))
            .map(Open::body)
            .toList();
    List<TaskBody> items =
        all.stream()
            .skip((long) paging.page() * paging.size())
            .limit(paging.size())
            .map(Supplier::get)
            .toList();
    return new Page<>(items, paging.page(), paging.size(), all.size());
  }

  /** A task, whose evidence is looked up only where it is shown. */
  private record Open(Instant since, Supplier<TaskBody> body) {}

  @Operation(summary = "One open task, with what it is decided on")
  @GetMapping("/{id}")
  TaskDetail one(@PathVariable String id) {
    return programmeDesk
        .question(id)
        .map(bodies::detail)
        .or(() -> remoteDesk.question(id).map(bodies::detail))
        .or(() -> enablementDesk.question(id).map(bodies::detail))
        .orElseGet(() -> bodies.detail(desk.task(id)));
  }

  @Operation(
      summary = "Decide",
      description =
          "403 for whoever asked for it, 409 when the evidence has changed since. Answers with"
              + " what was decided on: a rollout, a programme, a remote action or an enablement.")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              schema =
                  @Schema(
                      oneOf = {
                        RolloutView.class,
                        ProgrammeView.class,
                        ActionView.class,
                        EnablementView.class
                      })))
  @PostMapping("/{id}/decision")
  Object decide(@PathVariable String id, @RequestBody DecisionBody body, Actor actor) {
    if (body.outcome() == null) {
      throw new BadInput("outcome", "An outcome is needed.");
    }
    Decision decision =
        new Decision(
            Outcome.of(body.outcome()),
            Text.optional("comment", body.comment(), COMMENT),
            Text.optional("evidenceHash", body.evidenceHash(), 64),
            Decision.until(body.until()));
    Optional<Question> question = programmeDesk.question(id);
    if (question.isPresent()) {
      programmeDesk.decide(id, decision, actor);
      return programmes
          .find(question.get().programmeId())
          .orElseThrow(() -> new NotFound("The programme of this task is gone."));
    }
    Optional<RemoteWorkflow.Question> action = remoteDesk.question(id);
    if (action.isPresent()) {
      remoteDesk.decide(id, decision, actor);
      return actions
          .find(action.get().key())
          .orElseThrow(() -> new NotFound("The remote action of this task is gone."));
    }
    Optional<EnablementWorkflow.Question> enablement = enablementDesk.question(id);
    if (enablement.isPresent()) {
      enablementDesk.decide(id, decision, actor);
      return enablements
          .find(enablement.get().enablementId())
          .orElseThrow(() -> new NotFound("The enablement of this task is gone."));
    }
    OpenTask task = desk.task(id);
    desk.decide(id, decision, actor);
    return rollouts
        .find(task.rolloutId())
        .orElseThrow(() -> new NotFound("The rollout of this task is gone."));
  }

  @Operation(
      summary = "Have a colleague decide instead, in their own name",
      description =
          "403 for whoever asked for the rollout; 409 where the colleague asked for it, has no part"
              + " in deciding, or has approved this already. Answers with the task.")
  @PostMapping("/{id}/delegate")
  TaskBody delegate(@PathVariable String id, @RequestBody DelegationBody body, Actor actor) {
    if (programmeDesk.question(id).isPresent()) {
      throw Refused.conflict(
          "What is asked about a programme is not delegated; another person answers it.");
    }
    if (remoteDesk.question(id).isPresent()) {
      throw Refused.conflict(
          "The approval of a remote action is not delegated; another person gives it.");
    }
    if (enablementDesk.question(id).isPresent()) {
      throw Refused.conflict(
          "What is asked about an enablement is not delegated; another person answers it.");
    }
    String to = Text.optional("to", body.to(), USER);
    if (to == null) {
      throw new BadInput("to", "The user who is to decide is needed.");
    }
    desk.delegate(id, to, Text.optional("comment", body.comment(), COMMENT), actor);
    return bodies.body(desk.task(id));
  }
}
