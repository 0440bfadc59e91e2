package dev.handover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.plan.InvalidPlan;
import dev.handover.programme.ProgrammeBrief;
import dev.handover.programme.ProgrammeWorkflow.Question;
import dev.handover.rollout.Decision;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.Refused;
import dev.handover.rollout.TaskBrief.Fact;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.variable.VariableMap;
import org.junit.jupiter.api.Test;

/** The ways of a programme: begin, wait, ask, end. */
abstract class ProgrammeScenarios extends EnablementScenarios {

  private static final String PROGRAMME = "P-1";

  @Test
  void a_programme_begins_what_may_begin_waits_for_an_end_and_completes() {
    next("begin", "begin", "wait", "begin", "wait", "done");
    startProgramme();
    assertThat(waiting()).containsExactly("messageEvent_programmeGoesOn");
    verify(programmeLife, times(3)).next(PROGRAMME);

    assertThat(programmes.goOn("P-2")).isFalse();
    goesOn();
    verify(programmeLife, times(5)).next(PROGRAMME);
    goesOn();
    verify(programmeLife).complete(PROGRAMME);
    assertEndedAt("endEvent_programmeCompleted");
  }

  @Test
  void a_person_is_asked_and_has_it_go_on() {
    next("ask", "done");
    startProgramme();
    assertThat(programmes.questions(REQUESTER)).isEmpty();
    Question question = question();
    assertThat(question.programmeId()).isEqualTo(PROGRAMME);
    assertThat(question.title()).isEqualTo("All: Client apps has not ended well");
    assertThat(programmes.question(question.taskId())).contains(question);
    assertThat(workflow.tasks(APPROVER)).isEmpty();
    // Whatever ends meanwhile waits for the answer, too.
    assertThat(programmes.goOn(PROGRAMME)).isFalse();

    answer(question, Outcome.GO_ON, true);
    assertThat(programmes.question(question.taskId())).isEmpty();
    assertEndedAt("endEvent_programmeCompleted");
  }

  @Test
  void the_form_shows_how_things_stand_now() {
    next("ask");
    startProgramme();
    when(programmeDecisions.brief(PROGRAMME)).thenReturn(brief("e2"));
    VariableMap shown = formService.getTaskFormVariables(question().taskId());
    assertThat(shown)
        .containsEntry("evidenceHash", "e2")
        .containsEntry("summary", "What has happened.")
        .containsEntry("page", "/programmes/P-1");
    assertThat(shown.getValueTyped("facts").getValue().toString()).contains("rolled back");
  }

  @Test
  void a_person_ends_it() {
    next("ask");
    startProgramme();
    answer(question(), Outcome.END, false);
    verify(programmeLife).cancel(PROGRAMME);
    assertEndedAt("endEvent_programmeCancelled");
  }

  @Test
  void what_the_rules_refuse_leaves_the_question_open() {
    next("ask");
    startProgramme();
    Question question = question();
    when(programmeDecisions.decide(eq(PROGRAMME), any(), any()))
        .thenThrow(Refused.forbidden("You asked for it."));
    assertThatThrownBy(
            () ->
                programmes.answer(
                    question.taskId(), new Decision(Outcome.GO_ON, "because", "e1"), APPROVER))
        .isInstanceOf(Refused.class)
        .hasMessage("You asked for it.");
    assertThat(question()).isEqualTo(question);
  }

  @Test
  void it_is_cancelled_wherever_it_waits() {
    next("wait");
    startProgramme();
    assertThat(programmes.cancelRequested(PROGRAMME)).isTrue();
    goOn();
    assertEndedAt("endEvent_programmeCancelled");
    assertThat(programmes.cancelRequested(PROGRAMME)).isFalse();

    history
        .createHistoricProcessInstanceQuery()
        .list()
        .forEach(i -> history.deleteHistoricProcessInstance(i.getId()));
    next("ask");
    startProgramme();
    assertThat(programmes.cancelRequested(PROGRAMME)).isTrue();
    goOn();
    assertThat(programmes.questions(ADMIN)).isEmpty();
    assertEndedAt("endEvent_programmeCancelled");
  }

