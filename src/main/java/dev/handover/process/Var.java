package dev.handover.process;

import dev.handover.rollout.ApprovalStage;
import java.util.Date;
import java.util.Locale;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.VariableScope;

/**
 * A process variable: its name and type, once. Variables steer a token and nothing else; what
 * decides is read from the domain.
 *
 * @param <T> String, Integer, Boolean or Date
 */
record Var<T>(String name, Class<T> type) {

  static final Var<String> ROLLOUT_ID = new Var<>("rolloutId", String.class);
  static final Var<String> WORKLOAD = new Var<>("workload", String.class);
  static final Var<Integer> POPULATION = new Var<>("population", Integer.class);
  static final Var<Boolean> BY_AUTOMATION = new Var<>("byAutomation", Boolean.class);
  static final Var<Integer> WAVE_COUNT = new Var<>("waveCount", Integer.class);

  /** The wave at hand; in a rollback, the one it came in. */
  static final Var<Integer> WAVE = new Var<>("wave", Integer.class);

  /** From which wave on a rollback puts back, if one comes. */
  static final Var<Date> START_AT = new Var<>("startAt", Date.class);

  static final Var<Integer> START_APPROVALS = new Var<>("startApprovals", Integer.class);
  static final Var<Integer> EXPANSION_APPROVALS = new Var<>("expansionApprovals", Integer.class);
  static final Var<Integer> WAVE_APPROVALS = new Var<>("waveApprovals", Integer.class);
  static final Var<String> POLICY_HANDOVER = new Var<>("policyHandover", String.class);
  static final Var<String> ON_FAILURE = new Var<>("onFailure", String.class);

  /** What is to be approved: {@code start}, {@code expansion} or {@code wave}. */
  static final Var<String> STAGE = new Var<>("stage", String.class);

  /** What is at risk with what is to be approved; the policy table reads it. */
  static final Var<String> RISK = new Var<>("risk", String.class);

  static final Var<Integer> APPROVALS_NEEDED = new Var<>("approvalsNeeded", Integer.class);
  static final Var<String> APPROVER_GROUP = new Var<>("approverGroup", String.class);
  static final Var<String> ESCALATION_GROUP = new Var<>("escalationGroup", String.class);

  /** The groups whose members are asked now, with commas between them. */
  static final Var<String> ASKED = new Var<>("asked", String.class);

  /** When approvers are reminded, others are asked, too, and the safe way is taken. */
  static final Var<Date> REMIND_AT = new Var<>("remindAt", Date.class);

  static final Var<Date> ESCALATE_AT = new Var<>("escalateAt", Date.class);
  static final Var<Date> APPROVE_BY = new Var<>("approveBy", Date.class);

  /** Until when an approval is put off, on the engine's clock. */
  static final Var<Date> DEFERRED_UNTIL = new Var<>("deferredUntil", Date.class);

  /** What the last approval or decision came to. */
  static final Var<String> DECISION = new Var<>("decision", String.class);

  /** What a programme does next. */
  static final Var<String> NEXT = new Var<>("next", String.class);

  /** How a remote action ended. */
  static final Var<String> ENDED_AS = new Var<>("endedAs", String.class);

  static final Var<String> WAVES_LEFT = new Var<>("wavesLeft", String.class);
  static final Var<String> HANDOVER = new Var<>("handover", String.class);

  /** Whether a wave has devices after its approval: {@code some} or {@code nothing}. */
  static final Var<String> TO_MOVE = new Var<>("toMove", String.class);

  /** What the verdict on a wave asks for. */
  static final Var<String> COURSE = new Var<>("course", String.class);

  /** Whether the moves of the wave at hand have been ordered. */
  static final Var<String> MOVES = new Var<>("moves", String.class);

  /** The wave that regressed last, and what that asks for. */
  static final Var<Integer> REGRESSED_WAVE = new Var<>("regressedWave", Integer.class);

  static final Var<String> REGRESSION_COURSE = new Var<>("regressionCourse", String.class);

  /** Whether regressions are to be decided on: {@code some} or {@code none}. */
  static final Var<String> REGRESSIONS = new Var<>("regressions", String.class);

  /** When the safe default is taken, on the engine's clock. */
  static final Var<Date> DECIDE_BY = new Var<>("decideBy", Date.class);

  static final Var<String> SLIDER_BACK = new Var<>("sliderBack", String.class);
  static final Var<String> EXCEPTIONS = new Var<>("exceptions", String.class);

  /** What a person answers; gone again once it has been recorded. */
  static final Var<String> OUTCOME = new Var<>("outcome", String.class);

  static final Var<String> COMMENT = new Var<>("comment", String.class);
  static final Var<String> EVIDENCE_HASH = new Var<>("evidenceHash", String.class);

  /** An ISO moment of the estate's time. */
  static final Var<String> UNTIL = new Var<>("until", String.class);

  /** The rollout of an execution: the business key, which no one who posts variables can change. */
  static String rolloutId(DelegateExecution execution) {
    return businessKey(execution, "rollout");
  }

  /** The programme of an execution, likewise. */
  static String programmeId(DelegateExecution execution) {
    return businessKey(execution, "programme");
  }

  /** The remote action of an execution, likewise. */
  static String actionKey(DelegateExecution execution) {
    return businessKey(execution, "remote action");
  }

  /** The enablement of an execution, likewise. */
  static String enablementId(DelegateExecution execution) {
    return businessKey(execution, "enablement");
  }

  private static String businessKey(DelegateExecution execution, String of) {
    String id = execution.getProcessBusinessKey();
    if (id == null) {
      throw new IllegalStateException(
          "this process belongs to no %s: it has no business key".formatted(of));
    }
    return id;
  }

  static ApprovalStage stage(DelegateExecution execution) {
    return ApprovalStage.valueOf(STAGE.get(execution).toUpperCase(Locale.ROOT));
  }

  /**
   * @throws IllegalStateException if it is not there, or of another type
   */
  T get(VariableScope scope) {
    Object value = scope.getVariable(name);
    if (!type.isInstance(value)) {
      throw new IllegalStateException(
          "the process variable %s should be of type %s but is %s"
              .formatted(name, type.getSimpleName(), value));
    }
    return type.cast(value);
  }

  void set(VariableScope scope, T value) {
    scope.setVariable(name, value);
  }
}
