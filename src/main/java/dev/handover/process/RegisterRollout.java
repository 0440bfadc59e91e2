package dev.handover.process;

import static dev.handover.process.Var.BY_AUTOMATION;
import static dev.handover.process.Var.POPULATION;
import static dev.handover.process.Var.REGRESSIONS;
import static dev.handover.process.Var.ROLLOUT_ID;
import static dev.handover.process.Var.WAVE;
import static dev.handover.process.Var.WAVE_COUNT;
import static dev.handover.process.Var.WORKLOAD;

import dev.handover.plan.InvalidPlan;
import dev.handover.rollout.NotReady;
import dev.handover.rollout.Registration;
import dev.handover.rollout.RolloutFacts;
import dev.handover.rollout.RolloutLife;
import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.springframework.stereotype.Component;

/**
 * The first act of every rollout, in the transaction of who starts it: a bad plan refuses the start
 * with its sentence. Whatever else was posted along is thrown away.
 */
@Component
final class RegisterRollout implements ExecutionListener {

  private final Registration registration;
  private final RolloutLife life;
  private final Caller caller;
  private final StartForm form;

  RegisterRollout(Registration registration, RolloutLife life, Caller caller, StartForm form) {
    this.registration = registration;
    this.life = life;
    this.caller = caller;
    this.form = form;
  }

  @Override
  public void notify(DelegateExecution execution) {
    Map<String, Object> posted = execution.getVariables();
    execution.removeVariables();
    String id = register(posted, execution.getProcessInstanceId());
    execution.setProcessBusinessKey(id);
    RolloutFacts facts = life.facts(id);
    ROLLOUT_ID.set(execution, id);
    WORKLOAD.set(execution, facts.workload().slug());
    POPULATION.set(execution, facts.population());
    BY_AUTOMATION.set(execution, facts.byAutomation());
    WAVE_COUNT.set(execution, facts.waveCount());
    WAVE.set(execution, 0);
    REGRESSIONS.set(execution, "none");
  }

  private String register(Map<String, Object> posted, String processInstanceId) {
    try {
      return registration.register(form.plan(posted), caller.current(), processInstanceId);
    } catch (InvalidPlan | NotReady refusal) {
      throw form.told(posted, refusal);
    }
  }
}
