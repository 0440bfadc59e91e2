package dev.handover.remote;

import dev.handover.device.Devices;
import dev.handover.estate.IntuneTenant;
import dev.handover.estate.IntuneTenant.ActionResult;
import dev.handover.remote.Following.Finding;
import dev.handover.remote.FollowingStore.Due;
import dev.handover.remote.FollowingStore.Ongoing;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Service;

/** Reads back what has become of what was sent, until an end or until nobody looks any more. */
@Service
class Follower {

  /** Devices whose account is read in one cycle; Graph takes twenty of them in a request. */
  private static final int AT_ONCE = 500;

  private final FollowingStore store;
  private final Endings endings;
  private final IntuneTenant tenant;
  private final Devices devices;
  private final Clock clock;

  Follower(
      FollowingStore store, Endings endings, IntuneTenant tenant, Devices devices, Clock clock) {
    this.store = store;
    this.endings = endings;
    this.tenant = tenant;
    this.devices = devices;
    this.clock = clock;
  }

  /**
   * @throws dev.handover.estate.EstateException if the tenant cannot be read; nothing is given up
   *     then, however late it is
   */
  void follow() {
    store.endSyncsOfThoseHeardOf();
    List<Due> due = store.due(AT_ONCE);
    if (due.isEmpty()) {
      return;
    }
    Map<String, List<ActionResult>> results =
        tenant.actionResults(due.stream().map(d -> d.row().intuneId()).distinct().toList());
    Instant now = clock.instant();
    List<Ongoing> ongoing = new ArrayList<>();
    for (Due one : due) {
      ActionRow row = one.row();
      List<ActionResult> account = results.get(row.intuneId());
      Finding finding = Following.judge(followed(one), account, now);
      if (finding.state().ended()) {
        store.began(row.id(), finding.startedAt());
        if (finding.state() == Progress.DONE && row.action().endsEnrolment()) {
          devices.enrolmentEnded(row.deviceId(), row.intuneId());
        }
        endings.end(row, finding.state(), finding.why());
      } else {
        ongoing.add(new Ongoing(row, finding));
      }
    }
    store.goOn(ongoing);
  }

  private Following.Followed followed(Due due) {
    ActionRow row = due.row();
    return new Following.Followed(
        row.action(), row.state(), row.sentAt(), due.after(), store.until(row));
  }
}
