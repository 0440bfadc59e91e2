package dev.handover.dashboard;

import dev.handover.rollout.Page;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutState;
import dev.handover.rollout.RolloutView;
import dev.handover.security.Actor;
import dev.handover.workload.Workload;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** All rollouts there have been. */
@Controller
class RolloutsPage {

  private static final Map<RolloutState, String> STATES = new EnumMap<>(RolloutState.class);

  static {
    Arrays.stream(RolloutState.values()).forEach(state -> STATES.put(state, Wording.of(state)));
  }

  private final RolloutQueries rollouts;
  private final Frame frame;

  RolloutsPage(RolloutQueries rollouts, Frame frame) {
    this.rollouts = rollouts;
    this.frame = frame;
  }

  @GetMapping("/rollouts")
  String rollouts(
      @RequestParam(required = false) RolloutState state,
      @RequestParam(required = false) Workload workload,
      @RequestParam(required = false) String sort,
      @RequestParam(defaultValue = "0") int page,
      Model model,
      Actor actor) {
    frame.fill(model, actor);
    Map<String, Object> filters = new HashMap<>();
    filters.put("state", state);
    filters.put("workload", workload == null ? null : workload.slug());
    Heads heads = Heads.of(RolloutQueries.SORTING, sort, filters);
    Page<RolloutView> found =
        rollouts.page(state, workload, heads.sort(), Pager.page(page), Pager.SIZE);
    model.addAttribute("heads", heads);
    model.addAttribute(
        "cards", found.items().stream().map(r -> RolloutCard.of(r, List.of(), actor)).toList());
    model.addAttribute("total", found.total());
    model.addAttribute("state", state);
    model.addAttribute("states", STATES);
    model.addAttribute("workload", workload);
    model.addAttribute("workloads", Workload.values());
    model.addAttribute("pager", Pager.of(heads.address(), found.page(), found.total(), false));
    return "rollouts";
  }
}
