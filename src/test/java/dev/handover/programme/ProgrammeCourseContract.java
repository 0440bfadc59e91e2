package dev.handover.programme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.rollout.Decision;
import dev.handover.rollout.NotReady;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.Refused;
import dev.handover.rollout.RolloutEnded;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutState;
import dev.handover.rollout.TaskBrief.Fact;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a programme once it is there, and who may have a say in it. */
abstract class ProgrammeCourseContract extends ProgrammeStage {

  @Test
  void the_next_begins_as_its_requesters_own_and_knows_its_programme() {
    begins("R-1");
    assertThat(view().rollouts())
        .extracting(Part::standing, Part::rolloutId)
        .containsExactly(tuple(Standing.RUNNING, "R-1"), tuple(Standing.WAITING, null));
    verify(rollouts).start(contains("\"workload\":\"compliance-policies\""), eq(REQUESTER));
    assertThat(new RolloutQueries(jdbc).find("R-1").orElseThrow().programmeId()).isEqualTo(id);
    assertThat(life.next(id)).isEqualTo("wait");

    new RolloutEnds(store, workflow).on(new RolloutEnded("R-2"));
    verify(workflow, never()).goOn(any());
    ends("R-1", "COMPLETED");
    verify(workflow).goOn(id);
    begins("R-3");
    ends("R-3", "COMPLETED");
    assertThat(life.next(id)).isEqualTo("done");
    life.complete(id);
    assertThat(view().state()).isEqualTo(ProgrammeState.COMPLETED);
    assertThat(view().endedAt()).isEqualTo(clock.instant());
    verify(journal)
        .tell(any(), eq("programme-completed"), eq(id), contains("all 2 of its workloads"));
  }

  @Test
  void what_refuses_a_beginning_outlives_the_transaction_that_it_undoes() {
    when(rollouts.start(anyString(), any()))
        .thenThrow(new NotReady(List.of(finding("LEASED", "R-9 holds them."))));
    assertThatThrownBy(() -> life.next(id)).isInstanceOf(NotReady.class);
    assertThat(view().rollouts().get(0).refusal()).isEqualTo("R-9 holds them.");
    assertThat(life.next(id)).isEqualTo("ask");
    ProgrammeBrief brief = decisions.ask(id);
    assertThat(brief.title())
        .isEqualTo(HOSTILE + ": the rollout of Compliance policies cannot begin");
    assertThat(brief.summary())
        .isEqualTo(
            "requester asked for it. The rollout of Compliance policies could not begin, and its plan cannot be changed any more: what stands in its way has to go, or the programme goes on without it or ends. No rollout of this programme begins until this is decided. Still to begin: Client apps.");
    assertThat(brief.facts().get(0)).isEqualTo(new Fact("Why", "R-9 holds them."));
    assertThat(view().state()).isEqualTo(ProgrammeState.STOPPED);
    verify(journal)
        .tell(
            any(),
            eq("programme-stopped"),
            eq(id),
            contains("cannot begin. A person is asked. R-9 holds them."));

    assertThat(decide(Outcome.TRY_AGAIN, brief.evidenceHash(), MANAGER)).isTrue();
    assertThat(view().state()).isEqualTo(ProgrammeState.RUNNING);
    assertThat(view().rollouts().get(0).refusal()).isNull();
    assertThat(view().rollouts().get(0).decision())
        .isEqualTo("approver1 had it tried again: because");
    reset(rollouts);
    when(rollouts.person("requester")).thenReturn(REQUESTER);
    begins("R-1");
  }

  @Test
  void a_failure_stops_it_until_a_person_has_it_go_on() {
    begins("R-1");
    ends("R-1", "ROLLED_BACK");
    jdbc.sql("update rollout set rollback_reason = 'The pilot failed.'").update();
    assertThat(life.next(id)).isEqualTo("ask");
    ProgrammeBrief brief = decisions.ask(id);
    assertThat(brief.summary())
        .contains("The rollout of Compliance policies (R-1) is rolled back.");
    assertThat(brief.facts())
        .extracting(f -> f.about() + " " + f.words())
        .containsExactly(
            "Why The pilot failed.",
            "Compliance policies rolled back (R-1)",
            "Client apps has not begun; comes after Compliance policies");

    assertThat(decide(Outcome.GO_ON, brief.evidenceHash(), MANAGER)).isTrue();
    assertThat(view().rollouts().get(0).standing()).isEqualTo(Standing.LEFT_OUT);
    verify(journal)
        .tell(
            eq("approver1"),
            eq("programme-decided"),
            eq(id),
            contains(
                "Compliance policies: approver1 had the programme go on without it after R-1: because"));
    begins("R-2");
    ends("R-2", "COMPLETED");
    assertThat(life.next(id)).isEqualTo("done");
    life.complete(id);
    verify(journal)
        .tell(
            any(), eq("programme-completed"), eq(id), contains("1 of its 2 workloads has moved."));
  }

