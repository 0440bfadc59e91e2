package dev.handover.dashboard;

import dev.handover.rollout.PlanFacts;
import dev.handover.rollout.Refused;
import dev.handover.rollout.TaskBrief.Fact;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
      Map<Boolean, List<Fact>> weighed =
          facts.of(id).stream()
              .collect(Collectors.partitioningBy(f -> f.about().equals(PlanFacts.WARNING)));
      model.addAttribute("facts", weighed.get(false));
      model.addAttribute("warnings", weighed.get(true));
    } catch (Refused e) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, e.getMessage(), e);
    }
    return "rollout :: plan";
  }
}
