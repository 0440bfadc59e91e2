package dev.handover.process;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BusinessRuleTask;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.Error;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.Message;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaFailedJobRetryTimeCycle;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaIn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.stereotype.Component;

/** The models keep to the rules, and name nothing that does not exist. */
class ProcessModelTest {

  private static final Map<String, String> PREFIXES =
      Map.ofEntries(
          entry("startEvent", "startEvent_"),
          entry("endEvent", "endEvent_"),
          entry("boundaryEvent", "boundaryEvent_"),
          entry("intermediateCatchEvent", "(messageEvent|timerEvent|conditionalEvent)_"),
          entry("serviceTask", "serviceTask_"),
          entry("businessRuleTask", "businessRuleTask_"),
          entry("userTask", "userTask_"),
          entry("callActivity", "callActivity_"),
          entry("subProcess", "subProcess_"),
          entry("exclusiveGateway", "gateway_"),
          entry("eventBasedGateway", "gateway_"),
          entry("sequenceFlow", "flow_"));

  @ParameterizedTest
  @MethodSource("dev.handover.process.ModelFiles#models")
  void a_file_is_named_as_its_process(Path file) {
    Process process = ModelFiles.read(file).getModelElementsByType(Process.class).iterator().next();
    String kebab = process.getId().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    assertThat(file.getFileName()).hasToString(kebab + ".bpmn");
    assertThat(process.isExecutable()).isTrue();
    assertThat(process.getCamundaHistoryTimeToLiveString()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("dev.handover.process.ModelFiles#models")
  void ids_say_the_type_and_names_say_the_rest(Path file) {
    for (FlowElement element : ModelFiles.read(file).getModelElementsByType(FlowElement.class)) {
      String type = element.getElementType().getTypeName();
      assertThat(PREFIXES).containsKey(type);
      assertThat(element.getId()).matches(PREFIXES.get(type) + "[a-z][A-Za-z]*");
      boolean silent =
          element instanceof SequenceFlow || element.getId().matches("gateway_\\w+Merge");
      if (!silent) {
        assertThat(element.getName()).as(element.getId()).matches("[A-Z][a-z, ]*[a-z?]");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.handover.process.ModelFiles#models")
  void a_splitting_gateway_asks_and_its_default_is_marked_and_every_answer_has_a_name(Path file) {
    for (ExclusiveGateway gateway :
        ModelFiles.read(file).getModelElementsByType(ExclusiveGateway.class)) {
      String id = gateway.getId();
      if (gateway.getOutgoing().size() == 1) {
        assertThat(gateway.getIncoming()).as(id).hasSizeGreaterThan(1);
        continue;
      }
      assertThat(gateway.getIncoming()).as(id).hasSize(1);
      assertThat(gateway.getName()).as(id).endsWith("?");
      assertThat(gateway.getDefault()).as(id).isNotNull();
      for (SequenceFlow flow : gateway.getOutgoing()) {
        assertThat(flow.getName()).as(flow.getId()).isNotBlank();
        if (flow.equals(gateway.getDefault())) {
          assertThat(flow.getConditionExpression()).as(flow.getId()).isNull();
        } else {
          assertThat(flow.getConditionExpression().getTextContent())
              .as(flow.getId())
              .matches("\\$\\{[a-zA-Z]+ == '[a-z-]+'}");
        }
      }
    }
  }

  @Test
  void the_default_is_the_safe_way() {
    assertThat(defaults())
        .containsExactlyInAnyOrder(
            "flow_decidedYes",
            "flow_approvedNo",
            "flow_askedAnewNo",
            "flow_movedYes",
            "flow_anythingToMoveYes",
            "flow_wavesLeftYes",
            "flow_handoverPerson",
            "flow_movesOrderedNo",
            "flow_courseAsk",
            "flow_courseAskUndecided",
            "flow_undecidedWaveRollBack",
            "flow_failedWaveRollBack",
            "flow_sliderBackPerson",
            "flow_exceptionsSome",
            "flow_reviewedExtend",
            "flow_nextWait",
            "flow_goesOnNo",
            "flow_actionApprovedNo",
            "flow_howEndedUnknown",
            "flow_confirmedNo",
            "flow_whoSetsPerson",
            "flow_howItWentAsk",
            "flow_whatNextPutBack",
            "flow_whoPutsBackPerson");
  }

  @ParameterizedTest
  @MethodSource("dev.handover.process.ModelFiles#models")
  void a_service_task_is_a_job_of_its_own_with_a_bean_named_as_the_task(Path file) {
    BpmnModelInstance model = ModelFiles.read(file);
    for (ServiceTask task : model.getModelElementsByType(ServiceTask.class)) {
      String bean = task.getId().substring("serviceTask_".length());
      assertThat(task.getCamundaDelegateExpression()).isEqualTo("${" + bean + "}");
      // The watch is the timer's own job: another job per cycle would only pile up.
      if (!bean.equals("watch")) {
        assertThat(task.isCamundaAsyncBefore()).as(task.getId()).isTrue();
        assertRetries(task);
      }
    }
    for (BusinessRuleTask task : model.getModelElementsByType(BusinessRuleTask.class)) {
      assertThat(task.isCamundaAsyncBefore()).as(task.getId()).isTrue();
      assertRetries(task);
      assertThat(task.getCamundaDecisionRefBinding()).isEqualTo("deployment");
    }
  }

  private static void assertRetries(BaseElement task) {
    assertThat(
            task.getExtensionElements().getElements().stream()
                .filter(CamundaFailedJobRetryTimeCycle.class::isInstance)
                .map(e -> e.getTextContent().strip()))
        .as(task.getId())
        .containsExactly("PT10S,PT1M,PT10M");
  }

  @Test
  void every_bean_that_a_model_names_exists() throws IOException {
    Set<String> named = new TreeSet<>();
    Matcher matcher =
        Pattern.compile("(?:delegateExpression=\"\\$\\{|timeCycle[^>]*>\\$\\{)(\\w+)")
            .matcher(ModelFiles.all());
    while (matcher.find()) {
      named.add(matcher.group(1));
    }
    Set<String> beans = new TreeSet<>();
    Set<String> called = new TreeSet<>();
    for (Path source : ModelFiles.files("src/main/java/dev/handover/process", ".java")) {
      String name = source.getFileName().toString().replace(".java", "");
      if (!name.equals("package-info") && type(name).isAnnotationPresent(Component.class)) {
        String bean = Character.toLowerCase(name.charAt(0)) + name.substring(1);
        beans.add(bean);
        if (isCalledByModels(type(name))) {
          called.add(bean);
        }
      }
    }
    assertThat(named).hasSizeGreaterThan(20);
    assertThat(beans).containsAll(named);
    assertThat(named).as("a delegate that no model calls").containsAll(called);
  }

  private static boolean isCalledByModels(Class<?> type) {
    return Arrays.stream(type.getInterfaces())
        .anyMatch(i -> i.getPackageName().equals("org.camunda.bpm.engine.delegate"));
  }

  @Test
  void called_processes_exist_and_carry_the_business_key() throws IOException {
    Set<String> processes =
        ModelFiles.elements(Process.class).stream().map(Process::getId).collect(Collectors.toSet());
    for (CallActivity call : ModelFiles.elements(CallActivity.class)) {
      assertThat(processes).contains(call.getCalledElement());
      assertThat(call.getCamundaCalledElementBinding()).isEqualTo("deployment");
      List<CamundaIn> in =
          call.getExtensionElements().getElementsQuery().filterByType(CamundaIn.class).list();
      assertThat(in)
          .anyMatch(i -> "#{execution.processBusinessKey}".equals(i.getCamundaBusinessKey()));
      assertThat(in).anyMatch(i -> "wave".equals(i.getCamundaTarget()));
      assertThat(in).noneMatch(i -> "all".equals(i.getCamundaVariables()));
    }
  }

  @Test
  void messages_and_errors_of_the_models_are_those_of_the_code() throws Exception {
    Set<String> messages =
        ModelFiles.elements(Message.class).stream()
            .map(Message::getName)
            .collect(Collectors.toSet());
    Set<String> constants = new TreeSet<>();
    for (Field field : Messages.class.getDeclaredFields()) {
      constants.add((String) field.get(null));
    }
    assertThat(messages).containsExactlyInAnyOrderElementsOf(constants);
    assertThat(
            ModelFiles.elements(Error.class).stream()
                .map(Error::getErrorCode)
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(
            "ROLL_BACK",
            "ROLLOUT_REJECTED",
            "PROGRAMME_ENDED",
            "ENABLEMENT_ENDED",
            Watch.CYCLE_FAILED);
  }

  private static Set<String> defaults() {
    return ModelFiles.parsed().stream()
        .flatMap(m -> m.getModelElementsByType(ExclusiveGateway.class).stream())
        .filter(g -> g.getDefault() != null)
        .map(g -> g.getDefault().getId())
        .collect(Collectors.toSet());
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName("dev.handover.process." + name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
