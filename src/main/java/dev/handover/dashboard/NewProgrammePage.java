package dev.handover.dashboard;

import dev.handover.dashboard.BothSides.Sent;
import dev.handover.health.SignalRegistry;
import dev.handover.plan.InvalidPlan;
import dev.handover.plan.PlanDraft;
import dev.handover.plan.PlanForm;
import dev.handover.plan.Problem;
import dev.handover.plan.ProgrammeForm;
import dev.handover.plan.Programmes;
import dev.handover.programme.ProgrammeCheck;
import dev.handover.programme.ProgrammeDesk;
import dev.handover.programme.ProgrammeTemplates;
import dev.handover.rollout.FreeSites;
import dev.handover.rollout.Refused;
import dev.handover.security.Actor;
import dev.handover.workload.Workload;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page on which a programme is planned, checked as one types, and started. */
@Controller
class NewProgrammePage {

  private final ProgrammeDesk desk;
  private final Programmes programmes;
  private final ProgrammeTemplates templates;
  private final PlannerChoices choices;
  private final SignalRegistry signals;
  private final Frame frame;

  NewProgrammePage(
      ProgrammeDesk desk,
      Programmes programmes,
      ProgrammeTemplates templates,
      PlannerChoices choices,
      SignalRegistry signals,
      Frame frame) {
    this.desk = desk;
    this.programmes = programmes;
    this.templates = templates;
    this.choices = choices;
    this.signals = signals;
    this.frame = frame;
  }

  @GetMapping("/programmes/new")
  String form(Model model, Actor actor) {
    frame.fill(model, actor);
    List<Workload> movable = choices.movable();
    FreeSites.Free free = choices.free(movable);
    int fewest = movable.stream().mapToInt(choices::left).min().orElse(0);
    PlanDraft draft = templates.of(movable, free.sites().isEmpty() ? fewest : free.devices());
    if (!free.sites().isEmpty()) {
      draft.put("population", PlanForm.population(free.sites()));
      model.addAttribute("free", true);
    }
    show(BothSides.of(draft, templates), model);
    return "new-programme";
  }

  /** The whole page again, for a browser without scripts. */
  @PostMapping("/programmes/new")
  String whole(@RequestParam MultiValueMap<String, String> posted, Model model, Actor actor) {
    BothSides both = both(posted, model, actor);
    if (both.problems().isEmpty()) {
      check(both, model);
    }
    return "new-programme";
  }

  /** What becomes of both sides when somebody has changed one. */
  @PostMapping("/programmes/new/draft")
  String draft(
      @RequestParam MultiValueMap<String, String> posted,
      Model model,
      Actor actor,
      HttpServletResponse response) {
    if (both(posted, model, actor).problems().isEmpty()) {
      response.setHeader("HX-Trigger-After-Settle", PlannerPage.TO_CHECK);
    }
    return "planner :: draft";
  }

  /** What would come of the programme. */
  @PostMapping("/programmes/new/check")
  String check(@RequestParam MultiValueMap<String, String> posted, Model model, Actor actor) {
    check(both(posted, model, actor), model);
    return "planner :: checked";
  }

  private BothSides both(MultiValueMap<String, String> posted, Model model, Actor actor) {
    frame.fill(model, actor);
    BothSides both = BothSides.of(Sent.of(posted), templates);
    show(both, model);
    return both;
  }

  private void show(BothSides both, Model model) {
    model.addAttribute("both", both);
    model.addAttribute("planner", PlannerWords.PROGRAMME);
    model.addAttribute("form", new PlannerForm(both.form(), both.problems()));
    model.addAttribute("choices", choices.of(both.form()));
    model.addAttribute("inOrder", choices.inOrder());
    model.addAttribute("beyond", ((ProgrammeForm) both.form()).beyond());
  }

  private void check(BothSides both, Model model) {
    List<Problem> problems = List.of();
    try {
      ProgrammeCheck check = desk.check(both.text());
      model.addAttribute("sheet", ProgrammeSheet.of(programmes.parse(both.text()), check, signals));
      model.addAttribute("fit", fitting(both.text(), check));
      model.addAttribute("key", UUID.randomUUID());
    } catch (InvalidPlan e) {
      problems = e.problems();
    } catch (Refused e) {
      problems = List.of(new Problem("", e.getMessage()));
    }
    model.addAttribute("form", new PlannerForm(both.form(), problems));
  }

  /** The devices that other sizes would be right for; null where they are as right as can be. */
  private Integer fitting(String text, ProgrammeCheck check) {
    OptionalInt fewest =
        check.rollouts().stream()
            .mapToInt(r -> r.check().population())
            .filter(devices -> devices > 0)
            .min();
    return fewest.isPresent()
            && check.rollouts().stream().anyMatch(r -> !PlanSheet.sizesFit(r.check()))
            && templates.fit(PlanDraft.read(text), fewest.getAsInt())
        ? fewest.getAsInt()
        : null;
  }
}
