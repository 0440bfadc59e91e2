package dev.handover.process;

import static dev.handover.rollout.ApprovalStage.EXPANSION;
import static dev.handover.rollout.ApprovalStage.WAVE;
import static dev.handover.rollout.ApprovalState.MORE_APPROVALS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import dev.handover.plan.InvalidPlan;
import dev.handover.rollout.Decision;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.Refused;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.rollout.TaskKind;
import dev.handover.security.Actor;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What somebody who talks to the engine itself, over its REST API or a webapp, can bring about. */
class AnswersOnlyTest extends ProcessStage {

  private static final Map<String, Object> ANSWER =
      Map.of("outcome", "approve", "comment", "looks well", "evidenceHash", "e1");

  @Autowired private ProcessEngineConfigurationImpl engine;
  @Autowired private AuthorizationService authorizations;

  // Starting --------------------------------------------------------------------------------------

  @Test
  void a_plan_that_is_refused_starts_nothing_and_says_why() {
    when(registration.register(anyString(), any(), anyString()))
        .thenThrow(Refused.invalid("waves[1] is empty."));
    assertThatThrownBy(() -> workflow.start("a plan", REQUESTER))
        .isInstanceOf(Refused.class)
        .hasMessage("waves[1] is empty.");
    assertThat(runtime.createProcessInstanceQuery().list()).isEmpty();
  }

  @Test
  void a_start_needs_somebody_who_is_logged_in() {
    assertThatThrownBy(() -> runtime.startProcessInstanceByKey("workloadRollout"))
        .hasMessageContaining("Nobody is logged in");
  }

  @Test
  void whoever_starts_over_the_form_answers_for_it_and_can_post_nothing_but_its_fields() {
    identity.setAuthentication("requester", List.of("requesters"));
    String definition =
        repository
            .createProcessDefinitionQuery()
            .processDefinitionKey("workloadRollout")
            .singleResult()
            .getId();
    String instance =
        formService
            .submitStartForm(
                definition,
                "R-999",
                Map.of("title", "A", "actor", "approver1", "wave", 7, "decision", "approved"))
            .getId();
    verify(registration).register("{\"title\":\"A\"}", REQUESTER, instance);
    assertThat(runtime.createProcessInstanceQuery().singleResult().getBusinessKey()).isEqualTo(ID);
    assertThat(runtime.getVariables(instance))
        .containsEntry("wave", 0)
        .doesNotContainKeys("title", "actor", "decision", "plan");
  }

  @Test
  void nothing_starts_in_the_middle_of_a_rollout_not_even_without_its_listeners() {
    assertThatThrownBy(
            () ->
                runtime
                    .createProcessInstanceByKey("workloadRollout")
                    .businessKey(ID)
                    .startBeforeActivity("serviceTask_openHandover")
                    .execute(true, true))
        .isInstanceOf(AuthorizationException.class);
    verifyNoInteractions(registration);
    assertThat(runtime.createProcessInstanceQuery().list()).isEmpty();
  }

  @Test
  void waves_and_rollbacks_run_only_inside_a_rollout() {
    for (String part : List.of("approval", "rolloutWave", "waveRegression", "rollback")) {
      assertThatThrownBy(() -> runtime.startProcessInstanceByKey(part, ID, Map.of("wave", 0)))
          .isInstanceOf(AuthorizationException.class);
    }
    assertThat(runtime.createProcessInstanceQuery().list()).isEmpty();
  }

  // Deciding --------------------------------------------------------------------------------------

  @Test
  void posted_variables_steer_nothing() {
    OpenTask task = approvalOfTheExpansion();
    identity.setAuthentication("approver1", List.of("change-managers"));
    Map<String, Object> posted =
        new java.util.HashMap<>(
            Map.of("stage", "start", "wave", 7, "decision", "approved", "wavesLeft", "none"));
    posted.putAll(ANSWER);
    when(decisions.decide(any(), any(), anyInt(), any(), any())).thenReturn("more-approvals");
    tasks.complete(task.id(), posted);
    verify(decisions)
        .decide(
            ID,
            TaskKind.APPROVE_EXPANSION,
            0,
            new Decision(Outcome.APPROVE, "looks well", "e1"),
            APPROVER);
    assertThat(waiting()).containsExactly("userTask_approve");
    String instance = tasks.createTaskQuery().singleResult().getProcessInstanceId();
    assertThat(runtime.getVariables(instance))
        .containsEntry("wave", 0)
        .containsEntry("stage", "expansion")
        .doesNotContainKeys("wavesLeft", "outcome", "comment", "evidenceHash");
  }

