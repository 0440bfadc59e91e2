package dev.handover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.remote.RemoteBrief;
import dev.handover.remote.RemoteWorkflow.End;
import dev.handover.remote.RemoteWorkflow.Question;
import dev.handover.rollout.Decision;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.Refused;
import dev.handover.rollout.TaskBrief.Fact;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.variable.VariableMap;
import org.junit.jupiter.api.Test;

/** The ways of a remote action that has to be approved. */
abstract class RemoteActionScenarios extends ProcessStage {

  private static final String ACTION = "A-7";
  private static final Instant EXPIRES = NOW.plus(Duration.ofDays(2));

  @Test
  void an_approved_action_is_ordered_and_its_end_is_waited_for() {
    begin();
    assertThat(remote.questions(REQUESTER)).isEmpty();
    Question question = question();
    assertThat(question.key()).isEqualTo(ACTION);
    assertThat(question.title()).isEqualTo("Wipe PC-1");
    assertThat(question.due()).isEqualTo(EXPIRES);
    assertThat(workflow.tasks(APPROVER)).isEmpty();
    assertThat(programmes.questions(APPROVER)).isEmpty();
    assertThat(remote.ended(ACTION, End.DONE)).isFalse();

    answer(Outcome.APPROVE, true);
    verify(remoteApprovals).order(ACTION);
    assertThat(waiting()).containsExactly("messageEvent_actionEnded");
    ends(End.DONE);
    assertEndedAt("endEvent_actionDone");
    assertThat(remote.ended(ACTION, End.DONE)).isFalse();
  }

  @Test
  void an_action_that_fails_ends_as_failed() {
    begin();
    answer(Outcome.APPROVE, true);
    ends(End.FAILED);
    assertEndedAt("endEvent_actionFailed");
  }

  @Test
  void an_action_whose_end_nobody_knows_ends_as_timed_out() {
    begin();
    answer(Outcome.APPROVE, true);
    ends(End.UNKNOWN);
    assertEndedAt("endEvent_actionTimedOut");
  }

  @Test
  void a_rejected_action_is_not_ordered() {
    begin();
    answer(Outcome.REJECT, false);
    assertEndedAt("endEvent_actionRejected");
    verify(remoteApprovals, never()).order(any());
  }

  @Test
  void an_action_that_nobody_approves_in_time_is_refused() {
    begin();
    assertThat(timer("boundaryEvent_approvalTimeOver").getDuedate())
        .isEqualTo(Date.from(NOW.plus(Duration.ofDays(2).dividedBy(FACTOR))));
    fire("boundaryEvent_approvalTimeOver");
    verify(remoteApprovals).expire(ACTION);
    verify(remoteApprovals, never()).order(any());
    assertEndedAt("endEvent_actionExpired");
  }

  @Test
  void what_the_rules_refuse_leaves_the_approval_open() {
    begin();
    Question question = question();
    when(remoteApprovals.decide(eq(ACTION), any(), any()))
        .thenThrow(Refused.forbidden("You asked for it."));
    assertThatThrownBy(
            () ->
                remote.answer(
                    question.taskId(), new Decision(Outcome.APPROVE, "because", "e1"), APPROVER))
        .isInstanceOf(Refused.class)
        .hasMessage("You asked for it.");
    assertThat(question()).isEqualTo(question);
  }

  @Test
  void a_token_moved_past_the_approval_orders_nothing_but_an_incident() {
    begin();
    doThrow(Refused.conflict("It is not approved.")).when(remoteApprovals).order(ACTION);
    runtime
        .createProcessInstanceModification(
            runtime.createProcessInstanceQuery().singleResult().getId())
        .cancelAllForActivity("userTask_approveAction")
        .startBeforeActivity("serviceTask_orderAction")
        .execute();
    for (int attempt = 0; attempt < 4; attempt++) {
      Job job = management.createJobQuery().messages().singleResult();
      assertThatThrownBy(() -> management.executeJob(job.getId()))
          .hasMessageContaining("It is not approved.");
    }
    assertThat(runtime.createProcessInstanceQuery().count()).isEqualTo(1);
    assertThat(runtime.createIncidentQuery().activityId("serviceTask_orderAction").count())
        .isEqualTo(1);
  }

  @Test
  void its_form_shows_the_device_as_it_stands_now() {
    begin();
    when(remoteApprovals.brief(ACTION)).thenReturn(brief("e2"));
    VariableMap shown = formService.getTaskFormVariables(question().taskId());
    assertThat(shown)
        .containsEntry("evidenceHash", "e2")
        .containsEntry("summary", "What is asked.")
        .containsEntry("page", "/devices/1");
    assertThat(shown.getValueTyped("facts").getValue().toString()).contains("Stolen");
  }

  @Test
  void a_process_of_no_action_does_not_begin_and_what_is_posted_along_is_thrown_away() {
    when(remoteApprovals.begin(eq("A-8"), any()))
        .thenThrow(Refused.conflict("It waits for no process."));
    assertThatThrownBy(() -> remote.begin("A-8")).hasMessage("It waits for no process.");
    assertThatThrownBy(() -> runtime.startProcessInstanceByKey("remoteAction"))
        .hasMessageContaining("no business key");
    assertThat(runtime.createProcessInstanceQuery().list()).isEmpty();

    when(remoteApprovals.begin(eq(ACTION), any())).thenReturn(EXPIRES);
    when(remoteApprovals.brief(ACTION)).thenReturn(brief("e1"));
    runtime.startProcessInstanceByKey(
        "remoteAction", ACTION, Map.of("decision", "approved", "endedAs", "done"));
    assertThat(runtime.createVariableInstanceQuery().variableName("decision").list()).isEmpty();
    assertThat(runtime.createVariableInstanceQuery().variableName("endedAs").list()).isEmpty();
  }

  private void begin() {
    when(remoteApprovals.begin(eq(ACTION), any())).thenReturn(EXPIRES);
    when(remoteApprovals.brief(ACTION)).thenReturn(brief("e1"));
    remote.begin(ACTION);
    goOn();
  }

  private Question question() {
    List<Question> open = remote.questions(APPROVER);
    assertThat(open).hasSize(1);
    assertThat(remote.question(open.get(0).taskId())).contains(open.get(0));
    return open.get(0);
  }

  private void answer(Outcome outcome, boolean approved) {
    Decision decision = new Decision(outcome, "because", "e1");
    when(remoteApprovals.decide(eq(ACTION), any(), any())).thenReturn(approved);
    remote.answer(question().taskId(), decision, APPROVER);
    verify(remoteApprovals).decide(ACTION, decision, APPROVER);
    goOn();
  }

  private void ends(End how) {
    assertThat(remote.ended(ACTION, how)).isTrue();
    goOn();
  }

  private static RemoteBrief brief(String hash) {
    return new RemoteBrief(
        "Wipe PC-1",
        "What is asked.",
        "/devices/1",
        List.of(new Fact("Why", "Stolen")),
        hash,
        EXPIRES);
  }
}
