package dev.handover.dashboard;

import dev.handover.plan.Examples;
import dev.handover.plan.InvalidPlan;
import dev.handover.plan.Problem;
import dev.handover.programme.ProgrammeCheck;
import dev.handover.programme.ProgrammeDesk;
import dev.handover.rollout.Finding;
import dev.handover.rollout.Finding.Severity;
import dev.handover.rollout.Refused;
import dev.handover.security.Actor;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page on which a programme is written, checked as one types, and started. */
@Controller
class NewProgrammePage {

  private final ProgrammeDesk desk;
  private final Frame frame;

  NewProgrammePage(ProgrammeDesk desk, Frame frame) {
    this.desk = desk;
    this.frame = frame;
  }

  @GetMapping("/programmes/new")
  String form(Model model, Actor actor) {
    frame.fill(model, actor);
    model.addAttribute("text", Examples.programme());
    return "new-programme";
  }

  @PostMapping("/programmes/new/check")
  String check(@RequestParam String plan, Model model, Actor actor) {
    frame.fill(model, actor);
    String text = plan.replace("\r\n", "\n"); // forms send the ends of lines in their own way
    model.addAttribute("text", text);
    try {
      ProgrammeCheck check = desk.check(text);
      model.addAttribute("check", check);
      model.addAttribute("blocking", sentences(check, Severity.BLOCKING));
      model.addAttribute("warnings", sentences(check, Severity.WARNING));
      model.addAttribute("key", UUID.randomUUID());
    } catch (InvalidPlan e) {
      model.addAttribute("problems", e.problems());
    } catch (Refused e) {
      model.addAttribute("problems", List.of(new Problem("", e.getMessage())));
    }
    return "new-programme :: checked";
  }

  /** Of all rollouts, each with the workload that it is about. */
  private static List<String> sentences(ProgrammeCheck check, Severity severity) {
    return Stream.concat(
            check.findings().stream().filter(f -> f.severity() == severity).map(Finding::message),
            check.rollouts().stream()
                .flatMap(
                    r ->
                        r.check().findings().stream()
                            .filter(f -> f.severity() == severity)
                            .map(f -> r.workload().title() + ": " + f.message())))
        .toList();
  }
}
