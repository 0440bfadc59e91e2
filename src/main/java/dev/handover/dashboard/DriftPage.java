package dev.handover.dashboard;

import dev.handover.authority.Divergence;
import dev.handover.authority.DriftStore;
import dev.handover.authority.DriftStore.Filter;
import dev.handover.security.Actor;
import dev.handover.workload.Workload;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The devices on which what is reported is not what the settings say. */
@Controller
class DriftPage {

  private final DriftStore drift;
  private final Overview overview;
  private final Frame frame;

  DriftPage(DriftStore drift, Overview overview, Frame frame) {
    this.drift = drift;
    this.overview = overview;
    this.frame = frame;
  }

  @GetMapping("/drift")
  String drift(
      @RequestParam(required = false) Workload workload,
      @RequestParam(required = false) Divergence kind,
      @RequestParam(required = false) String site,
      @RequestParam(required = false) String sort,
      @RequestParam(defaultValue = "0") int page,
      Model model,
      Actor actor) {
    frame.fill(model, actor);
    String at = site == null || site.isBlank() ? null : site;
    Filter filter = new Filter(workload, kind == null ? Set.of() : Set.of(kind), at);
    int no = Pager.page(page);
    long total = drift.count(filter);
    Map<String, Object> filters = new HashMap<>();
    filters.put("workload", workload == null ? null : workload.slug());
    filters.put("kind", kind);
    filters.put("site", at);
    Heads heads = Heads.of(DriftStore.SORTING, sort, filters);
    model.addAttribute("heads", heads);
    model.addAttribute("rows", drift.page(filter, heads.sort(), no, Pager.SIZE));
    model.addAttribute("total", total);
    model.addAttribute("filtered", !filter.equals(Filter.ALL));
    model.addAttribute("workload", workload);
    model.addAttribute("kind", kind);
    model.addAttribute("site", at);
    model.addAttribute("pager", Pager.of(heads.address(), no, total, false));
    model.addAttribute("allowance", drift.allowance());
    model.addAttribute("workloads", Workload.values());
    model.addAttribute("kinds", Divergence.values());
    model.addAttribute("sites", overview.sites());
    model.addAttribute("words", AuthorityWording.INSTANCE);
    return "drift";
  }
}
