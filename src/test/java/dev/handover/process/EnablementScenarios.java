package dev.handover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.enablement.EnablementBrief;
import dev.handover.enablement.EnablementKind;
import dev.handover.enablement.EnablementWorkflow.Question;
import dev.handover.rollout.Decision;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.Refused;
import dev.handover.rollout.TaskBrief.Fact;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The ways of a co-management enablement. */
abstract class EnablementScenarios extends RemoteActionScenarios {

  private static final String E = "E-7";
  private static final Instant CONFIRM_BY = NOW.plus(Duration.ofDays(7));

  @Test
  void a_confirmed_enablement_is_set_for_the_pilot_widened_and_enabled() {
    beginEnablement("automatic");
    assertThat(enablements.questions(REQUESTER)).isEmpty();
    assertThat(workflow.tasks(APPROVER)).isEmpty();
    assertThat(remote.questions(APPROVER)).isEmpty();
    assertThat(asked(EnablementKind.CONFIRM_ENABLEMENT).due()).isEqualTo(CONFIRM_BY);
    answerEnablement(EnablementKind.CONFIRM_ENABLEMENT, Outcome.APPROVE);
    assertThat(waiting()).containsExactly("messageEvent_enrolmentJudged");

    enrolmentJudged(false);
    answerEnablement(EnablementKind.DECIDE_ENROLMENT, Outcome.WIDEN);
    verify(enablementLife, times(2)).order(E);
    enrolmentJudged(true);
    verify(enablementLife).complete(E);
    verify(enablementLife, never()).orderBack(any());
    assertEndedAt("endEvent_enablementCompleted");
    assertThat(enablements.judged(E, true)).isFalse();
  }

  @Test
  void who_waits_longer_is_asked_again_and_who_keeps_it_ends_it_there() {
    beginEnablement("automatic");
    answerEnablement(EnablementKind.CONFIRM_ENABLEMENT, Outcome.APPROVE);
    enrolmentJudged(false);
    answerEnablement(EnablementKind.DECIDE_ENROLMENT, Outcome.EXTEND);
    assertThat(waiting()).containsExactly("messageEvent_enrolmentJudged");
    enrolmentJudged(false);
    answerEnablement(EnablementKind.DECIDE_ENROLMENT, Outcome.KEEP);
    verify(enablementLife, times(1)).order(E);
    verify(enablementLife).complete(E);
    assertEndedAt("endEvent_enablementCompleted");
  }

  @Test
  void what_is_put_back_is_put_back_by_handover_and_waited_for() {
    beginEnablement("automatic");
    answerEnablement(EnablementKind.CONFIRM_ENABLEMENT, Outcome.APPROVE);
    enrolmentJudged(false);
    when(enablementLife.orderBack(E)).thenReturn("automatic");
    answerEnablement(EnablementKind.DECIDE_ENROLMENT, Outcome.PUT_BACK);
    assertThat(waiting()).containsExactly("gateway_isItBack");
    verify(enablementLife, never()).cancel(any());
    back();
    verify(enablementLife).cancel(E);
    assertEndedAt("endEvent_enablementCancelled");
  }

  @Test
  void a_person_sets_it_in_the_console_and_puts_it_back_there() {
    beginEnablement("person");
    answerEnablement(EnablementKind.CONFIRM_ENABLEMENT, Outcome.APPROVE);
    answerEnablement(EnablementKind.SET_ENROLMENT, Outcome.DONE);
    assertThat(waiting()).containsExactly("messageEvent_enrolmentJudged");
    when(enablementLife.orderBack(E)).thenReturn("person");
    assertThat(enablements.cancelRequested(E)).isTrue();
    goOn();
    answerEnablement(EnablementKind.PUT_ENROLMENT_BACK, Outcome.DONE);
    assertThat(waiting()).containsExactly("gateway_isItBack");
    assertThat(enablements.cancelRequested(E)).isFalse();
    back();
    assertEndedAt("endEvent_enablementCancelled");
  }

  @Test
  void what_the_site_shows_counts_even_where_nobody_answers_the_question() {
    beginEnablement("person");
    answerEnablement(EnablementKind.CONFIRM_ENABLEMENT, Outcome.APPROVE);
    asked(EnablementKind.SET_ENROLMENT);
    enrolmentJudged(false);
    when(enablementLife.orderBack(E)).thenReturn("person");
    answerEnablement(EnablementKind.DECIDE_ENROLMENT, Outcome.PUT_BACK);
    asked(EnablementKind.PUT_ENROLMENT_BACK);
    back();
    assertEndedAt("endEvent_enablementCancelled");
  }

  @Test
  void who_is_asked_to_set_what_the_site_shows_already_is_asked_no_more() {
    beginEnablement("person");
    answerEnablement(EnablementKind.CONFIRM_ENABLEMENT, Outcome.APPROVE);
    asked(EnablementKind.SET_ENROLMENT);
    assertThat(enablements.isSet(E)).isTrue();
    assertThat(enablements.questions(APPROVER)).isEmpty();
    assertThat(waiting()).containsExactly("messageEvent_enrolmentJudged");
    assertThat(enablements.isSet(E)).isFalse();
  }

