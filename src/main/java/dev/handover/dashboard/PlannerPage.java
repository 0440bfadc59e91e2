package dev.handover.dashboard;

import dev.handover.dashboard.BothSides.Sent;
import dev.handover.estate.EstateClock;
import dev.handover.health.SignalRegistry;
import dev.handover.plan.InvalidPlan;
import dev.handover.plan.PlanDraft;
import dev.handover.plan.PlanForm;
import dev.handover.plan.Problem;
import dev.handover.rollout.Finding;
import dev.handover.rollout.FreeSites;
import dev.handover.rollout.LeftOutDevices;
import dev.handover.rollout.Page;
import dev.handover.rollout.PlanPreview;
import dev.handover.rollout.PlanTemplates;
import dev.handover.rollout.Refused;
import dev.handover.rollout.RolloutDesk;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutView;
import dev.handover.security.Actor;
import dev.handover.workload.Workload;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/**
 * The page on which a rollout is planned, checked and started. What is typed is answered at once;
 * the look at the estate, which may take longer, is asked for by itself.
 */
@Controller
class PlannerPage {

  /** Tells the page that there is a plan to check. */
  static final String TO_CHECK = "plan-to-check";

  /** Devices that a list of those left out shows at once. */
  private static final int LEFT_OUT = 20;

  private final RolloutDesk desk;
  private final LeftOutDevices leftOut;
  private final PlanTemplates templates;
  private final PlannerChoices choices;
  private final RolloutQueries rollouts;
  private final SignalRegistry signals;
  private final EstateClock clock;
  private final Frame frame;

  PlannerPage(
      RolloutDesk desk,
      LeftOutDevices leftOut,
      PlanTemplates templates,
      PlannerChoices choices,
      RolloutQueries rollouts,
      SignalRegistry signals,
      EstateClock clock,
      Frame frame) {
    this.desk = desk;
    this.leftOut = leftOut;
    this.templates = templates;
    this.choices = choices;
    this.rollouts = rollouts;
    this.signals = signals;
    this.clock = clock;
    this.frame = frame;
  }

  /**
   * @param workload with whose template to begin
   * @param from the rollout whose plan to copy
   */
  @GetMapping("/rollouts/new")
  String plan(
      @RequestParam(required = false) Workload workload,
      @RequestParam(required = false) String from,
      Model model,
      Actor actor) {
    frame.fill(model, actor);
    if (from != null) {
      RolloutView rollout =
          rollouts.find(from).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
      show(
          BothSides.of(templates.copy(rollout.plan().toString(), clock.instant()), templates),
          model);
    } else if (workload != null) {
      show(BothSides.of(template(workload, model), templates), model);
    } else {
      model.addAttribute("begin", choices.begin());
    }
    return "new-rollout";
  }

  /** Where others move devices, what is left of them: a first plan is to meet nobody. */
  private PlanDraft template(Workload workload, Model model) {
    FreeSites.Free free = choices.free(List.of(workload));
    if (free.sites().isEmpty()) {
      return templates.of(workload, choices.left(workload));
    }
    PlanDraft draft = templates.of(workload, free.devices());
    draft.put("population", PlanForm.population(free.sites()));
    model.addAttribute("free", true);
    return draft;
  }

  /** The whole page again, for a browser without scripts. */
  @PostMapping("/rollouts/new")
  String whole(@RequestParam MultiValueMap<String, String> posted, Model model, Actor actor) {
    BothSides both = both(posted, model, actor);
    if (both.problems().isEmpty()) {
      check(both, model, actor);
    }
    return "new-rollout";
  }

  /** What becomes of both sides when somebody has changed one. */
  @PostMapping("/rollouts/new/draft")
  String draft(
      @RequestParam MultiValueMap<String, String> posted,
      Model model,
      Actor actor,
      HttpServletResponse response) {
    if (both(posted, model, actor).problems().isEmpty()) {
      response.setHeader("HX-Trigger-After-Settle", TO_CHECK);
    }
    return "planner :: draft";
  }

  /** What would come of the plan. */
  @PostMapping("/rollouts/new/check")
  String check(@RequestParam MultiValueMap<String, String> posted, Model model, Actor actor) {
    check(both(posted, model, actor), model, actor);
    return "planner :: checked";
  }

  /** Who would stay where they are for one reason, under the count of them. */
  @PostMapping("/rollouts/new/left-out")
  String leftOut(
      @RequestParam String reason,
      @RequestParam(name = "left-out-page", defaultValue = "0") int page,
      @RequestParam MultiValueMap<String, String> posted,
      Model model) {
    String plan = BothSides.of(Sent.of(posted), templates).text();
    int no = Pager.page(page);
    model.addAttribute("reason", reason);
    try {
      Page<LeftOutDevices.Device> out = leftOut.of(plan, reason, no, LEFT_OUT);
      model.addAttribute("out", out);
      model.addAttribute("more", (no + 1L) * LEFT_OUT < out.total());
    } catch (InvalidPlan | Refused e) {
      model.addAttribute("why", e.getMessage());
    }
    return "new-rollout-parts :: left-out";
  }

  private BothSides both(MultiValueMap<String, String> posted, Model model, Actor actor) {
    frame.fill(model, actor);
    BothSides both = BothSides.of(Sent.of(posted), templates);
    show(both, model);
    return both;
  }

  private void show(BothSides both, Model model) {
    model.addAttribute("both", both);
    model.addAttribute("planner", PlannerWords.ROLLOUT);
    model.addAttribute("form", new PlannerForm(both.form(), both.problems()));
    model.addAttribute("choices", choices.of(both.form()));
  }

  private void check(BothSides both, Model model, Actor actor) {
    List<Problem> problems;
    try {
      PlanPreview preview = desk.check(both.text(), actor);
      model.addAttribute("sheet", PlanSheet.of(preview, signals));
      model.addAttribute(
          "fit", PlanSheet.sizesFit(preview.check()) ? null : fitting(both.text(), preview));
      model.addAttribute("key", UUID.randomUUID());
      problems = inTheWay(preview);
    } catch (InvalidPlan e) {
      problems = e.problems();
    }
    model.addAttribute("form", new PlannerForm(both.form(), problems));
  }

  /** The devices that other sizes would be right for; null where they are as right as can be. */
  private Integer fitting(String plan, PlanPreview preview) {
    int devices = preview.check().population();
    return devices > 0 && templates.fit(PlanDraft.read(plan), devices) ? devices : null;
  }

  /** What the estate has against the plan, at the places that its sentences name; one at each. */
  private static List<Problem> inTheWay(PlanPreview preview) {
    Map<String, Problem> problems = new LinkedHashMap<>();
    for (Finding finding : preview.check().findings()) {
      String field = PlannerForm.field(finding.message());
      if (finding.severity() == Finding.Severity.BLOCKING && field != null) {
        problems.putIfAbsent(field, new Problem(field, finding.message()));
      }
    }
    return List.copyOf(problems.values());
  }
}