  @Test
  void a_refused_beginning_is_tried_again_and_is_no_incident() {
    when(programmeRegistration.register(anyString(), any(), anyString())).thenReturn(PROGRAMME);
    when(programmeDecisions.ask(PROGRAMME)).thenReturn(brief("e1"));
    programmes.start("a programme", REQUESTER);
    doThrow(Refused.conflict("Another rollout holds its devices."))
        .doReturn("ask")
        .when(programmeLife)
        .next(PROGRAMME);
    Job job = management.createJobQuery().messages().singleResult();
    assertThatThrownBy(() -> management.executeJob(job.getId()))
        .hasMessageContaining("Another rollout holds its devices.");
    assertThat(management.createJobQuery().jobId(job.getId()).singleResult().getRetries())
        .isPositive();
    assertThat(runtime.createIncidentQuery().list()).isEmpty();
    goOn();
    assertThat(question().programmeId()).isEqualTo(PROGRAMME);
  }

  @Test
  void a_bad_programme_starts_nothing() {
    when(programmeRegistration.register(anyString(), any(), anyString()))
        .thenThrow(new InvalidPlan("rollouts[0].waves", "Bad."));
    assertThatThrownBy(() -> programmes.start("a programme", REQUESTER))
        .isInstanceOf(InvalidPlan.class)
        .hasMessage("rollouts[0].waves: Bad.");
    assertThat(runtime.createProcessInstanceQuery().list()).isEmpty();
  }

  @Test
  void what_else_is_posted_with_a_programme_is_thrown_away() {
    when(programmeRegistration.register(anyString(), any(), anyString())).thenReturn(PROGRAMME);
    identity.setAuthentication("requester", List.of("requesters"));
    runtime.startProcessInstanceByKey(
        "migrationProgramme",
        "P-99",
        Map.of("programme", "a programme", "next", "done", "decision", "goes-on"));
    verify(programmeRegistration).register(eq("a programme"), eq(REQUESTER), any());
    identity.clearAuthentication();
    assertThat(runtime.createVariableInstanceQuery().list()).isEmpty();
    assertThat(runtime.createProcessInstanceQuery().singleResult().getBusinessKey())
        .isEqualTo(PROGRAMME);
    assertThatThrownBy(() -> runtime.startProcessInstanceByKey("migrationProgramme"))
        .hasMessageContaining("The text of a programme is needed (programme).");
    verify(programmeLife, never()).complete(any());
  }

  private void next(String first, String... then) {
    when(programmeLife.next(PROGRAMME)).thenReturn(first, then);
  }

  private void startProgramme() {
    when(programmeRegistration.register(anyString(), any(), anyString())).thenReturn(PROGRAMME);
    when(programmeDecisions.ask(PROGRAMME)).thenReturn(brief("e1"));
    assertThat(programmes.start("a programme", REQUESTER)).isEqualTo(PROGRAMME);
    verify(programmeRegistration).register(eq("a programme"), eq(REQUESTER), any());
    goOn();
    clearInvocations(programmeRegistration);
  }

  private void goesOn() {
    assertThat(programmes.goOn(PROGRAMME)).isTrue();
    goOn();
  }

  private Question question() {
    List<Question> open = programmes.questions(APPROVER);
    assertThat(open).hasSize(1);
    return open.get(0);
  }

  private void answer(Question question, Outcome outcome, boolean goesOn) {
    Decision decision = new Decision(outcome, "because", "e1");
    when(programmeDecisions.decide(eq(PROGRAMME), any(), any())).thenReturn(goesOn);
    programmes.answer(question.taskId(), decision, APPROVER);
    verify(programmeDecisions).decide(PROGRAMME, decision, APPROVER);
    goOn();
  }

  private static ProgrammeBrief brief(String hash) {
    return new ProgrammeBrief(
        "All: Client apps has not ended well",
        "What has happened.",
        "/programmes/P-1",
        List.of(new Fact("Client apps", "rolled back (R-1)")),
        hash);
  }
}
