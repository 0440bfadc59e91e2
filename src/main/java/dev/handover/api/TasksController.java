package dev.handover.api;

import dev.handover.rollout.Decision;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.Page;
import dev.handover.rollout.RolloutDesk;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutView;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.rollout.TaskEvidence;
import dev.handover.rollout.TaskKind;
import dev.handover.security.Actor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
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
  private final TaskEvidence evidence;

  TasksController(RolloutDesk desk, RolloutQueries rollouts, TaskEvidence evidence) {
    this.desk = desk;
    this.rollouts = rollouts;
    this.evidence = evidence;
  }

  /**
   * @param outcomes the answers there are
   * @param evidenceHash to be quoted by the decision
   */
  record TaskBody(
      String id,
      String rolloutId,
      int wave,
      TaskKind kind,
      String title,
      List<String> outcomes,
      String evidenceHash,
      Instant createdAt,
      Instant due,
      List<String> candidateGroups,
      String assignee) {}

  /**
   * @param outcome one of the task's
   * @param comment why, at most 2000 characters
   * @param evidenceHash the hash of the evidence on which this was decided
   * @param until with {@code defer}: when to ask again, in the estate's time
   */
  record DecisionBody(String outcome, String comment, String evidenceHash, String until) {}

  /**
   * @param to the user who is to decide instead
   * @param comment why, at most 2000 characters
   */
  record DelegationBody(String to, String comment) {}

  @Operation(summary = "Open tasks that you may see, the oldest first")
  @GetMapping
  Page<TaskBody> list(
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size,
      Actor actor) {
    Paging paging = new Paging(page, size);
    List<OpenTask> all = desk.tasks(actor);
    List<TaskBody> items =
        all.stream()
            .skip((long) paging.page() * paging.size())
            .limit(paging.size())
            .map(this::body)
            .toList();
    return new Page<>(items, paging.page(), paging.size(), all.size());
  }

  @Operation(summary = "One open task")
  @GetMapping("/{id}")
  TaskBody one(@PathVariable String id) {
    return body(desk.task(id));
  }

  @Operation(
      summary = "Decide",
      description =
          "403 for whoever asked for the rollout, 409 when the evidence has changed since. Answers"
              + " with the rollout.")
  @PostMapping("/{id}/decision")
  RolloutView decide(@PathVariable String id, @RequestBody DecisionBody body, Actor actor) {
    if (body.outcome() == null) {
      throw new BadInput("outcome", "An outcome is needed.");
    }
    OpenTask task = desk.task(id);
    Decision decision =
        new Decision(
            Outcome.of(body.outcome()),
            Text.optional("comment", body.comment(), COMMENT),
            Text.optional("evidenceHash", body.evidenceHash(), 64),
            Decision.until(body.until()));
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
    String to = Text.optional("to", body.to(), USER);
    if (to == null) {
      throw new BadInput("to", "The user who is to decide is needed.");
    }
    desk.delegate(id, to, Text.optional("comment", body.comment(), COMMENT), actor);
    return body(desk.task(id));
  }

  private TaskBody body(OpenTask task) {
    return new TaskBody(
        task.id(),
        task.rolloutId(),
        task.wave(),
        task.kind(),
        task.title(),
        task.kind().outcomes().stream().map(Outcome::slug).toList(),
        evidence.hash(task),
        task.createdAt(),
        task.due(),
        task.candidateGroups(),
        task.assignee());
  }
}
