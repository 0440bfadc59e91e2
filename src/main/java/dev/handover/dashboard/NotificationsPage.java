package dev.handover.dashboard;

import dev.handover.device.DeviceCount;
import dev.handover.estate.EstateClock;
import dev.handover.notify.Channel;
import dev.handover.notify.NotificationDesk;
import dev.handover.notify.Occasion;
import dev.handover.notify.Outbox.Delivery;
import dev.handover.notify.Outbox.State;
import dev.handover.notify.Subscription;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who is told of what, and what was not taken. */
@Controller
class NotificationsPage {

  private final NotificationDesk desk;
  private final EstateClock clock;
  private final Frame frame;

  NotificationsPage(NotificationDesk desk, EstateClock clock, Frame frame) {
    this.desk = desk;
    this.clock = clock;
    this.frame = frame;
  }

  /**
   * @param minds whether the viewer may change it
   * @param givenUp how many of its messages were
   */
  public record Row(
      Subscription subscription, List<Occasion> occasions, boolean minds, long givenUp) {

    /** The occasions, as the part of a sentence. */
    public String words() {
      return occasions.stream().map(Occasion::words).collect(Collectors.joining("; "));
    }

    /** What of these occasions is told, in words; null where all of it is. */
    public String only() {
      if (!subscription.mine()) {
        return null;
      }
      if (!occasions.contains(Occasion.TASK_DELEGATED)) {
        return "only of what this person asked for";
      }
      return occasions.size() == 1
          ? "only of those delegated to this person"
          : "only of what this person asked for, and of tasks delegated to this person";
    }
  }

  /**
   * A message that was not taken.
   *
   * @param of what it tells, by one of them
   * @param to who did not take it, one or more
   */
  public record Message(Delivery of, List<NotTaken> to) {}

  /**
   * A receiver that did not take a message.
   *
   * @param tries how often it was tried and what comes next, in words
   * @param again whether the viewer may have it tried again
   */
  public record NotTaken(Delivery delivery, boolean dead, String tries, boolean again) {}

  @GetMapping("/notifications")
  String notifications(@RequestParam(defaultValue = "0") int page, Model model, Actor actor) {
    fill(model, Pager.page(page), actor);
    return "notifications";
  }

  @GetMapping("/notifications/live")
  String live(@RequestParam(defaultValue = "0") int page, Model model, Actor actor) {
    fill(model, Pager.page(page), actor);
    return "notifications :: live";
  }

  private void fill(Model model, int page, Actor actor) {
    frame.fill(model, actor);
    boolean web = actor.is(Role.ADMINISTRATOR);
    Map<Long, Long> givenUp = desk.givenUp();
    model.addAttribute(
        "subscriptions",
        desk.subscriptions(actor).stream()
            .map(
                s ->
                    new Row(
                        s,
                        s.occasions().stream().sorted().toList(),
                        NotificationDesk.minds(s, actor),
                        givenUp.getOrDefault(s.id(), 0L)))
            .toList());
    // What is sent lives by the wall clock.
    Moments wall = new Moments(clock.wall(clock.instant()));
    model.addAttribute(
        "trouble",
        desk.notTaken(actor, page, Pager.SIZE).stream()
            .collect(Collectors.groupingBy(Delivery::seq, LinkedHashMap::new, Collectors.toList()))
            .values()
            .stream()
            .map(
                all ->
                    new Message(
                        all.get(0), all.stream().map(d -> notTaken(d, wall, actor)).toList()))
            .toList());
    model.addAttribute("page", page);
    model.addAttribute("pager", Pager.of(Map.of(), page, desk.notTaken(actor), false));
    model.addAttribute("subscribes", web || desk.mails());
    model.addAttribute("web", web);
    model.addAttribute("mails", desk.mails());
    model.addAttribute("occasions", Occasion.values());
    model.addAttribute(
        "channels",
        Arrays.stream(Channel.values()).filter(c -> c.web() ? web : desk.mails()).toList());
  }

  private static NotTaken notTaken(Delivery d, Moments wall, Actor actor) {
    boolean dead = d.state() == State.DEAD;
    String tries = DeviceCount.of(d.tries(), "try", "tries");
    String since = wall.relative(d.dueAt());
    return new NotTaken(
        d,
        dead,
        dead
            ? "given up after %s, %s".formatted(tries, since.equals("now") ? "just now" : since)
            : "%s, the next %s".formatted(tries, wall.due(d.dueAt())),
        dead && (d.owner().equals(actor.id()) || actor.is(Role.ADMINISTRATOR)));
  }
}