  @Test
  void a_task_that_is_completed_without_an_answer_stays_open() {
    OpenTask task = approvalOfTheExpansion();
    identity.setAuthentication("approver1", List.of("change-managers"));
    assertThatThrownBy(() -> tasks.complete(task.id()))
        .hasMessageContaining("'null' is not an outcome");
    assertThatThrownBy(() -> formService.submitTaskForm(task.id(), Map.of("outcome", 1)))
        .hasMessageContaining("is not an outcome");
    assertThat(openTask(APPROVER).id()).isEqualTo(task.id());
    verify(decisions, never()).decide(any(), any(), anyInt(), any(), any());
  }

  @Test
  void a_plan_that_is_refused_is_bad_input_however_a_process_is_started() {
    when(registration.register(any(), any(), any()))
        .thenThrow(new InvalidPlan("population", "This is required."));
    identity.setAuthentication("requester", List.of("requesters"));
    assertThatThrownBy(() -> runtime.startProcessInstanceByKey("workloadRollout"))
        .isInstanceOfSatisfying(
            WebApplicationException.class,
            e -> assertThat(e.getResponse().getStatusInfo()).isEqualTo(Status.BAD_REQUEST))
        .hasMessage("Population: This is required.");
  }

  @Test
  void what_the_rules_refuse_is_not_completed_whichever_way_it_comes() {
    OpenTask task = approvalOfTheExpansion();
    when(decisions.decide(any(), any(), anyInt(), any(), any()))
        .thenThrow(Refused.conflict("The evidence has changed."));
    Decision decision = new Decision(Outcome.APPROVE, null, "old");
    assertThatThrownBy(() -> workflow.complete(task.id(), decision, APPROVER))
        .isInstanceOf(Refused.class)
        .hasMessage("The evidence has changed.");
    identity.setAuthentication("approver1", List.of("change-managers"));
    // As bad input and in the domain's own words: Tasklist shows them to a person.
    assertThatThrownBy(() -> formService.submitTaskForm(task.id(), ANSWER))
        .isInstanceOf(WebApplicationException.class)
        .hasMessage("The evidence has changed.");
    assertThatThrownBy(() -> tasks.complete(task.id(), ANSWER))
        .isInstanceOf(WebApplicationException.class)
        .hasMessage("The evidence has changed.");
    assertThat(openTask(APPROVER).id()).isEqualTo(task.id());
  }

  @Test
  void who_may_not_decide_is_told_so_as_a_matter_of_rights() {
    OpenTask task = approvalOfTheExpansion();
    when(decisions.decide(any(), any(), anyInt(), any(), any()))
        .thenThrow(Refused.forbidden("Whoever asked for a rollout approves no part of it."));
    identity.setAuthentication("approver1", List.of("change-managers"));
    assertThatThrownBy(() -> formService.submitTaskForm(task.id(), ANSWER))
        .isInstanceOf(AuthorizationException.class)
        .hasMessage("Whoever asked for a rollout approves no part of it.");
  }

  @Test
  void a_form_that_is_sent_decides_on_the_evidence_that_it_showed() {
    OpenTask task = approvalOfTheExpansion();
    identity.setAuthentication("approver1", List.of("change-managers"));
    formService.submitTaskForm(
        task.id(), Map.of("outcome", "approve", "comment", "", "evidenceHash", "shown"));
    verify(decisions)
        .decide(any(), any(), anyInt(), eq(new Decision(Outcome.APPROVE, "", "shown")), any());
  }

  @Test
  void a_task_is_left_by_its_answer_only_and_its_variables_are_nobodys_to_set() {
    OpenTask task = approvalOfTheExpansion();
    String id = task.id();
    assertThatThrownBy(() -> tasks.handleBpmnError(id, "ROLL_BACK"))
        .isInstanceOf(AuthorizationException.class);
    assertThatThrownBy(() -> tasks.handleEscalation(id, "ROLL_BACK"))
        .isInstanceOf(AuthorizationException.class);
    assertThatThrownBy(() -> tasks.setVariable(id, "wave", 7))
        .isInstanceOf(AuthorizationException.class);
    assertThatThrownBy(() -> tasks.setVariables(id, Map.of("wave", 7)))
        .isInstanceOf(AuthorizationException.class);
    assertThatThrownBy(() -> tasks.setVariablesLocal(id, Map.of("evidenceHash", "x")))
        .isInstanceOf(AuthorizationException.class);
    assertThatThrownBy(() -> tasks.removeVariable(id, "wave"))
        .isInstanceOf(AuthorizationException.class);
    tasks.resolveTask(id, Map.of("wave", 7));
    assertThat(runtime.getVariables(tasks.createTaskQuery().singleResult().getProcessInstanceId()))
        .containsEntry("wave", 0);
    assertThat(waiting()).containsExactly("userTask_approve");
  }

