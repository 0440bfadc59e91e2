package dev.handover.dashboard;

import dev.handover.notify.Channel;
import dev.handover.notify.NotificationDesk;
import dev.handover.notify.Occasion;
import dev.handover.notify.Outbox.Delivery;
import dev.handover.notify.Outbox.State;
import dev.handover.notify.Subscription;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Who is told of what, and what was not taken. */
@Controller
class NotificationsPage {

  private static final int MOST = 50;

  private final NotificationDesk desk;
  private final Frame frame;

  NotificationsPage(NotificationDesk desk, Frame frame) {
    this.desk = desk;
    this.frame = frame;
  }

  /**
   * @param minds whether the viewer may change it
   */
  public record Row(Subscription subscription, List<Occasion> occasions, boolean minds) {

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

  @GetMapping("/notifications")
  String notifications(Model model, Actor actor) {
    fill(model, actor);
    return "notifications";
  }

  @GetMapping("/notifications/live")
  String live(Model model, Actor actor) {
    fill(model, actor);
    return "notifications :: live";
  }

  private void fill(Model model, Actor actor) {
    frame.fill(model, actor);
    boolean web = actor.is(Role.ADMINISTRATOR);
    model.addAttribute(
        "subscriptions",
        desk.subscriptions(actor).stream()
            .map(
                s ->
                    new Row(
                        s,
                        s.occasions().stream().sorted().toList(),
                        NotificationDesk.minds(s, actor)))
            .toList());
    model.addAttribute(
        "trouble",
        Stream.of(State.DEAD, State.WAITING)
            .flatMap(state -> desk.deliveries(actor, state, 0, MOST).stream())
            .filter(NotificationsPage::hasFailed)
            .toList());
    model.addAttribute("subscribes", web || desk.mails());
    model.addAttribute("web", web);
    model.addAttribute("occasions", Occasion.values());
    model.addAttribute(
        "channels",
        Arrays.stream(Channel.values()).filter(c -> c.web() ? web : desk.mails()).toList());
  }

  private static boolean hasFailed(Delivery delivery) {
    return delivery.failure() != null;
  }
}
