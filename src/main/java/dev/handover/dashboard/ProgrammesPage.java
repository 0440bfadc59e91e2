package dev.handover.dashboard;

import dev.handover.programme.Part;
import dev.handover.programme.ProgrammeDesk;
import dev.handover.programme.ProgrammeQueries;
import dev.handover.programme.ProgrammeView;
import dev.handover.rollout.Page;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.WaveQueries;
import dev.handover.rollout.WaveView;
import dev.handover.security.Actor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** All programmes, and the page of one with the part of it that refreshes by itself. */
@Controller
class ProgrammesPage {

  private final ProgrammeQueries programmes;
  private final ProgrammeDesk desk;
  private final RolloutQueries rollouts;
  private final WaveQueries waves;
  private final Frame frame;

  ProgrammesPage(
      ProgrammeQueries programmes,
      ProgrammeDesk desk,
      RolloutQueries rollouts,
      WaveQueries waves,
      Frame frame) {
    this.programmes = programmes;
    this.desk = desk;
    this.rollouts = rollouts;
    this.waves = waves;
    this.frame = frame;
  }

  @GetMapping("/programmes")
  String programmes(
      @RequestParam(required = false) String sort,
      @RequestParam(defaultValue = "0") int page,
      Model model,
      Actor actor) {
    frame.fill(model, actor);
    Heads heads = Heads.of(ProgrammeQueries.SORTING, sort, Map.of());
    model.addAttribute("heads", heads);
    Page<ProgrammeView> found = programmes.page(heads.sort(), Pager.page(page), Pager.SIZE);
    model.addAttribute(
        "cards", found.items().stream().map(p -> ProgrammeCard.of(p, Map.of(), actor)).toList());
    model.addAttribute("total", found.total());
    model.addAttribute("pager", Pager.of(heads.address(), found.page(), found.total(), false));
    return "programmes";
  }

  @GetMapping("/programmes/{id}")
  String programme(@PathVariable String id, Model model, Actor actor) {
    live(id, model, actor);
    return "programme";
  }

  @GetMapping("/programmes/{id}/live")
  String fragment(@PathVariable String id, Model model, Actor actor) {
    live(id, model, actor);
    return "programme :: live";
  }

  private void live(String id, Model model, Actor actor) {
    ProgrammeView programme =
        programmes.find(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    frame.fill(model, actor);
    model.addAttribute("programme", ProgrammeCard.of(programme, cards(programme, actor), actor));
    model.addAttribute("tasks", List.of());
    model.addAttribute(
        "questions",
        desk.questions(actor).stream().filter(q -> id.equals(q.programmeId())).toList());
  }

  private Map<String, RolloutCard> cards(ProgrammeView programme, Actor actor) {
    List<String> begun =
        programme.rollouts().stream().map(Part::rolloutId).filter(Objects::nonNull).toList();
    Map<String, List<WaveView>> all = waves.waves(begun);
    return begun.stream()
        .map(rollouts::find)
        .flatMap(Optional::stream)
        .map(r -> RolloutCard.of(r, all.getOrDefault(r.id(), List.of()), actor))
        .collect(Collectors.toMap(c -> c.rollout().id(), Function.identity()));
  }
}
