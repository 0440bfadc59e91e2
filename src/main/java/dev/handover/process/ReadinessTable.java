package dev.handover.process;

import dev.handover.rollout.Finding.Severity;
import dev.handover.rollout.ReadinessTables.Row;
import dev.handover.rollout.Refused;
import dev.handover.rollout.WeighedFindings;
import dev.handover.workload.Workload;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.HitPolicy;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.camunda.bpm.model.dmn.instance.Definitions;
import org.camunda.bpm.model.dmn.instance.Input;
import org.camunda.bpm.model.dmn.instance.InputExpression;
import org.camunda.bpm.model.dmn.instance.LiteralExpression;
import org.camunda.bpm.model.dmn.instance.Output;
import org.camunda.bpm.model.dmn.instance.Rule;
import org.camunda.bpm.model.dmn.instance.Text;
import org.camunda.bpm.model.dmn.instance.UnaryTests;
import org.camunda.bpm.model.xml.ModelException;

/**
 * What a DMN file says about the weight of findings, if it says it in lists of quoted names: a
 * table in which anything could be computed is code, which nobody brings into a running system. So
 * each entry is read here and means here what it means to the engine.
 */
record ReadinessTable(List<Row> rows) {

  static final String KEY = "readinessPolicy";

  private static final int MOST_ROWS = 500;
  private static final List<String> INPUTS = List.of("code", "workload");
  private static final List<String> OUTPUTS = List.of("severity", "device");
  private static final Set<String> WORKLOADS =
      Arrays.stream(Workload.values()).map(Workload::slug).collect(Collectors.toSet());
  private static final Set<String> SEVERITIES =
      Arrays.stream(Severity.values()).map(Enum::name).collect(Collectors.toSet());
  private static final Set<String> DEVICE = Set.of("EXCLUDE", "KEEP");

