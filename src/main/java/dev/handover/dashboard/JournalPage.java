package dev.handover.dashboard;

import dev.handover.audit.Journal;
import dev.handover.security.Actor;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The journal, and whether it is whole. */
@Controller
class JournalPage {

  private final Journal journal;
  private final Frame frame;

  JournalPage(Journal journal, Frame frame) {
    this.journal = journal;
    this.frame = frame;
  }

  @GetMapping("/journal")
  String journal(
      @RequestParam(required = false) String rollout,
      @RequestParam(required = false) String sort,
      @RequestParam(defaultValue = "0") int page,
      Model model,
      Actor actor) {
    frame.fill(model, actor);
    String of = rollout == null || rollout.isBlank() ? null : rollout.strip();
    int no = Pager.page(page);
    long total = journal.count(of);
    Map<String, Object> filters = new HashMap<>();
    filters.put("rollout", of);
    model.addAttribute("rollout", of);
    Heads heads = Heads.of(Journal.SORTING, sort, filters);
    model.addAttribute("heads", heads);
    model.addAttribute("entries", journal.page(of, heads.sort(), no, Pager.SIZE));
    model.addAttribute("total", total);
    model.addAttribute("pager", Pager.of(heads.address(), no, total, false));
    return "journal";
  }

  @GetMapping("/journal/verify")
  String verify(Model model, Actor actor) {
    frame.fill(model, actor);
    model.addAttribute("verification", journal.verify());
    return "journal :: verified";
  }
}
