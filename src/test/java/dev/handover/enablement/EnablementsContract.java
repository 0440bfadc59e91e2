package dev.handover.enablement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.calendar.Moment;
import dev.handover.enablement.EnrolmentCounts.Standing;
import dev.handover.estate.AutoEnrolment;
import dev.handover.estate.EstateException;
import dev.handover.rollout.Decision;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.Refused;
import dev.handover.rollout.TaskBrief.Fact;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

/** What is true of enablements on every database. */
abstract class EnablementsContract extends EnablementStage {

  @Test
  void one_runs_at_a_time_and_it_is_said_whose() {
    String id = started(AutoEnrolment.ALL);
    assertThatThrownBy(() -> desk.start(request(AutoEnrolment.ALL), "Again", REQUESTER))
        .isInstanceOf(Refused.class)
        .hasMessage(
            "Enablement %s of requester is under way; wait for its end, or have it cancelled."
                .formatted(id));
    assertThat(codes(request(AutoEnrolment.ALL))).containsExactly("ENABLEMENT_RUNNING");
    assertThatThrownBy(() -> desk.start(request(AutoEnrolment.ALL), "Mine", APPROVER))
        .hasMessageContaining("may not enable co-management");
  }

  @Test
  void it_takes_another_person_with_the_right_who_has_seen_it_to_confirm() {
    String id = desk.start(request(AutoEnrolment.ALL), HOSTILE, BOTH);
    life.begin(id, "p");
    EnablementKind confirm = EnablementKind.CONFIRM_ENABLEMENT;
    String seen = life.ask(id, confirm).evidenceHash();
    Decision approve = new Decision(Outcome.APPROVE, "because", seen);
    assertThatThrownBy(() -> life.decide(id, confirm, approve, BOTH))
        .hasMessageContaining("it takes another person");
    assertThatThrownBy(() -> life.decide(id, confirm, approve, REQUESTER))
        .hasMessageContaining("change managers and administrators may");
    assertThatThrownBy(
            () -> life.decide(id, confirm, new Decision(Outcome.APPROVE, "x", "other"), APPROVER))
        .hasMessageContaining("has changed since it was shown");
    assertThatThrownBy(
            () -> life.decide(id, confirm, new Decision(Outcome.WIDEN, "x", seen), APPROVER))
        .hasMessageContaining("is no answer to this");
    assertThatThrownBy(() -> life.order(id)).hasMessageContaining("not confirmed by another");
    assertThat(life.brief(id, confirm).summary()).doesNotContain("<script>");
    assertThat(life.brief(id, confirm).facts())
        .contains(
            new Fact("Enough is", "80 % of those that can, within 2 days"),
            new Fact("1 device", "Is neither Entra joined nor hybrid joined."));
    assertThat(life.decide(id, confirm, approve, APPROVER)).isEqualTo("approve");
    assertThat(view(id).confirmedBy()).isEqualTo("approver1");
    assertThatThrownBy(() -> life.begin(id, "another")).hasMessageContaining("no process");
  }

  @Test
  void the_pilot_enrols_is_widened_and_all_are_enabled() {
    String id = enrolling(AutoEnrolment.ALL);
    verify(site).setAutoEnrolment(AutoEnrolment.PILOT, "PS1");
    assertThat(view(id).state()).isEqualTo(EnablementState.ENROLLING);
    assertThat(view(id).counts().trying()).isEqualTo(5);
    assertThat(view(id).counts().unfit()).isEqualTo(1);
    verify(workflow, never()).judged(any(), anyBoolean());
    enrols(1, 2, 3, 4);
    later(Duration.ofHours(1));
    verify(workflow).judged(id, false);
    assertThat(view(id).sentence())
        .isEqualTo("4 of the 5 devices that can enrol have, and 4 had to.");
    life.ask(id, EnablementKind.DECIDE_ENROLMENT);
    assertThat(decide(id, EnablementKind.DECIDE_ENROLMENT, Outcome.WIDEN)).isEqualTo("widen");
    assertThat(life.order(id)).isEqualTo("automatic");
    later(Duration.ofMinutes(1));
    later(Duration.ofMinutes(1));
    verify(site).setAutoEnrolment(eq(AutoEnrolment.ALL), any());
    assertThat(view(id).counts().able()).isEqualTo(9);
    enrols(5, 7, 8, 9);
    later(Duration.ofHours(1));
    verify(workflow).judged(id, true);
    life.complete(id);
    assertThat(view(id).state()).isEqualTo(EnablementState.ENABLED);
    assertThat(queries.running()).isEmpty();
    assertThat(told())
        .contains(
            "enablement-requested",
            "enablement-confirmed",
            "enablement-set",
            "enablement-completed");
    desk.check(request(AutoEnrolment.PILOT));
  }

