package dev.handover.dashboard;

import dev.handover.audit.Journal;
import dev.handover.enablement.EnablementDesk;
import dev.handover.estate.EstateClock;
import dev.handover.programme.ProgrammeDesk;
import dev.handover.remote.RemoteDesk;
import dev.handover.rollout.RolloutDesk;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The dashboard, with the part of it that refreshes by itself. */
@Controller
class DashboardPage {

  private static final int JOURNAL_LINES = 8;

  private final Overview overview;
  private final RolloutDesk desk;
  private final RolloutQueries rollouts;
  private final ProgrammeDesk programmeDesk;
  private final RemoteDesk remoteDesk;
  private final EnablementDesk enablementDesk;
  private final Journal journal;
  private final EstateClock clock;
  private final Frame frame;

  DashboardPage(
      Overview overview,
      RolloutDesk desk,
      RolloutQueries rollouts,
      ProgrammeDesk programmeDesk,
      RemoteDesk remoteDesk,
      EnablementDesk enablementDesk,
      Journal journal,
      EstateClock clock,
      Frame frame) {
    this.overview = overview;
    this.desk = desk;
    this.rollouts = rollouts;
    this.programmeDesk = programmeDesk;
    this.remoteDesk = remoteDesk;
    this.enablementDesk = enablementDesk;
    this.journal = journal;
    this.clock = clock;
    this.frame = frame;
  }

  @GetMapping("/")
  String dashboard(Model model, Actor actor) {
    frame.fill(model, actor);
    live(model, actor);
    return "dashboard";
  }

  @GetMapping("/dashboard/live")
  String dashboardLive(Model model, Actor actor) {
    frame.fill(model, actor);
    live(model, actor);
    return "dashboard :: live";
  }

  private void live(Model model, Actor actor) {
    List<RolloutCard> cards =
        overview.rollouts().stream()
            .map(r -> RolloutCard.of(r.rollout(), r.waves(), actor))
            .toList();
    List<OpenTask> tasks = desk.tasks(actor);
    model.addAttribute("tasks", tasks);
    model.addAttribute(
        "lateAlone", rollouts.lateAlone(tasks.stream().map(OpenTask::rolloutId).toList()));
    model.addAttribute("questions", programmeDesk.questions(actor));
    model.addAttribute("approvals", remoteDesk.questions(actor));
    model.addAttribute("enablementTasks", enablementDesk.questions(actor));
    SystemHealth.Health health = overview.health();
    model.addAttribute("health", health);
    // Whose mail server it is.
    model.addAttribute("undelivered", actor.is(Role.ADMINISTRATOR) ? health.undelivered() : 0);
    model.addAttribute("frozen", CalendarPage.rows(overview.freezes(), clock.instant()));
    model.addAttribute("sliders", overview.sliders());
    model.addAttribute("rollouts", cards);
    model.addAttribute("fleet", overview.fleet());
    model.addAttribute("words", AuthorityWording.INSTANCE);
    model.addAttribute(
        "devices", overview.fleet().values().stream().mapToInt(Integer::intValue).sum());
    model.addAttribute("journal", Frame.journal(journal, null, JOURNAL_LINES, actor));
  }
}
