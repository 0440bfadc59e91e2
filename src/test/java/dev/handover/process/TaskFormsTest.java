package dev.handover.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.enablement.EnablementKind;
import dev.handover.programme.ProgrammeDecisions;
import dev.handover.remote.RemoteApprovals;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.TaskKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.junit.jupiter.api.Test;

/** Every user task can be answered: by whom, with what, and through a form that is there. */
class TaskFormsTest {

  @Test
  void every_user_task_has_a_form_that_exists_and_a_kind_and_its_candidates() throws IOException {
    Set<TaskKind> kinds = new TreeSet<>();
    Set<EnablementKind> ofEnablements = new TreeSet<>();
    for (UserTask task : ModelFiles.elements(UserTask.class)) {
      if (task.getId().equals(TaskSheet.APPROVE)) {
        // Whom it is for is the policy's to say.
        assertThat(task.getCamundaCandidateGroups()).isEqualTo("${asked}");
        for (String stage : List.of("start", "expansion", "wave")) {
          kinds.add(answerable(task, stage));
        }
        continue;
      }
      if (task.getId().equals("userTask_decideProgramme")) {
        assertAnswerable(task.getCamundaFormRef(), ProgrammeDecisions.OUTCOMES);
        assertForm(task.getCamundaFormRef(), task.getCamundaFormRefBinding());
        assertThat(task.getCamundaCandidateGroups())
            .isEqualTo(String.join(",", Questions.CANDIDATES));
        continue;
      }
      if (task.getId().equals("userTask_approveAction")) {
        assertAnswerable(task.getCamundaFormRef(), RemoteApprovals.OUTCOMES);
        assertForm(task.getCamundaFormRef(), task.getCamundaFormRefBinding());
        assertThat(task.getCamundaCandidateGroups())
            .isEqualTo(String.join(",", Questions.CANDIDATES));
        continue;
      }
      if (process(task).equals(CamundaEnablementWorkflow.PROCESS)) {
        EnablementKind kind = CamundaEnablementWorkflow.kind(task.getId());
        assertAnswerable(task.getCamundaFormRef(), kind.outcomes());
        assertForm(task.getCamundaFormRef(), task.getCamundaFormRefBinding());
        assertThat(task.getCamundaCandidateGroups())
            .isEqualTo(String.join(",", Questions.CANDIDATES));
        ofEnablements.add(kind);
        continue;
      }
      TaskKind kind = answerable(task, null);
      kinds.add(kind);
      assertThat(task.getCamundaCandidateGroups())
          .as(task.getId())
          .isEqualTo(String.join(",", TaskList.candidates(kind)));
    }
    assertThat(kinds).containsExactly(TaskKind.values());
    assertThat(ofEnablements).containsExactly(EnablementKind.values());
    StartEvent start =
        ModelFiles.elements(StartEvent.class).stream()
            .filter(e -> e.getId().equals("startEvent_rolloutRequested"))
            .findFirst()
            .orElseThrow();
    assertForm(start.getCamundaFormRef(), start.getCamundaFormRefBinding());
  }

  private static String process(ModelElementInstance element) {
    return element instanceof Process process
        ? process.getId()
        : process(element.getParentElement());
  }

  private static TaskKind answerable(UserTask task, String stage) throws IOException {
    TaskKind kind = TaskSheet.kind(task.getId(), stage);
    String ref = task.getCamundaFormRef().replace("${stage}", String.valueOf(stage));
    assertForm(ref, task.getCamundaFormRefBinding());
    assertAnswerable(ref, kind.outcomes());
    return kind;
  }

  private static void assertAnswerable(String ref, List<Outcome> outcomes) throws IOException {
    String form = Files.readString(form(ref));
    // As a value, or within the expression that gives the values.
    outcomes.forEach(
        o -> assertThat(form).containsPattern("value\"?: \\\\?\"" + o.slug() + "\\\\?\""));
    assertThat(form).contains("\"key\": \"outcome\"", "\"key\": \"comment\"");
    assertThat(form).contains("\"key\": \"evidenceHash\"").doesNotContain("defaultValue");
    if (outcomes.contains(Outcome.DEFER)) {
      assertThat(form).contains("\"key\": \"until\"");
    }
  }

  private static void assertForm(String ref, String binding) throws IOException {
    assertThat(form(ref)).exists();
    assertThat(Files.readString(form(ref))).contains("\"id\": \"" + ref + "\"");
    assertThat(binding).isEqualTo("deployment");
  }

  private static Path form(String ref) {
    return Path.of("forms", ref + ".form");
  }
}
