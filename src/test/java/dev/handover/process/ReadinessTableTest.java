package dev.handover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.rollout.ReadinessTables.Row;
import dev.handover.rollout.Refused;
import dev.handover.workload.Workload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnDecisionTableResult;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tables an administrator may put in force, and that they mean what is read in them. */
class ReadinessTableTest {

  private static final String OWN = own();
  private static final DmnEngine ENGINE =
      DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();

  private static String own() {
    try {
      return Files.readString(Path.of("processes/readiness-policy.dmn"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void check(String xml) {
    ReadinessTable.read(xml).check(ReadinessTable.read(OWN));
  }

  private static String changed(String from, String to) {
    assertThat(OWN).contains(from);
    return OWN.replace(from, to);
  }

  @Test
  void handovers_own_table_can_be_put_in_force() {
    check(OWN);
  }

  /** Also where a language is left out, and the engine takes the one that it holds for usual. */
  @ParameterizedTest
  @ValueSource(strings = {" expressionLanguage=\"feel\"", "no such text"})
  void what_is_read_in_a_table_is_what_the_engine_answers(String leftOut) {
    String xml =
        OWN.replace(leftOut, "")
            .replace(
                "<text>\"compliance-policies\"</text>", "<text> \"compliance-policies\" </text>")
            .replace(
                "\"OS_UNKNOWN\", \"LICENCE_UNKNOWN\"", "\"OS_UNKNOWN\" ,\n \"LICENCE_UNKNOWN\"");
    ReadinessTable table = ReadinessTable.read(xml);
    DmnDecision decision =
        ENGINE.parseDecision(
            ReadinessTable.KEY, new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    Map<String, String> read = new TreeMap<>();
    Map<String, String> answered = new TreeMap<>();
    // Each rule where it counts, and its finding for another workload.
    for (Row row : table.rows()) {
      for (String workload : Set.of(first(row.workloads()), Workload.CLIENT_APPS.slug())) {
        String code = row.findings().get(row.findings().size() - 1);
        read.put(
            code + " " + workload,
            table
                .answer(code, workload)
                .map(found -> found.severity() + " " + found.device())
                .orElse("nothing"));
        DmnDecisionTableResult answer =
            ENGINE.evaluateDecisionTable(decision, Map.of("code", code, "workload", workload));
        answered.put(
            code + " " + workload,
            answer.isEmpty()
                ? "nothing"
                : answer.getFirstResult().get("severity")
                    + " "
                    + answer.getFirstResult().get("device"));
      }
    }
    assertThat(read).isEqualTo(answered);
  }

  private static String first(List<String> workloads) {
    return workloads.isEmpty() ? Workload.OFFICE_CLICK_TO_RUN_APPS.slug() : workloads.get(0);
  }

  @Test
  void a_rule_is_told_as_a_row() {
    Row row = ReadinessTable.read(OWN).rows().get(2);
    assertThat(row.no()).isEqualTo(3);
    assertThat(row.description())
        .isEqualTo("A device that is not heard of would not confirm its switch");
    assertThat(row.findings()).containsExactly("SILENT_IN_CONFIGMGR", "SILENT_IN_INTUNE");
    assertThat(row.workloads()).isEmpty();
    assertThat(row.device()).isEqualTo("EXCLUDE");
  }

  static Stream<Arguments> bad() {
    return Stream.of(
        Arguments.of("no table at all", "The body is not a DMN file ("),
        Arguments.of("<definitions/>", "The body is not a DMN file ("),
        Arguments.of(
            changed(
                "<definitions ",
                "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><definitions "),
            "The body is not a DMN file ("),
        Arguments.of(
            changed("<decision id=\"readinessPolicy\"", "<decision id=\"rolloutPolicy\""),
            "The id of the decision must be 'readinessPolicy'."),
        Arguments.of(
            changed("</decision>", "</decision><decision id=\"other\" name=\"Other\"/>"),
            "The file must hold the decision 'readinessPolicy' and nothing else"),
        Arguments.of(
            changed("hitPolicy=\"FIRST\"", "hitPolicy=\"COLLECT\""),
            "The hit policy is COLLECT; it must be FIRST"),
        Arguments.of(
            changed("<text>workload</text>", "<text>if true then workload else code</text>"),
            "Input 2 must be 'workload' of the type string, with no other expression."),
        Arguments.of(
            changed("camunda:inputVariable=\"code\"", "camunda:inputVariable=\"execution\""),
            "Input 1 must be 'code' of the type string"),
        Arguments.of(
            changed("name=\"device\"", "name=\"devices\""),
            "The outputs must be severity and device, each of the type string."),
        Arguments.of(
            changed("<text>\"KEEP\"</text>", "<text>\"MAYBE\"</text>"),
            "names the answer for devices 'MAYBE', which there is not."),
        Arguments.of(
            OWN.replaceFirst("<text>\"INFO\"</text>", "<text>\"HARMLESS\"</text>"),
            "Rule 1 names the severity 'HARMLESS', which there is not."),
        Arguments.of(
            OWN.replaceFirst("<text>\"INFO\"</text>", "<text></text>"),
            "Rule 1 must answer one severity"),
        Arguments.of(
            OWN.replaceFirst("<text>\"INFO\"</text>", "<text>\"INFO\", \"WARNING\"</text>"),
            "Rule 1 must answer one severity"),
        Arguments.of(
            changed("<text>\"NO_COMPLIANCE_POLICY\",", "<text>\"NO_COMPLIANCE_POLICI\","),
            "names the finding 'NO_COMPLIANCE_POLICI', which there is not."),
        Arguments.of(
            changed("<text>\"office-click-to-run-apps\"</text>", "<text>\"office-apps\"</text>"),
            "names the workload 'office-apps', which there is not."),
        Arguments.of(
            changed(
                "<text>\"OS_UNSUPPORTED\", \"NO_LICENCE\", \"DUPLICATE_RECORD\"</text>",
                "<text>\"OS_UNSUPPORTED\", \"DUPLICATE_RECORD\"</text>"),
            "No rule says how much these findings weigh: NO_LICENCE of client-apps, NO_LICENCE of compliance-policies, NO_LICENCE of device-configuration and 4 more."),
        Arguments.of(
            changed(
                "<text>\"SITE_TOO_OLD\", \"RESOURCE_ACCESS_RETIRED\"</text>",
                "<text>\"RESOURCE_ACCESS_RETIRED\"</text>"),
            "No rule says how much these findings weigh: SITE_TOO_OLD"),
        Arguments.of(
            OWN.replaceFirst("<text>\"EXCLUDE\"</text>", "<text>\"KEEP\"</text>"),
            "is left out whatever a table says"),
        Arguments.of(
            changed("expressionLanguage=\"feel\"", "expressionLanguage=\"javascript\""),
            "is in the language 'javascript'; only FEEL is taken."));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void what_is_no_table_of_weights_is_refused_in_one_sentence(String xml, String sentence) {
    assertThatThrownBy(() -> check(xml))
        .isInstanceOf(Refused.class)
        .hasMessageContaining(sentence)
        .message()
        .doesNotContain("\n")
        .endsWith(".");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not(\"OS_UNKNOWN\")",
        "${''.getClass().forName('java.lang.Runtime')}",
        "\"OS_UNKNOWN\" + execution",
        "? != \"X\"",
        "code",
        "\"OS_UNKNOWN\",",
        "\"a\"b\"",
        "\"",
        "-,-"
      })
  void nothing_is_computed_in_a_table(String entry) {
    String escaped = entry.replace("\"", "&quot;");
    for (String place :
        new String[] {
          "<text>\"OS_UNKNOWN\", \"LICENCE_UNKNOWN\"</text>", "<text>\"KEEP\"</text>"
        }) {
      assertThatThrownBy(() -> check(changed(place, "<text>" + escaped + "</text>")))
          .isInstanceOf(Refused.class)
          .hasMessageContaining("only names in double quotes are taken");
    }
  }
}
