package dev.handover.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.handover.enablement.EnablementBrief;
import dev.handover.enablement.EnablementDesk;
import dev.handover.enablement.EnablementWorkflow;
import dev.handover.programme.ProgrammeBrief;
import dev.handover.programme.ProgrammeDecisions;
import dev.handover.programme.ProgrammeDesk;
import dev.handover.programme.ProgrammeWorkflow.Question;
import dev.handover.remote.RemoteApprovals;
import dev.handover.remote.RemoteBrief;
import dev.handover.remote.RemoteDesk;
import dev.handover.remote.RemoteWorkflow;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.rollout.TaskBrief;
import dev.handover.rollout.TaskEvidence;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** What waits for a person, of whichever kind, as the API shows it. */
@Component
class TaskBodies {

  private static final String DECIDE_PROGRAMME = "DECIDE_PROGRAMME";
  private static final String APPROVE_REMOTE_ACTION = "APPROVE_REMOTE_ACTION";

  private final TaskEvidence evidence;
  private final ProgrammeDesk programmeDesk;
  private final RemoteDesk remoteDesk;
  private final EnablementDesk enablementDesk;

  TaskBodies(
      TaskEvidence evidence,
      ProgrammeDesk programmeDesk,
      RemoteDesk remoteDesk,
      EnablementDesk enablementDesk) {
    this.evidence = evidence;
    this.programmeDesk = programmeDesk;
    this.remoteDesk = remoteDesk;
    this.enablementDesk = enablementDesk;
  }

  /**
   * @param rolloutId null for a question about anything else
   * @param programmeId of a question about a programme, else null
   * @param actionId of a question about a remote action, else null
   * @param enablementId of a question about an enablement, else null
   * @param wave null where there is no rollout
   * @param kind as the kinds of tasks of rollouts and of enablements, or {@code DECIDE_PROGRAMME},
   *     or {@code APPROVE_REMOTE_ACTION}
   * @param outcomes the answers there are
   * @param evidenceHash to be quoted by the decision
   */
  record TaskBody(
      String id,
      String rolloutId,
      String programmeId,
      String actionId,
      String enablementId,
      Integer wave,
      String kind,
      String title,
      List<String> outcomes,
      String evidenceHash,
      Instant createdAt,
      Instant due,
      List<String> candidateGroups,
      String assignee) {}

  /**
   * A task with what there is to know before it is decided, as its form shows it.
   *
   * @param summary what is asked, what follows from each answer, and from none
   * @param reasons the gate's, in sentences; empty where no wave is judged
   * @param atRisk what whoever goes on takes upon them, and how to accept it; empty where nothing
   *     is
   */
  record TaskDetail(
      @JsonUnwrapped TaskBody task,
      String summary,
      String reasons,
      String atRisk,
      List<TaskBrief.Fact> facts) {}

  TaskDetail detail(Question question) {
    ProgrammeBrief brief = programmeDesk.brief(question.programmeId());
    return new TaskDetail(body(question), brief.summary(), "", "", brief.facts());
  }

  TaskDetail detail(RemoteWorkflow.Question question) {
    RemoteBrief brief = remoteDesk.brief(question.key());
    return new TaskDetail(body(question), brief.summary(), "", "", brief.facts());
  }

  TaskDetail detail(EnablementWorkflow.Question question) {
    EnablementBrief brief = enablementDesk.brief(question);
    return new TaskDetail(body(question), brief.summary(), "", "", brief.facts());
  }

  TaskDetail detail(OpenTask task) {
    TaskBrief brief = evidence.brief(task);
    return new TaskDetail(
        body(task), brief.summary(), brief.reasons(), brief.risk(), brief.facts());
  }

  TaskBody body(OpenTask task) {
    return new TaskBody(
        task.id(),
        task.rolloutId(),
        null,
        null,
        null,
        task.wave(),
        task.kind().name(),
        task.title(),
        slugs(task.kind().outcomes()),
        evidence.hash(task),
        task.createdAt(),
        task.due(),
        task.candidateGroups(),
        task.assignee());
  }

  TaskBody body(Question question) {
    return new TaskBody(
        question.taskId(),
        null,
        question.programmeId(),
        null,
        null,
        null,
        DECIDE_PROGRAMME,
        question.title(),
        slugs(ProgrammeDecisions.OUTCOMES),
        programmeDesk.evidenceHash(question.programmeId()),
        question.createdAt(),
        null,
        question.candidateGroups(),
        question.assignee());
  }

  TaskBody body(RemoteWorkflow.Question question) {
    return new TaskBody(
        question.taskId(),
        null,
        null,
        question.key(),
        null,
        null,
        APPROVE_REMOTE_ACTION,
        question.title(),
        slugs(RemoteApprovals.OUTCOMES),
        remoteDesk.brief(question.key()).evidenceHash(),
        question.createdAt(),
        question.due(),
        question.candidateGroups(),
        question.assignee());
  }

  TaskBody body(EnablementWorkflow.Question question) {
    return new TaskBody(
        question.taskId(),
        null,
        null,
        null,
        question.enablementId(),
        null,
        question.kind().name(),
        question.title(),
        slugs(question.kind().outcomes()),
        enablementDesk.brief(question).evidenceHash(),
        question.createdAt(),
        question.due(),
        question.candidateGroups(),
        question.assignee());
  }

  private static List<String> slugs(List<Outcome> outcomes) {
    return outcomes.stream().map(Outcome::slug).toList();
  }
}
