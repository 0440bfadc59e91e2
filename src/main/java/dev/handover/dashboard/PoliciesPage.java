package dev.handover.dashboard;

import dev.handover.rollout.DecisionTables;
import dev.handover.rollout.DecisionTables.DecisionTable;
import dev.handover.rollout.ReadinessTables;
import dev.handover.security.Actor;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The decision tables in force, as tables. */
@Controller
class PoliciesPage {

  /** The only table that is tuned while Handover runs. */
  private static final String TUNED = "readinessPolicy";

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
   * @param changed how it is changed, in a sentence
   */
  public record Sheet(DecisionTable table, String counts, String changed, List<Line> lines) {}

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
        table.key().equals(TUNED)
            ? "An administrator changes it while Handover runs: see its versions below."
            : "It is part of Handover, and changes with a new version of it.",
        table.rules().stream()
            .map(
                rule ->
                    new Line(
                        rule.description(),
                        rule.conditions().stream().map(PolicyWords::condition).toList(),
                        rule.answers().stream().map(PolicyWords::answer).toList()))
            .toList());
  }
}