  /**
   * @throws Refused with one sentence about the first thing that is wrong
   */
  static ReadinessTable read(String xml) {
    DmnModelInstance model;
    try {
      model =
          Dmn.readModelFromStream(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    } catch (ModelException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw refused("The body is not a DMN file (%s).", oneLine(cause.getMessage()));
    }
    DecisionTable table = table(model.getDefinitions());
    inputs(table);
    outputs(table);
    List<Rule> rules = List.copyOf(table.getRules());
    if (rules.isEmpty() || rules.size() > MOST_ROWS) {
      throw refused("The table has %d rules; it may have 1 to %d.", rules.size(), MOST_ROWS);
    }
    List<Row> rows = new ArrayList<>();
    for (Rule rule : rules) {
      rows.add(row(rows.size() + 1, rule));
    }
    return new ReadinessTable(List.copyOf(rows));
  }

  /** The rule that counts; none where the table says nothing. */
  Optional<Row> answer(String finding, String workload) {
    return rows.stream().filter(row -> row.fits(finding, workload)).findFirst();
  }

  /**
   * It must speak of findings and workloads that there are, weigh every one that Handover's own
   * table weighs, and keep no device that nothing can keep.
   *
   * @throws Refused with one sentence
   */
  void check(ReadinessTable own) {
    for (Row row : rows) {
      known(row.no(), "finding", row.findings(), WeighedFindings.ALL);
      known(row.no(), "workload", row.workloads(), WORKLOADS);
    }
    Set<String> missing = new TreeSet<>();
    for (String finding : WeighedFindings.ALL) {
      for (String workload : WORKLOADS) {
        Optional<Row> answer = answer(finding, workload);
        if (answer.isEmpty() && own.answer(finding, workload).isPresent()) {
          missing.add(finding + " of " + workload);
        }
        if (WeighedFindings.ALWAYS_LEFT_OUT.contains(finding)
            && answer.filter(row -> "KEEP".equals(row.device())).isPresent()) {
          throw refused(
              "Rule %d keeps devices with the finding %s; such a device is left out whatever a table says, so it must say \"EXCLUDE\".",
              answer.get().no(), finding);
        }
      }
    }
    if (!missing.isEmpty()) {
      throw refused(
          "No rule says how much these findings weigh: %s%s.",
          missing.stream().limit(3).collect(Collectors.joining(", ")),
          missing.size() > 3 ? " and %d more".formatted(missing.size() - 3) : "");
    }
  }

  private static DecisionTable table(Definitions definitions) {
    if (!definitions.getImports().isEmpty() || definitions.getDrgElements().size() != 1) {
      throw refused(
          "The file must hold the decision '%s' and nothing else; it holds %d elements and %d imports.",
          KEY, definitions.getDrgElements().size(), definitions.getImports().size());
    }
    feel("The file", definitions.getExpressionLanguage());
    if (!(definitions.getDrgElements().iterator().next() instanceof Decision decision)
        || !KEY.equals(decision.getId())) {
      throw refused("The id of the decision must be '%s'.", KEY);
    }
    if (!decision.getInformationRequirements().isEmpty()
        || !decision.getKnowledgeRequirements().isEmpty()) {
      throw refused("The decision must need no other decision and no other input.");
    }
    if (!(decision.getExpression() instanceof DecisionTable table)) {
      throw refused("The decision must be a decision table.");
    }
    if (table.getHitPolicy() != HitPolicy.FIRST || table.getAggregation() != null) {
      throw refused(
          "The hit policy is %s; it must be FIRST, for the first rule that fits counts.",
          table.getHitPolicy());
    }
    return table;
  }

  private static void inputs(DecisionTable table) {
    List<Input> inputs = List.copyOf(table.getInputs());
    if (inputs.size() != INPUTS.size()) {
      throw refused("The table has %d inputs; they must be code and workload.", inputs.size());
    }
    for (int i = 0; i < inputs.size(); i++) {
      String name = INPUTS.get(i);
      InputExpression expression = inputs.get(i).getInputExpression();
      String variable = inputs.get(i).getCamundaInputVariable();
      if (expression == null
          || !name.equals(text(expression.getText()))
          || !"string".equals(expression.getTypeRef())
          || variable != null && !name.equals(variable)) {
        throw refused(
            "Input %d must be '%s' of the type string, with no other expression.", i + 1, name);
      }
      feel("Input " + (i + 1), expression.getExpressionLanguage());
    }
  }

  private static void outputs(DecisionTable table) {
    List<Output> outputs = List.copyOf(table.getOutputs());
    if (!outputs.stream().map(Output::getName).toList().equals(OUTPUTS)
        || !outputs.stream().map(Output::getTypeRef).allMatch("string"::equals)) {
      throw refused("The outputs must be severity and device, each of the type string.");
    }
  }

  private static Row row(int no, Rule rule) {
    List<UnaryTests> tests = List.copyOf(rule.getInputEntries());
    List<LiteralExpression> answers = List.copyOf(rule.getOutputEntries());
    if (tests.size() != INPUTS.size() || answers.size() != OUTPUTS.size()) {
      throw refused("Rule %d must have two inputs and two outputs.", no);
    }
    String where = "Rule " + no;
    tests.forEach(test -> feel(where, test.getExpressionLanguage()));
    answers.forEach(answer -> feel(where, answer.getExpressionLanguage()));
    List<String> severity = names(where, "severity", text(answers.get(0).getText()));
    List<String> device = names(where, "device", text(answers.get(1).getText()));
    if (severity.size() != 1 || device.size() > 1) {
      throw refused(
          "%s must answer one severity, and for devices \"EXCLUDE\" or \"KEEP\" or nothing.",
          where);
    }
    known(no, "severity", severity, SEVERITIES);
    known(no, "answer for devices", device, DEVICE);
    return new Row(
        no,
        rule.getDescription() == null ? null : rule.getDescription().getTextContent().strip(),
        names(where, "finding", any(tests.get(0))),
        names(where, "workload", any(tests.get(1))),
        Severity.valueOf(severity.get(0)),
        device.isEmpty() ? null : device.get(0));
  }

  private static String any(UnaryTests test) {
    String text = text(test.getText());
    return text.equals("-") ? "" : text;
  }

  /** Quoted names between commas; none for no text. */
  private static List<String> names(String where, String what, String text) {
    List<String> names = new ArrayList<>();
    if (text.isEmpty()) {
      return names;
    }
    for (String part : text.split(",", -1)) {
      String quoted = part.strip();
      if (quoted.length() < 2
          || !quoted.startsWith("\"")
          || quoted.indexOf('"', 1) != quoted.length() - 1) {
        throw refused(
            "%s gives '%s' as %s; only names in double quotes are taken, with commas between them.",
            where, oneLine(text), what);
      }
      names.add(quoted.substring(1, quoted.length() - 1));
    }
    return List.copyOf(names);
  }

  private static void known(int no, String what, List<String> names, Set<String> known) {
    for (String name : names) {
      if (!known.contains(name)) {
        throw refused("Rule %d names the %s '%s', which there is not.", no, what, oneLine(name));
      }
    }
  }

  private static void feel(String where, String language) {
    if (language != null
        && !language.equalsIgnoreCase("feel")
        && !language.matches("https?://www\\.omg\\.org/spec/DMN/\\d{8}/FEEL/?")) {
      throw refused("%s is in the language '%s'; only FEEL is taken.", where, oneLine(language));
    }
  }

  private static String text(Text text) {
    return text == null || text.getTextContent() == null ? "" : text.getTextContent().strip();
  }

  /** What somebody else has written, in a sentence of ours. */
  private static String oneLine(String text) {
    String line = String.valueOf(text).replaceAll("\\s+", " ").strip();
    return line.length() > 120 ? line.substring(0, 120) + "…" : line;
  }

  private static Refused refused(String sentence, Object... values) {
    return Refused.invalid(sentence.formatted(values));
  }
}
