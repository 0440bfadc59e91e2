package dev.handover.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.estate.IntuneTenant.ActionResult;
import dev.handover.estate.IntuneTenant.ActionState;
import dev.handover.estate.RemoteAction;
import dev.handover.remote.Following.Finding;
import dev.handover.remote.Following.Followed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the tenant's account of a device says of an action. */
class FollowingTest {

  private static final Instant SENT = Instant.parse("2026-11-23T12:00:00Z");
  private static final Instant UNTIL = SENT.plus(Duration.ofDays(1));

  @ParameterizedTest
  @CsvSource({
    "NONE,          SENT",
    "PENDING,       SENT",
    "ACTIVE,        SENT",
    "DONE,          DONE",
    "FAILED,        FAILED",
    "CANCELED,      CANCELLED",
    "NOT_SUPPORTED, NOT_SUPPORTED"
  })
  void each_state_of_the_tenant_has_its_meaning(ActionState reported, Progress progress) {
    Finding finding = judge(Progress.SENT, null, result(RemoteAction.WIPE, reported, SENT));
    assertThat(finding.state()).isEqualTo(progress);
    assertThat(finding.startedAt()).isEqualTo(SENT);
    assertThat(finding.why() == null)
        .isEqualTo(progress == Progress.SENT || progress == Progress.DONE);
  }

  @Test
  void an_account_of_another_action_or_of_an_earlier_one_says_nothing() {
    for (ActionResult other :
        List.of(
            result(RemoteAction.RETIRE, ActionState.DONE, SENT),
            result(RemoteAction.WIPE, ActionState.DONE, SENT.minus(Duration.ofMinutes(3))))) {
      assertThat(judge(Progress.UNANSWERED, null, other).state()).isEqualTo(Progress.UNANSWERED);
    }
    ActionResult before = result(RemoteAction.WIPE, ActionState.FAILED, SENT.minusSeconds(60));
    assertThat(judge(Progress.SENT, before.startedAt(), before).state()).isEqualTo(Progress.SENT);
    // Clocks differ a little.
    assertThat(judge(Progress.SENT, null, before).state()).isEqualTo(Progress.FAILED);
  }

  @Test
  void a_device_that_is_gone_is_the_end_of_an_enrolment_and_a_failure_of_anything_else() {
    for (RemoteAction action : RemoteAction.values()) {
      Followed followed = new Followed(action, Progress.SENT, SENT, null, UNTIL);
      assertThat(Following.judge(followed, null, SENT).state())
          .isEqualTo(action.endsEnrolment() ? Progress.DONE : Progress.FAILED);
    }
  }

  @Test
  void an_end_counts_however_late_it_is_read_and_no_end_is_given_up_in_time() {
    Followed followed = new Followed(RemoteAction.WIPE, Progress.SENT, SENT, null, UNTIL);
    ActionResult done = result(RemoteAction.WIPE, ActionState.DONE, SENT);
    assertThat(Following.judge(followed, List.of(done), UNTIL).state()).isEqualTo(Progress.DONE);
    assertThat(Following.judge(followed, List.of(), UNTIL.minusSeconds(1)).state())
        .isEqualTo(Progress.SENT);
    assertThat(Following.judge(followed, List.of(), UNTIL).state()).isEqualTo(Progress.TIMED_OUT);
  }

  @Test
  void results_are_known_by_the_names_that_the_tenant_gives_them() {
    assertThat(RemoteAction.ofResult("factoryReset")).contains(RemoteAction.WIPE);
    assertThat(RemoteAction.ofResult("removeCompanyData")).contains(RemoteAction.RETIRE);
    assertThat(RemoteAction.ofResult("quickScan")).contains(RemoteAction.DEFENDER_SCAN);
    assertThat(RemoteAction.ofResult("remoteLock")).isEmpty();
    for (RemoteAction action : RemoteAction.values()) {
      assertThat(RemoteAction.ofResult(action.command())).contains(action);
      assertThat(RemoteAction.of(action.slug())).contains(action);
    }
  }

  private static Finding judge(Progress progress, Instant after, ActionResult result) {
    return Following.judge(
        new Followed(RemoteAction.WIPE, progress, SENT, after, UNTIL), List.of(result), SENT);
  }

  private static ActionResult result(RemoteAction action, ActionState state, Instant began) {
    return new ActionResult(action, state, began, began);
  }
}