  @Test
  void what_was_judged_says_when_and_what_has_come_since_is_counted_beside_it() {
    String id = enrolling(AutoEnrolment.ALL);
    enrols(1, 2, 3, 4);
    later(Duration.ofHours(1));
    String judged =
        "Judged on %s: 4 of the 5 devices that can enrol have, and 4 had to."
            .formatted(Moment.words(now()));
    life.ask(id, EnablementKind.DECIDE_ENROLMENT);
    enrols(5);
    later(Duration.ofHours(1));
    assertThat(view(id).sentence()).isEqualTo(judged);
    assertThat(view(id).counts().enrolled()).isEqualTo(5);
    EnablementBrief brief = life.brief(id, EnablementKind.DECIDE_ENROLMENT);
    assertThat(brief.summary()).startsWith(judged);
    assertThat(brief.facts())
        .anyMatch(f -> f.about().equals("Devices now") && f.words().startsWith("5 enrolled"));
  }

  @Test
  void what_an_enablement_has_come_to_stays_as_it_was_at_its_end() {
    String id = enrolling(AutoEnrolment.PILOT);
    enrols(1, 2, 3);
    fails(4, LICENCE);
    later(Duration.ofHours(1));
    EnrolmentCounts before = view(id).counts();
    assertThat(before.enrolled()).isEqualTo(3);
    life.complete(id);
    jdbc.sql("update device set management_state = 'CONFIGMGR_ONLY' where id = 1").update();
    enrols(4, 5);
    later(Duration.ofHours(1));
    assertThat(view(id).counts()).isEqualTo(before);
    assertThat(queries.devices(id, Standing.ENROLLED, null, 0, 10).items())
        .extracting(EnrolmentDevices.Row::name)
        .containsExactly("PC-1", "PC-2", "PC-3");
    assertThat(queries.devices(id, Standing.FAILED, "0x80180018", 0, 10).total()).isEqualTo(1);
  }

  @Test
  void a_code_that_does_not_pass_is_told_at_once_and_an_unknown_one_as_unknown() {
    String id = enrolling(AutoEnrolment.PILOT);
    fails(1, LICENCE);
    fails(2, 0x80CF4018L);
    later(Duration.ofMinutes(1));
    EnrolmentCounts counts = view(id).counts();
    assertThat(counts.failed()).isEqualTo(1);
    assertThat(counts.unknown()).isEqualTo(1);
    assertThat(counts.reasons())
        .extracting(EnrolmentCounts.Reason::code)
        .containsExactlyInAnyOrder("0x80180018", "0x80CF4018", "NOT_JOINED");
    verify(workflow).judged(id, false);
    assertThat(view(id).verdict()).isEqualTo("FAILED");
    assertThat(queries.devices(id, null, "0x80180018", 0, 10).items())
        .extracting(EnrolmentDevices.Row::name)
        .containsExactly("PC-1");
    assertThat(queries.devices(id, Standing.UNKNOWN, null, 0, 10).items())
        .extracting(EnrolmentDevices.Row::words)
        .allMatch(w -> w.startsWith("A code that Handover does not know"));
    assertThat(queries.devices(id, null, "NOT_JOINED", 0, 10).total()).isEqualTo(1);
    assertThat(queries.devices(id, null, null, 1, 4).items()).hasSize(2);
    assertThatThrownBy(() -> queries.devices(id, null, HOSTILE, 0, 10)).isInstanceOf(Refused.class);
    life.ask(id, EnablementKind.DECIDE_ENROLMENT);
    assertThatThrownBy(() -> decide(id, EnablementKind.DECIDE_ENROLMENT, Outcome.WIDEN))
        .isInstanceOf(Refused.class);
  }

