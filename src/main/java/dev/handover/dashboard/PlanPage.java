package dev.handover.dashboard;

import dev.handover.rollout.PlanFacts;
import dev.handover.rollout.Refused;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.server.ResponseStatusException;

/** What a rollout is going to do, for its page. */
@Controller
class PlanPage {

  private final PlanFacts facts;

  PlanPage(PlanFacts facts) {
    this.facts = facts;
  }

  @GetMapping("/rollouts/{id}/plan")
  String plan(@PathVariable String id, Model model) {
    try {
      model.addAttribute("facts", facts.of(id));
    } catch (Refused e) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, e.getMessage(), e);
    }
    return "rollout :: plan";
  }
}
