package dev.handover.dashboard;

import static dev.handover.device.DeviceCount.number;

import dev.handover.rollout.DecisionTables;
import dev.handover.rollout.DecisionTables.DecisionTable;
import dev.handover.rollout.ReadinessTables;
import dev.handover.security.Actor;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The decision tables in force, as tables. */
@Controller
class PoliciesPage {

  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");
  private static final Pattern COMPARED = Pattern.compile("([<>]=?)\\s*(\\d{1,18})");
  private static final Map<String, String> SIGNS =
      Map.of("<", "fewer than", "<=", "at most", ">", "more than", ">=", "at least");

  private final DecisionTables tables;
  private final ReadinessTables readiness;
  private final Frame frame;

  PoliciesPage(DecisionTables tables, ReadinessTables readiness, Frame frame) {
    this.tables = tables;
    this.readiness = readiness;
    this.frame = frame;
  }

  /**
   * A table with its entries in words.
   *
   * @param counts which of its rules count
   */
  public record Sheet(DecisionTable table, String counts, List<Line> lines) {}

  /** A rule in words. */
  public record Line(String description, List<String> conditions, List<String> answers) {}

  @GetMapping("/policies")
  String policies(Model model, Actor actor) {
    frame.fill(model, actor);
    model.addAttribute("sheets", tables.inForce().stream().map(PoliciesPage::sheet).toList());
    List<ReadinessTables.Version> versions = readiness.versions();
    model.addAttribute("versions", versions);
    model.addAttribute("inForce", ReadinessTables.inForce(versions));
    return "policies";
  }

  private static Sheet sheet(DecisionTable table) {
    return new Sheet(
        table,
        switch (table.hitPolicy()) {
          case "FIRST" -> "The first rule that fits counts.";
          case "UNIQUE" -> "One rule at most fits.";
          case "COLLECT" -> "Every rule that fits counts.";
          default -> "Which rules count: " + table.hitPolicy() + ".";
        },
        table.rules().stream()
            .map(
                rule ->
                    new Line(
                        rule.description(),
                        rule.conditions().stream().map(PoliciesPage::words).toList(),
                        rule.answers().stream().map(PoliciesPage::answer).toList()))
            .toList());
  }

  private static String answer(String feel) {
    return feel.isBlank() ? "–" : words(feel);
  }

  /** {@code "start","wave"} as {@code start or wave}; what is not of a few forms stays as it is. */
  static String words(String feel) {
    if (feel.isBlank() || feel.equals("-")) {
      return "any";
    }
    if (feel.equals("true") || feel.equals("false")) {
      return feel.equals("true") ? "yes" : "no";
    }
    Matcher compared = COMPARED.matcher(feel);
    if (compared.matches()) {
      return SIGNS.get(compared.group(1)) + " " + number(Long.parseLong(compared.group(2)));
    }
    return QUOTED
        .matcher(feel.replaceAll("\"\\s*,\\s*\"", "\" or \""))
        .replaceAll("$1")
        .replaceAll("^not\\((.*)\\)$", "not $1");
  }
}