  @Test
  void a_code_that_passes_is_tried_again_and_given_up_after_three_retries() {
    String id = enrolling(AutoEnrolment.PILOT);
    fails(1, NOT_READY);
    fails(2, NOT_READY);
    later(Duration.ofMinutes(1));
    clock.advance(Duration.ofMinutes(-1));
    for (int retry = 1; retry <= 3; retry++) {
      assertThat(view(id).counts().trying())
          .as("before retry " + retry)
          .isEqualTo(retry < 3 ? 5 : 4);
      clock.advance(Duration.ofMinutes(15));
      fails(1, NOT_READY);
      if (retry < 2) {
        fails(2, NOT_READY);
      } else {
        enrols(2);
      }
      cycle();
    }
    EnrolmentCounts counts = view(id).counts();
    assertThat(counts.failed()).isEqualTo(1);
    assertThat(counts.enrolled()).isEqualTo(1);
    assertThat(queries.devices(id, Standing.FAILED, null, 0, 10).items())
        .extracting(EnrolmentDevices.Row::words)
        .allMatch(w -> w.startsWith("Gave up after its retries: "));
    enrols(1);
    later(Duration.ofHours(1));
    assertThat(view(id).counts().enrolled()).as("what enrols counts after all").isEqualTo(2);
    assertThat(queries.devices(id, null, EnrolmentCode.hex(NOT_READY), 0, 10).items())
        .as("nobody does not enrol for it any more")
        .isEmpty();
  }

  @Test
  void a_client_that_tries_no_more_has_given_up_but_not_because_the_site_is_silent() {
    String id = enrolling(AutoEnrolment.PILOT);
    fails(1, NOT_READY);
    later(Duration.ofMinutes(1));
    Mockito.doThrow(new EstateException("the site is down")).when(site).enrolmentFailures(any());
    later(Duration.ofHours(3));
    assertThat(view(id).counts().failed()).isZero();
    Mockito.doReturn(List.of()).when(site).enrolmentFailures(any());
    later(Duration.ofMinutes(1));
    assertThat(view(id).counts().failed()).isEqualTo(1);
  }

  @Test
  void when_the_time_is_over_a_person_is_asked_who_may_wait_longer() {
    String id = enrolling(AutoEnrolment.ALL);
    enrols(1);
    later(Duration.ofDays(1));
    verify(workflow, never()).judged(any(), anyBoolean());
    later(Duration.ofDays(1));
    verify(workflow).judged(id, false);
    assertThat(view(id).verdict()).isEqualTo("UNDECIDED");
    life.ask(id, EnablementKind.DECIDE_ENROLMENT);
    assertThatThrownBy(() -> decide(id, EnablementKind.DECIDE_ENROLMENT, Outcome.WIDEN))
        .hasMessageContaining("has not passed");
    assertThat(decide(id, EnablementKind.DECIDE_ENROLMENT, Outcome.EXTEND)).isEqualTo("extend");
    assertThat(view(id).deadline()).isEqualTo(now().plus(Duration.ofDays(2)));
    assertThat(view(id).state()).isEqualTo(EnablementState.ENROLLING);
    enrols(2, 3, 4);
    later(Duration.ofHours(1));
    assertThat(view(id).verdict()).isEqualTo("PASSED");
  }

  @Test
  void what_a_person_says_is_done_counts_only_once_the_site_shows_it() {
    when(site.canSetAutoEnrolment()).thenReturn(false);
    String id = started(AutoEnrolment.PILOT);
    decide(id, EnablementKind.CONFIRM_ENABLEMENT, Outcome.APPROVE);
    assertThat(life.order(id)).isEqualTo("person");
    life.ask(id, EnablementKind.SET_ENROLMENT);
    assertThat(decide(id, EnablementKind.SET_ENROLMENT, Outcome.DONE)).isEqualTo("done");
    shows(AutoEnrolment.PILOT, "PS2");
    later(Duration.ofHours(1));
    verify(site, never()).setAutoEnrolment(any(), any());
    assertThat(view(id).state()).isEqualTo(EnablementState.SETTING);
    assertThat(view(id).sentence())
        .isEqualTo(
            "Waits until the site shows automatic enrolment as Pilot (Early birds); it shows Pilot (Pilot of apps).");
    later(Duration.ofDays(2));
    verify(workflow).judged(id, false);
    assertThat(view(id).verdict()).isEqualTo("UNDECIDED");
    life.ask(id, EnablementKind.DECIDE_ENROLMENT);
    decide(id, EnablementKind.DECIDE_ENROLMENT, Outcome.EXTEND);
    assertThat(view(id).state()).isEqualTo(EnablementState.SETTING);
    shows(AutoEnrolment.PILOT, "PS1");
    later(Duration.ofHours(1));
    assertThat(view(id).state()).isEqualTo(EnablementState.ENROLLING);
  }