  @Test
  void what_was_tried_again_stays_with_the_programme() {
    begins("R-1");
    ends("R-1", "ROLLED_BACK");
    ProgrammeBrief brief = decisions.ask(id);
    assertThat(view().stopped())
        .isEqualTo("The rollout of Compliance policies (R-1) is rolled back.");
    assertThat(view().earlier()).isEmpty();
    decide(Outcome.TRY_AGAIN, brief.evidenceHash(), MANAGER);
    assertThat(view().stopped()).isNull();
    begins("R-2");
    assertThat(view().earlier())
        .extracting(ProgrammeView.Attempt::rolloutId, ProgrammeView.Attempt::state)
        .containsExactly(tuple("R-1", RolloutState.ROLLED_BACK));
  }

  @Test
  void only_another_person_decides_with_a_reason_and_on_what_they_have_seen() {
    begins("R-1");
    ends("R-1", "CANCELLED");
    String seen = decisions.ask(id).evidenceHash();
    assertRefused(Refused.Kind.FORBIDDEN, () -> decide(Outcome.GO_ON, seen, OTHER));
    assertRefused(Refused.Kind.FORBIDDEN, () -> decide(Outcome.GO_ON, seen, BOTH));
    assertRefused(Refused.Kind.INVALID, () -> decide(Outcome.APPROVE, seen, MANAGER));
    assertRefused(Refused.Kind.INVALID, () -> decide(Outcome.GO_ON, null, MANAGER));
    assertRefused(Refused.Kind.CONFLICT, () -> decide(Outcome.TRY_AGAIN, "old", MANAGER));
    assertRefused(
        Refused.Kind.INVALID,
        () -> decisions.decide(id, new Decision(Outcome.END, null, null), MANAGER));
    assertThat(decide(Outcome.END, null, MANAGER)).isFalse();
    life.cancel(id);
    assertThat(view().state()).isEqualTo(ProgrammeState.CANCELLED);
    assertThat(view().stopped()).isNull();
    assertThat(view().ending()).isEqualTo("approver1 ended the programme after R-1: because");
    assertThat(view().rollouts().get(1).standing()).isEqualTo(Standing.WAITING);
  }

  @Test
  void it_is_paused_and_resumed_by_those_who_may() {
    assertRefused(Refused.Kind.FORBIDDEN, () -> desk.pause(id, "no", OTHER));
    assertRefused(Refused.Kind.INVALID, () -> desk.pause(id, " ", REQUESTER));
    assertRefused(Refused.Kind.UNKNOWN, () -> desk.pause("P-2", "why", MANAGER));
    desk.pause(id, HOSTILE, REQUESTER);
    assertThat(view().pause()).isEqualTo(new ProgrammeView.Pause("requester", HOSTILE));
    assertThat(life.next(id)).isEqualTo("wait");
    assertRefused(Refused.Kind.CONFLICT, () -> desk.pause(id, "again", MANAGER));
    assertRefused(Refused.Kind.FORBIDDEN, () -> desk.resume(id, "please", REQUESTER));
    desk.resume(id, "go", MANAGER);
    verify(workflow).goOn(id);
    assertThat(view().pause()).isNull();
    assertRefused(Refused.Kind.CONFLICT, () -> desk.resume(id, "twice", MANAGER));
    begins("R-1");
  }

  @Test
  void it_is_cancelled_by_those_who_may_and_once() {
    assertRefused(Refused.Kind.FORBIDDEN, () -> desk.cancel(id, "no", REQUESTER));
    when(workflow.cancelRequested(id)).thenReturn(false);
    assertRefused(Refused.Kind.CONFLICT, () -> desk.cancel(id, "enough", MANAGER));
    when(workflow.cancelRequested(id)).thenReturn(true);
    begins("R-1");
    desk.cancel(id, "enough", MANAGER);
    life.cancel(id);
    verify(journal)
        .tell(
            any(),
            eq("programme-cancelled"),
            eq(id),
            contains("nothing further begins, and its rollout under way goes on by itself."));
    assertThat(view().ending()).isEqualTo("approver1 cancelled the programme: enough");
    assertRefused(Refused.Kind.CONFLICT, () -> desk.cancel(id, "again", MANAGER));
    assertRefused(Refused.Kind.CONFLICT, () -> desk.pause(id, "late", MANAGER));
  }
}
