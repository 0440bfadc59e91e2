package dev.handover.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handover.enablement.EnablementCheck;
import dev.handover.enablement.EnablementDesk;
import dev.handover.enablement.EnablementQueries;
import dev.handover.enablement.EnablementView;
import dev.handover.enablement.EnrolmentCounts;
import dev.handover.enablement.EnrolmentCounts.Standing;
import dev.handover.enablement.EnrolmentDevices;
import dev.handover.rollout.Page;
import dev.handover.rollout.Refused;
import dev.handover.security.Actor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** How the site stands, the four steps, what runs and has run, and who does not enrol. */
@Controller
class EnablementPage {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final EnablementQueries enablements;
  private final EnablementDesk desk;
  private final Frame frame;

  EnablementPage(EnablementQueries enablements, EnablementDesk desk, Frame frame) {
    this.enablements = enablements;
    this.desk = desk;
    this.frame = frame;
  }

  @GetMapping("/enablement")
  String all(@RequestParam(defaultValue = "0") int page, Model model, Actor actor) {
    frame.fill(model, actor);
    site(model, actor);
    Page<EnablementView> found = enablements.page(Pager.page(page), Pager.SIZE);
    model.addAttribute(
        "past", found.items().stream().map(v -> EnablementCard.of(v, actor)).toList());
    model.addAttribute("total", found.total());
    model.addAttribute("page", found.page());
    model.addAttribute("pager", Pager.of(Map.of(), found.page(), found.total(), false));
    model.addAttribute("collections", enablements.collections());
    model.addAttribute("sliders", enablements.sliders());
    return "enablement";
  }

  @GetMapping("/enablement/live")
  String live(Model model, Actor actor) {
    frame.fill(model, actor);
    site(model, actor);
    return "enablement :: live";
  }

  private void site(Model model, Actor actor) {
    model.addAttribute("setting", enablements.setting().orElse(null));
    model.addAttribute("connections", enablements.connections());
    running(model, actor);
  }

  private Optional<EnablementCard> running(Model model, Actor actor) {
    Optional<EnablementCard> running = enablements.running().map(v -> EnablementCard.of(v, actor));
    model.addAttribute("running", running.orElse(null));
    return running;
  }

  /** What would come of what has been typed. */
  @PostMapping("/enablement/check")
  String check(@RequestParam Map<String, String> posted, Model model, Actor actor) {
    frame.fill(model, actor);
    boolean free = running(model, actor).isEmpty();
    try {
      EnablementForm form = EnablementForm.of(posted);
      EnablementCheck check = desk.check(form.request());
      model.addAttribute("check", check);
      // That another one is under way is said of itself.
      model.addAttribute(
          "findings",
          check.findings().stream()
              .filter(f -> free || !f.code().equals(EnablementCheck.RUNNING))
              .toList());
      model.addAttribute("body", json(form.body()));
    } catch (Refused e) {
      model.addAttribute("wrong", e.getMessage());
    }
    return "enablement-check :: check";
  }

  private static String json(Map<String, Object> body) {
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings could not be written as JSON", e);
    }
  }

  @GetMapping("/enablement/{id}")
  String one(@PathVariable String id, Model model, Actor actor) {
    fill(id, model, actor);
    return "enablement-one";
  }

  @GetMapping("/enablement/{id}/live")
  String oneLive(@PathVariable String id, Model model, Actor actor) {
    fill(id, model, actor);
    return "enablement-one :: live";
  }

  private void fill(String id, Model model, Actor actor) {
    frame.fill(model, actor);
    model.addAttribute("card", card(id, actor));
    model.addAttribute("words", EnablementWording.INSTANCE);
    model.addAttribute("setting", enablements.setting().orElse(null));
    model.addAttribute(
        "enablementTasks",
        desk.questions(actor).stream().filter(q -> id.equals(q.enablementId())).toList());
  }

  private EnablementCard card(String id, Actor actor) {
    return enablements
        .find(id)
        .map(v -> EnablementCard.of(v, actor))
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
  }

  @GetMapping("/enablement/{id}/devices")
  String devices(
      @PathVariable String id,
      @RequestParam(required = false) Standing standing,
      @RequestParam(required = false) String reason,
      @RequestParam(defaultValue = "0") int page,
      Model model,
      Actor actor) {
    frame.fill(model, actor);
    EnablementCard card = card(id, actor);
    String of = reason == null || reason.isBlank() ? null : reason;
    Page<EnrolmentDevices.Row> found;
    try {
      found = enablements.devices(id, standing, of, Pager.page(page), Pager.SIZE);
    } catch (Refused e) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, e.getMessage(), e);
    }
    model.addAttribute("card", card);
    model.addAttribute("devices", found.items());
    model.addAttribute("total", found.total());
    model.addAttribute("standing", standing);
    model.addAttribute("standings", Standing.values());
    model.addAttribute("reason", of);
    model.addAttribute(
        "reasons",
        card.of().counts() == null
            ? List.of()
            : card.of().counts().reasons().stream()
                .map(EnrolmentCounts.Reason::code)
                .distinct()
                .toList());
    model.addAttribute("words", EnablementWording.INSTANCE);
    Map<String, Object> filters = new HashMap<>();
    filters.put("standing", standing);
    filters.put("reason", of);
    model.addAttribute("pager", Pager.of(filters, found.page(), found.total(), false));
    return "enablement-devices";
  }
}
