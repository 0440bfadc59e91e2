package dev.handover.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape;
import org.camunda.bpm.model.bpmn.instance.dc.Bounds;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The diagrams read well in Cockpit. */
class ProcessDiagramTest {

  /** Of a label, in pixels. */
  private static final double LETTER = 5.1;

  private static final double LINE = 90;
  private static final double LINE_HEIGHT = 13;

  static Stream<Path> models() throws IOException {
    try (Stream<Path> found = Files.list(Path.of("processes"))) {
      return found.filter(f -> f.toString().endsWith(".bpmn")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void the_diagram_is_complete_and_the_happy_path_runs_straight_from_left_to_right(Path file) {
    BpmnModelInstance model = Bpmn.readModelFromFile(file.toFile());
    for (FlowElement element : model.getModelElementsByType(FlowElement.class)) {
      assertThat(element.getDiagramElement()).as(element.getId()).isNotNull();
    }
    for (List<String> path : HAPPY.getOrDefault(file.getFileName().toString(), List.of())) {
      assertStraight(model, path);
    }
    assertThat(HAPPY).containsKey(file.getFileName().toString());
    assertNoOverlap(model);
    assertLabelsApart(model);
  }

  private static final Map<String, List<List<String>>> HAPPY =
      Map.of(
          "workload-rollout.bpmn",
          List.of(
              List.of("startEvent_rolloutRequested", "endEvent_rolloutCompleted"),
              List.of(
                  "startEvent_rolloutRegistered",
                  "callActivity_approveStart",
                  "serviceTask_scheduleStart",
                  "callActivity_pilot",
                  "callActivity_approveExpansion",
                  "callActivity_approveWave",
                  "callActivity_wave",
                  "userTask_moveSlider",
                  "callActivity_production",
                  "endEvent_workloadMoved"),
              List.of(
                  "startEvent_passedWaveRegressed",
                  "callActivity_decideRegression",
                  "endEvent_regressionSettled")),
          "rollout-wave.bpmn",
          List.of(
              List.of(
                  "startEvent_waveOpened",
                  "serviceTask_freezeCohort",
                  "serviceTask_orderMoves",
                  "messageEvent_waveJudged",
                  "endEvent_wavePassed")),
          "approval.bpmn",
          List.of(
              List.of(
                  "startEvent_approvalOpened",
                  "serviceTask_checkApprovals",
                  "gateway_decided",
                  "endEvent_approved")),
          "wave-regression.bpmn",
          List.of(
              List.of(
                  "startEvent_regressionFound",
                  "userTask_decideFailedWave",
                  "endEvent_riskAccepted")),
          "rollback.bpmn",
          List.of(
              List.of(
                  "startEvent_rollbackOpened",
                  "serviceTask_orderRestore",
                  "messageEvent_devicesBack",
                  "endEvent_rollbackClosed")),
          "wave-watch.bpmn",
          List.of(List.of("startEvent_cycleDue", "serviceTask_watch", "endEvent_cycleDone")));

  private static void assertStraight(BpmnModelInstance model, List<String> path) {
    FlowNode node = model.getModelElementById(path.get(0));
    FlowNode last = model.getModelElementById(path.get(path.size() - 1));
    double line = middle(node);
    double before = -1;
    List<String> walked = new ArrayList<>();
    while (true) {
      double x = bounds(node).getX();
      assertThat(x).as(node.getId()).isGreaterThan(before);
      if (!(node instanceof SubProcess)) {
        assertThat(middle(node)).as(node.getId()).isEqualTo(line);
      }
      before = x;
      walked.add(node.getId());
      if (node.equals(last)) {
        break;
      }
      double from = x;
      node =
          node.getSucceedingNodes().list().stream()
              .filter(n -> bounds(n).getX() > from)
              .filter(n -> middle(n) == line || n instanceof SubProcess)
              .min(Comparator.comparingDouble(n -> bounds(n).getX()))
              .orElseThrow(() -> new AssertionError("the path ends after " + walked));
    }
    assertThat(walked).containsSubsequence(path);
  }

  private static void assertNoOverlap(BpmnModelInstance model) {
    List<FlowNode> nodes =
        model.getModelElementsByType(FlowNode.class).stream()
            .filter(n -> !(n instanceof BoundaryEvent))
            .filter(n -> !(n instanceof SubProcess))
            .toList();
    for (FlowNode a : nodes) {
      for (FlowNode b : nodes) {
        assertThat(a != b && overlap(bounds(a), bounds(b)))
            .as("%s lies on %s", a.getId(), b.getId())
            .isFalse();
      }
    }
  }

  /** As wide and as high as Cockpit draws them: in lines of 90 pixels at most. */
  private static void assertLabelsApart(BpmnModelInstance model) {
    for (BpmnShape labelled : model.getModelElementsByType(BpmnShape.class)) {
      if (labelled.getBpmnLabel() == null
          || !(labelled.getBpmnElement() instanceof FlowNode named)
          || named.getName() == null) {
        continue;
      }
      int lines = 1;
      double line = 0;
      double widest = 0;
      for (String word : named.getName().split(" ")) {
        double width = word.length() * LETTER;
        if (line > 0 && line + LETTER + width > LINE) {
          lines++;
          line = 0;
        }
        line += line > 0 ? LETTER + width : width;
        widest = Math.max(widest, line);
      }
      Bounds at = labelled.getBpmnLabel().getBounds();
      double left = at.getX() + at.getWidth() / 2 - widest / 2;
      for (FlowNode other : model.getModelElementsByType(FlowNode.class)) {
        Bounds shape = bounds(other);
        assertThat(
                !(other instanceof SubProcess)
                    && left < shape.getX() + shape.getWidth()
                    && shape.getX() < left + widest
                    && at.getY() < shape.getY() + shape.getHeight()
                    && shape.getY() < at.getY() + lines * LINE_HEIGHT)
            .as("the label of %s lies on %s", named.getId(), other.getId())
            .isFalse();
      }
    }
  }

  private static boolean overlap(Bounds a, Bounds b) {
    return a.getX() < b.getX() + b.getWidth()
        && b.getX() < a.getX() + a.getWidth()
        && a.getY() < b.getY() + b.getHeight()
        && b.getY() < a.getY() + a.getHeight();
  }

  private static Bounds bounds(FlowNode node) {
    return ((BpmnShape) node.getDiagramElement()).getBounds();
  }

  private static double middle(FlowNode node) {
    return bounds(node).getY() + bounds(node).getHeight() / 2;
  }
}
