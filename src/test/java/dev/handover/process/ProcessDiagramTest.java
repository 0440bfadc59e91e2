package dev.handover.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.geom.Line2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnEdge;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape;
import org.camunda.bpm.model.bpmn.instance.dc.Bounds;
import org.camunda.bpm.model.bpmn.instance.di.Waypoint;
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
    assertLinesCrossOnlyWhereTheyMust(model);
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
          "migration-programme.bpmn",
          List.of(
              List.of("startEvent_programmeRequested", "endEvent_programmeCompleted"),
              List.of(
                  "startEvent_programmeRegistered",
                  "serviceTask_beginNextRollout",
                  "gateway_next",
                  "serviceTask_completeProgramme",
                  "endEvent_allRolloutsEnded")),
          "co-management-enablement.bpmn",
          List.of(
              List.of("startEvent_enablementRequested", "endEvent_enablementCompleted"),
              List.of(
                  "startEvent_enablementRegistered",
                  "userTask_confirmEnablement",
                  "serviceTask_orderEnrolment",
                  "messageEvent_enrolmentJudged",
                  "serviceTask_completeEnablement",
                  "endEvent_stagesPassed")),
          "remote-action.bpmn",
          List.of(
              List.of(
                  "startEvent_actionRequested",
                  "userTask_approveAction",
                  "serviceTask_orderAction",
                  "messageEvent_actionEnded",
                  "endEvent_actionDone")),
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

  private static void assertLabelsApart(BpmnModelInstance model) {
    for (Label label : labels(model)) {
      for (FlowNode other : model.getModelElementsByType(FlowNode.class)) {
        Bounds shape = bounds(other);
        assertThat(
                !(other instanceof SubProcess)
                    && label.meets(
                        new Line2D.Double(shape.getX(), middle(other), right(shape), middle(other)),
                        shape.getHeight() / 2))
            .as("the label of %s lies on %s", label.of(), other.getId())
            .isFalse();
      }
      lines(model)
          .forEach(
              (flow, drawn) ->
                  assertThat(drawn.stream().anyMatch(line -> label.meets(line, 0)))
                      .as("the label of %s lies under %s", label.of(), flow)
                      .isFalse());
    }
  }

  /** Flows may part from one line, or end in one: that is no crossing. */
  private static void assertLinesCrossOnlyWhereTheyMust(BpmnModelInstance model) {
    Map<String, List<Line2D>> lines = lines(model);
    Set<Set<String>> crossed = new HashSet<>();
    lines.forEach(
        (a, of) ->
            lines.forEach(
                (b, with) -> {
                  if (of.stream().anyMatch(l -> with.stream().anyMatch(m -> crosses(l, m)))) {
                    crossed.add(Set.of(a, b));
                  }
                }));
    assertThat(CROSSING).containsAll(crossed);
  }

  /** The processes are no planar graphs. */
  private static final Set<Set<String>> CROSSING =
      Set.of(
          Set.of("flow_courseRollBack", "flow_failedTooLongToMissedMerge"),
          Set.of("flow_backMeanwhileToEndedMerge", "flow_enrolmentNotBackToPutBackMerge"));

  /** One runs level and the other upright, and each goes on beyond where they meet. */
  private static boolean crosses(Line2D level, Line2D upright) {
    return level.getY1() == level.getY2()
        && upright.getX1() == upright.getX2()
        && within(upright.getX1(), level.getX1(), level.getX2())
        && within(level.getY1(), upright.getY1(), upright.getY2());
  }

  private static boolean within(double value, double a, double b) {
    return Math.min(a, b) < value && value < Math.max(a, b);
  }

  private static Map<String, List<Line2D>> lines(BpmnModelInstance model) {
    Map<String, List<Line2D>> lines = new HashMap<>();
    for (BpmnEdge edge : model.getModelElementsByType(BpmnEdge.class)) {
      List<Waypoint> points = List.copyOf(edge.getWaypoints());
      List<Line2D> drawn = new ArrayList<>();
      for (int i = 1; i < points.size(); i++) {
        Waypoint from = points.get(i - 1);
        Waypoint to = points.get(i);
        drawn.add(new Line2D.Double(from.getX(), from.getY(), to.getX(), to.getY()));
      }
      lines.put(edge.getBpmnElement().getId(), drawn);
    }
    return lines;
  }

  /** As wide and as high as Cockpit draws it: in lines of 90 pixels at most. */
  private record Label(String of, double left, double top, double width, double height) {

    static Label of(BaseElement element, String name, Bounds at) {
      int lines = 1;
      double line = 0;
      double widest = 0;
      for (String word : name.split(" ")) {
        double width = word.length() * LETTER;
        if (line > 0 && line + LETTER + width > LINE) {
          lines++;
          line = 0;
        }
        line += line > 0 ? LETTER + width : width;
        widest = Math.max(widest, line);
      }
      return new Label(
          element.getId(),
          at.getX() + at.getWidth() / 2 - widest / 2,
          at.getY(),
          widest,
          lines * LINE_HEIGHT);
    }

    /**
     * @param around how far the line reaches up and down
     */
    boolean meets(Line2D line, double around) {
      return Math.min(line.getX1(), line.getX2()) < left + width
          && left < Math.max(line.getX1(), line.getX2())
          && Math.min(line.getY1(), line.getY2()) - around < top + height
          && top < Math.max(line.getY1(), line.getY2()) + around;
    }
  }

  private static List<Label> labels(BpmnModelInstance model) {
    List<Label> labels = new ArrayList<>();
    for (BpmnShape shape : model.getModelElementsByType(BpmnShape.class)) {
      if (shape.getBpmnElement() instanceof FlowNode node
          && node.getName() != null
          && shape.getBpmnLabel() != null) {
        labels.add(Label.of(node, node.getName(), shape.getBpmnLabel().getBounds()));
      }
    }
    for (BpmnEdge edge : model.getModelElementsByType(BpmnEdge.class)) {
      if (edge.getBpmnElement() instanceof SequenceFlow flow && edge.getBpmnLabel() != null) {
        labels.add(Label.of(flow, flow.getName(), edge.getBpmnLabel().getBounds()));
      }
    }
    return labels;
  }

  private static double right(Bounds shape) {
    return shape.getX() + shape.getWidth();
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