  @Test
  void a_person_who_has_not_put_it_back_is_asked_again() {
    beginEnablement("person");
    when(enablementLife.orderBack(E)).thenReturn("person");
    assertThat(enablements.cancelRequested(E)).isTrue();
    goOn();
    asked(EnablementKind.PUT_ENROLMENT_BACK);
    assertThat(enablements.isNotBack(E)).as("while it is asked").isFalse();
    answerEnablement(EnablementKind.PUT_ENROLMENT_BACK, Outcome.DONE);
    assertThat(enablements.questions(APPROVER)).isEmpty();
    assertThat(enablements.isNotBack(E)).isTrue();
    answerEnablement(EnablementKind.PUT_ENROLMENT_BACK, Outcome.DONE);
    back();
    verify(enablementLife).cancel(E);
    assertEndedAt("endEvent_enablementCancelled");
  }

  @Test
  void a_rejected_enablement_sets_nothing() {
    beginEnablement("automatic");
    when(enablementLife.orderBack(E)).thenReturn("nothing");
    answerEnablement(EnablementKind.CONFIRM_ENABLEMENT, Outcome.REJECT);
    verify(enablementLife, never()).order(any());
    verify(enablementLife).cancel(E);
    assertEndedAt("endEvent_enablementCancelled");
  }

  @Test
  void an_enablement_that_nobody_confirms_in_time_ends() {
    beginEnablement("automatic");
    when(enablementLife.orderBack(E)).thenReturn("nothing");
    assertThat(timer("boundaryEvent_confirmationTimeOver").getDuedate())
        .isEqualTo(Date.from(NOW.plus(Duration.ofDays(7).dividedBy(FACTOR))));
    fire("boundaryEvent_confirmationTimeOver");
    verify(enablementLife, never()).order(any());
    verify(enablementLife).cancel(E);
    assertEndedAt("endEvent_enablementCancelled");
  }

  @Test
  void an_enablement_is_cancelled_while_it_waits_to_be_confirmed() {
    beginEnablement("automatic");
    when(enablementLife.orderBack(E)).thenReturn("nothing");
    assertThat(enablements.cancelRequested(E)).isTrue();
    goOn();
    assertEndedAt("endEvent_enablementCancelled");
  }

  @Test
  void what_the_rules_refuse_leaves_the_question_about_an_enablement_open() {
    beginEnablement("automatic");
    Question question = asked(EnablementKind.CONFIRM_ENABLEMENT);
    when(enablementLife.decide(eq(E), any(), any(), any()))
        .thenThrow(Refused.forbidden("You asked for it."));
    assertThatThrownBy(
            () ->
                enablements.answer(
                    question.taskId(), new Decision(Outcome.APPROVE, "because", "e1"), APPROVER))
        .isInstanceOf(Refused.class)
        .hasMessage("You asked for it.");
    assertThat(asked(EnablementKind.CONFIRM_ENABLEMENT)).isEqualTo(question);
    when(enablementLife.brief(E, EnablementKind.CONFIRM_ENABLEMENT)).thenReturn(sheet("e2"));
    assertThat(formService.getTaskFormVariables(question.taskId()))
        .containsEntry("evidenceHash", "e2")
        .containsEntry("page", "/enablement/E-7");
  }

  @Test
  void an_enablement_of_none_does_not_begin_and_what_is_posted_along_is_thrown_away() {
    when(enablementLife.begin(eq("E-8"), any()))
        .thenThrow(Refused.conflict("It waits for no process."));
    assertThatThrownBy(() -> enablements.begin("E-8")).hasMessage("It waits for no process.");
    when(enablementLife.begin(eq(E), any())).thenReturn(CONFIRM_BY);
    when(enablementLife.ask(eq(E), any())).thenReturn(sheet("e1"));
    runtime.startProcessInstanceByKey(
        "coManagementEnablement", E, Map.of("decision", "approve", "course", "enabled"));
    assertThat(runtime.createVariableInstanceQuery().variableName("decision").list()).isEmpty();
    assertThat(runtime.createVariableInstanceQuery().variableName("course").list()).isEmpty();
  }

  private void beginEnablement(String handover) {
    when(enablementLife.begin(eq(E), any())).thenReturn(CONFIRM_BY);
    when(enablementLife.ask(eq(E), any())).thenReturn(sheet("e1"));
    when(enablementLife.order(E)).thenReturn(handover);
    enablements.begin(E);
    goOn();
  }

  private Question asked(EnablementKind kind) {
    List<Question> open = enablements.questions(APPROVER);
    assertThat(open).hasSize(1);
    assertThat(open.get(0).kind()).isEqualTo(kind);
    assertThat(open.get(0).enablementId()).isEqualTo(E);
    assertThat(enablements.question(open.get(0).taskId())).contains(open.get(0));
    return open.get(0);
  }

  private void answerEnablement(EnablementKind kind, Outcome outcome) {
    when(enablementLife.decide(eq(E), eq(kind), any(), any())).thenReturn(outcome.slug());
    enablements.answer(asked(kind).taskId(), new Decision(outcome, "because", "e1"), APPROVER);
    goOn();
  }

  private void enrolmentJudged(boolean enabled) {
    assertThat(enablements.judged(E, enabled)).isTrue();
    goOn();
  }

  private void back() {
    assertThat(enablements.isBack(E)).isTrue();
    goOn();
  }

  private static EnablementBrief sheet(String hash) {
    return new EnablementBrief(
        "Confirm automatic enrolment",
        "What is asked.",
        "/enablement/E-7",
        List.of(new Fact("Why", "Winter")),
        hash,
        CONFIRM_BY);
  }
}