  @Test
  void a_form_shows_the_evidence_of_now() {
    OpenTask task = approvalOfTheExpansion();
    assertThat(tasks.getVariableLocal(task.id(), "evidenceHash")).isEqualTo("e1");
    when(decisions.brief(ID, TaskKind.APPROVE_EXPANSION, 0))
        .thenReturn(brief(TaskKind.APPROVE_EXPANSION, "e2"));
    var shown = formService.getTaskFormVariables(task.id(), null, false);
    assertThat(shown).containsEntry("evidenceHash", "e2").containsEntry("reasons", "Why.");
    assertThat(shown.getValueTyped("evidence").getType().getName()).isEqualTo("json");
    assertThat(formService.getTaskFormVariables(task.id(), List.of("summary"), false))
        .containsOnlyKeys("summary");
  }

  @Test
  void a_task_is_listed_for_who_may_do_it_in_the_time_of_the_estate() {
    OpenTask task = approvalOfTheExpansion();
    assertThat(task.title()).isEqualTo("Approve expansion: Office, EMEA");
    assertThat(task.due()).isEqualTo(NOW.plus(Duration.ofHours(24)));
    assertThat(task.candidateGroups()).containsExactly("change-managers");
    assertThat(workflow.tasks(ADMIN)).hasSize(1);
    assertThat(workflow.tasks(REQUESTER)).isEmpty();
    assertThat(workflow.tasks(new Actor("nobody", Set.of()))).isEmpty();
    Task note = tasks.newTask("a note to oneself");
    note.setAssignee("approver1");
    tasks.saveTask(note);
    tasks.setAssignee(task.id(), "approver1");
    assertThat(openTask(APPROVER).assignee()).isEqualTo("approver1");
    tasks.deleteTask(note.getId(), true);
  }

  @Test
  void what_is_not_there_is_unknown_and_what_nobody_waits_for_changes_nothing() {
    Decision decision = new Decision(Outcome.DONE, null, null);
    assertThatThrownBy(() -> workflow.complete("none", decision, ADMIN))
        .isInstanceOf(Refused.class)
        .hasMessage("There is no open task 'none'.");
    assertThat(workflow.clearToMove(ID)).isFalse();
    startPilot();
    assertThat(workflow.clearToMove("R-2")).isFalse();
    assertThat(workflow.sliderConfirmed(ID)).isFalse();
    assertThat(waiting()).containsExactly("messageEvent_clearToMove");
  }

  @Test
  void the_grants_of_a_role_are_enough_for_its_work() {
    grant(
        "requesters", Resources.PROCESS_DEFINITION, "workloadRollout", Permissions.CREATE_INSTANCE);
    grant("requesters", Resources.PROCESS_INSTANCE, "*", Permissions.CREATE);
    grant("change-managers", Resources.PROCESS_DEFINITION, "*", Permissions.TASK_WORK);
    answers(EXPANSION, 0, MORE_APPROVALS);
    answers(WAVE, 1, MORE_APPROVALS);
    engine.setAuthorizationEnabled(true);
    try {
      startPilot();
      wavePasses();
      OpenTask task = openTask(APPROVER);
      Decision approval = new Decision(Outcome.APPROVE, null, "e1");
      assertThatThrownBy(() -> workflow.complete(task.id(), approval, REQUESTER))
          .isInstanceOf(Refused.class)
          .extracting(e -> ((Refused) e).kind())
          .isEqualTo(Refused.Kind.FORBIDDEN);
      identity.setAuthentication("approver1", List.of("change-managers"));
      assertThat(workflow.tasks(APPROVER)).hasSize(1);
      decide(TaskKind.APPROVE_EXPANSION, APPROVER, Outcome.APPROVE, "approved");
      decide(TaskKind.APPROVE_WAVE, APPROVER, Outcome.APPROVE, "approved");
      verify(life).freezeWave(ID, 1);
      identity.setAuthentication("approver1", List.of("change-managers"));
      assertThat(workflow.cancelRequested(ID)).isTrue();
      assertThat(identity.getCurrentAuthentication().getUserId()).isEqualTo("approver1");
      assertThatThrownBy(() -> workflow.start("a plan", APPROVER)).isInstanceOf(Refused.class);
    } finally {
      engine.setAuthorizationEnabled(false);
      identity.clearAuthentication();
      authorizations
          .createAuthorizationQuery()
          .list()
          .forEach(a -> authorizations.deleteAuthorization(a.getId()));
    }
  }

  private void grant(String group, Resources resource, String id, Permissions permission) {
    Authorization grant = authorizations.createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
    grant.setGroupId(group);
    grant.setResource(resource);
    grant.setResourceId(id);
    grant.addPermission(permission);
    authorizations.saveAuthorization(grant);
  }

  private OpenTask approvalOfTheExpansion() {
    answers(EXPANSION, 0, MORE_APPROVALS);
    startPilot();
    wavePasses();
    clearInvocations(life);
    return openTask(APPROVER);
  }
}
