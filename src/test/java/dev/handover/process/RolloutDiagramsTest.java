package dev.handover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.handover.rollout.DecisionTables;
import dev.handover.rollout.DecisionTables.DecisionTable;
import dev.handover.rollout.Incidents;
import dev.handover.rollout.RolloutDiagrams;
import dev.handover.rollout.RolloutDiagrams.Diagram;
import dev.handover.rollout.RolloutDiagrams.Token;
import java.util.List;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What the engine tells the pages: where processes stand and are stuck, and what tables say. */
class RolloutDiagramsTest extends ProcessStage {

  @Autowired RolloutDiagrams diagrams;
  @Autowired Incidents incidents;
  @Autowired DecisionTables tables;

  @Test
  void a_called_process_follows_the_one_that_waits_for_it() {
    startPilot();
    List<Diagram> found = diagrams.of(rollout());
    assertThat(found).hasSize(2);
    Diagram rollout = found.get(0);
    assertThat(rollout.calledBy()).isNull();
    assertThat(rollout.title()).isEqualTo("Workload rollout");
    assertThat(rollout.tokens())
        .extracting(Token::activityId)
        .containsExactly("callActivity_pilot");
    assertThat(rollout.passed())
        .contains("serviceTask_adoptPolicy", "timerEvent_startReached")
        .doesNotContain("callActivity_pilot", "subProcess_rollOut");
    Diagram wave = found.get(1);
    assertThat(wave.calledBy()).isEqualTo(rollout.instanceId());
    assertThat(wave.calledAt()).isEqualTo("callActivity_pilot");
    assertThat(wave.title()).isEqualTo("Rollout wave, pilot");
    assertThat(wave.tokens()).hasSize(1);
    Token token = wave.tokens().get(0);
    assertThat(token.activityId()).isEqualTo("messageEvent_clearToMove");
    assertThat(token.name()).isEqualTo("Clear to move");
    assertThat(token.since()).isNotNull();
    assertThat(token.incident()).isNull();
  }

  @Test
  void what_is_stuck_says_where_and_why() {
    workflow.start("a plan", REQUESTER);
    assertThat(incidents.open(5)).isEmpty();
    Job job = management.createJobQuery().messages().singleResult();
    management.setJobRetries(job.getId(), 0);
    Token token = diagrams.of(rollout()).get(0).tokens().get(0);
    assertThat(token.since()).isNull();
    assertThat(token.incident()).isNotBlank();
    Incidents.Incident stuck = incidents.open(5).get(0);
    assertThat(stuck.rolloutId()).isEqualTo(ID);
    assertThat(stuck.step()).isEqualTo(token.name());
    assertThat(stuck.why()).isEqualTo("It failed without a reason. " + StuckSteps.WHAT_TO_DO);
  }

  @Test
  void a_step_that_is_stuck_in_a_called_process_is_told_once() {
    startPilot();
    workflow.clearToMove(ID);
    Job job = management.createJobQuery().messages().singleResult();
    management.setJobRetries(job.getId(), 0);
    assertThat(incidents.open(5))
        .extracting(Incidents.Incident::rolloutId, Incidents.Incident::step)
        .containsExactly(tuple(ID, "Order moves"));
  }

  @Test
  void a_process_that_has_ended_has_passed_and_stands_nowhere() {
    start();
    String rollout = rollout();
    workflow.cancelRequested(ID);
    goOn();
    List<Diagram> found = diagrams.of(rollout);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).tokens()).isEmpty();
    assertThat(found.get(0).passed()).contains("endEvent_rolloutCancelled");
  }

  @Test
  void a_process_that_the_engine_has_forgotten_has_no_diagram() {
    assertThat(diagrams.of("no such process")).isEmpty();
    assertThat(diagrams.model("no such model")).isEmpty();
  }

  @Test
  void a_drawing_is_the_model_as_it_was_deployed() {
    start();
    assertThat(diagrams.model(diagrams.of(rollout()).get(0).definitionId()))
        .hasValueSatisfying(xml -> assertThat(xml).contains("BPMNDiagram", "workloadRollout"));
  }

  @Test
  void every_table_is_told_with_its_rules_as_they_stand_in_it() {
    List<DecisionTable> found = tables.inForce();
    assertThat(found)
        .extracting(DecisionTable::key)
        .containsExactly("readinessPolicy", "rolloutPolicy", "approvalPolicy");
    for (DecisionTable table : found) {
      assertThat(table.description()).as(table.key()).isNotBlank();
      assertThat(table.hitPolicy()).isEqualTo("FIRST");
      assertThat(table.rules()).isNotEmpty();
      for (DecisionTables.Rule rule : table.rules()) {
        assertThat(rule.description()).isNotBlank();
        assertThat(rule.conditions()).hasSameSizeAs(table.inputs());
        assertThat(rule.answers()).hasSameSizeAs(table.outputs());
      }
    }
    assertThat(found.get(2).inputs()).contains("Stage", "Workload", "Devices");
  }

  private String rollout() {
    return runtime
        .createProcessInstanceQuery()
        .processDefinitionKey("workloadRollout")
        .singleResult()
        .getId();
  }
}