  @Test
  void cancelling_puts_the_setting_back_and_leaves_the_enrolled_enrolled() {
    shows(AutoEnrolment.PILOT, "PS2");
    cycle();
    String id = enrolling(AutoEnrolment.ALL);
    enrols(1);
    desk.cancel(id, "Too soon", APPROVER);
    assertThat(life.orderBack(id)).isEqualTo("automatic");
    assertThatThrownBy(() -> desk.cancel(id, "Again", APPROVER))
        .hasMessageContaining("is being put back and cannot be cancelled");
    verify(workflow, never()).isBack(any());
    later(Duration.ofMinutes(1));
    verify(site).setAutoEnrolment(AutoEnrolment.PILOT, "PS2");
    later(Duration.ofMinutes(1));
    verify(workflow).isBack(id);
    life.cancel(id);
    assertThat(view(id).state()).isEqualTo(EnablementState.CANCELLED);
    assertThat(view(id).sentence())
        .isEqualTo(
            "Cancelled by approver1: Too soon. Automatic enrolment is Pilot (Pilot of apps), as before. 1 device that has enrolled stays enrolled.");
    assertThat(queries.running()).isEmpty();
  }

  @Test
  void what_is_said_to_be_put_back_is_waited_for_and_asked_again_after_a_day() {
    String id = enrolling(AutoEnrolment.PILOT);
    when(site.canSetAutoEnrolment()).thenReturn(false);
    desk.cancel(id, "Too many fail", APPROVER);
    assertThat(life.orderBack(id)).isEqualTo("person");
    EnablementBrief asked = life.ask(id, EnablementKind.PUT_ENROLMENT_BACK);
    assertThat(asked.summary())
        .startsWith("Set automatic enrolment back to None, as it was; the site shows Pilot.");
    assertThat(asked.facts()).contains(new Fact("Automatic enrolment before", "None"));
    later(Duration.ofHours(23));
    decide(id, EnablementKind.PUT_ENROLMENT_BACK, Outcome.DONE);
    assertThat(view(id).sentence())
        .isEqualTo(
            "Cancelled by approver1: Too many fail. Waits until the site shows automatic enrolment as None; it shows Pilot (Early birds).");
    later(Duration.ofHours(23));
    verify(workflow, never()).isNotBack(any());
    later(Duration.ofHours(1));
    verify(workflow).isNotBack(id);
    life.ask(id, EnablementKind.PUT_ENROLMENT_BACK);
    shows(AutoEnrolment.NONE, null);
    later(Duration.ofMinutes(1));
    verify(workflow).isBack(id);
    assertThat(view(id).sentence()).isEqualTo("Cancelled by approver1: Too many fail");
  }

  @Test
  void nobody_need_set_any_more_what_the_site_shows() {
    when(site.canSetAutoEnrolment()).thenReturn(false);
    String id = started(AutoEnrolment.PILOT);
    decide(id, EnablementKind.CONFIRM_ENABLEMENT, Outcome.APPROVE);
    life.order(id);
    life.ask(id, EnablementKind.SET_ENROLMENT);
    later(Duration.ofMinutes(1));
    verify(workflow, never()).isSet(any());
    shows(AutoEnrolment.PILOT, "PS1");
    later(Duration.ofMinutes(1));
    verify(workflow).isSet(id);
    assertThat(view(id).state()).isEqualTo(EnablementState.ENROLLING);
  }

  @Test
  void nothing_is_put_back_where_nothing_was_set() {
    String id = started(AutoEnrolment.ALL);
    assertThatThrownBy(() -> desk.cancel(id, "Mine", REQUESTER))
        .hasMessageContaining("change managers and administrators may");
    assertThat(decide(id, EnablementKind.CONFIRM_ENABLEMENT, Outcome.REJECT)).isEqualTo("reject");
    assertThat(life.orderBack(id)).isEqualTo("nothing");
    life.cancel(id);
    assertThat(view(id).sentence()).startsWith("approver1 rejected: because.");
    String another = started(AutoEnrolment.ALL);
    life.orderBack(another);
    life.cancel(another);
    assertThat(view(another).sentence()).startsWith("Nobody has confirmed it in time.");
    verify(site, never()).setAutoEnrolment(any(), any());
  }

  @Test
  void none_as_the_goal_is_enabled_once_the_site_shows_it() {
    shows(AutoEnrolment.ALL, "PS1");
    cycle();
    String id = desk.start(request(AutoEnrolment.NONE, null, Map.of()), "Stop", REQUESTER);
    life.begin(id, "p");
    life.ask(id, EnablementKind.CONFIRM_ENABLEMENT);
    decide(id, EnablementKind.CONFIRM_ENABLEMENT, Outcome.APPROVE);
    life.order(id);
    later(Duration.ofMinutes(1));
    later(Duration.ofMinutes(1));
    verify(site).setAutoEnrolment(eq(AutoEnrolment.NONE), any());
    verify(workflow).judged(id, true);
  }
}
