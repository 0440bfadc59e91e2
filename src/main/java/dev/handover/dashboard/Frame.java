package dev.handover.dashboard;

import dev.handover.audit.Journal;
import dev.handover.audit.JournalEntry;
import dev.handover.estate.EstateClock;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** What every page has: who looks at it and what they may begin, and the estate's time. */
@Component
class Frame {

  private final EstateClock clock;
  private final boolean sandbox;
  private final boolean tour;

  Frame(
      EstateClock clock,
      @Value("${handover.estate:sandbox}") String estate,
      @Value("${handover.sandbox.tour:true}") boolean tour) {
    this.clock = clock;
    this.sandbox = estate.equals("sandbox");
    this.tour = sandbox && tour;
  }

  void fill(Model model, Actor actor) {
    model.addAttribute("actor", actor);
    model.addAttribute("times", new Moments(clock.instant()));
    model.addAttribute("factor", clock.factor());
    model.addAttribute("mayStart", actor.is(Role.REQUESTER, Role.AUTOMATION));
    model.addAttribute("sandbox", sandbox);
    model.addAttribute("tour", tour);
    model.addAttribute("console", sandbox && actor.is(Role.ADMINISTRATOR));
  }

  /**
   * The newest lines of the journal; null, which hides it, from all but auditors and
   * administrators.
   *
   * @param rolloutId only what is told of this rollout; null for all
   */
  static List<JournalEntry> journal(Journal journal, String rolloutId, int most, Actor actor) {
    return actor.is(Role.AUDITOR, Role.ADMINISTRATOR)
        ? journal.page(rolloutId, Journal.SORTING.usual(), 0, most)
        : null;
  }
}
