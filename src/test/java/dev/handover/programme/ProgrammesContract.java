package dev.handover.programme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.when;

import dev.handover.plan.InvalidPlan;
import dev.handover.rollout.NotReady;
import dev.handover.rollout.Refused;
import dev.handover.workload.Workload;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A programme as it is kept, and the rules of who may do what with it. */
abstract class ProgrammesContract extends ProgrammeStage {

  @Test
  void it_is_kept_in_the_order_in_which_its_rollouts_may_begin() {
    ProgrammeView kept = view();
    assertThat(kept.id()).matches("P-[2-9A-HJ-NP-Z]{6}");
    assertThat(kept.title()).isEqualTo(HOSTILE);
    assertThat(kept.state()).isEqualTo(ProgrammeState.RUNNING);
    assertThat(kept.onFailure()).isEqualTo("stop");
    assertThat(kept.createdBy()).isEqualTo("requester");
    assertThat(kept.createdAt()).isEqualTo(clock.instant());
    assertThat(kept.pause()).isNull();
    assertThat(kept.rollouts())
        .extracting(Part::no, Part::workload, Part::standing, Part::after)
        .containsExactly(
            tuple(0, Workload.COMPLIANCE_POLICIES, Standing.WAITING, List.of()),
            tuple(
                1, Workload.CLIENT_APPS, Standing.WAITING, List.of(Workload.COMPLIANCE_POLICIES)));
    assertThat(kept.rollouts().get(1).notBefore()).hasToString("2027-01-01T20:00:00Z");
    assertThat(kept.waitsFor())
        .containsOnlyKeys("client-apps")
        .containsEntry("client-apps", List.of(Workload.COMPLIANCE_POLICIES));
    assertThat(queries.page(ProgrammeQueries.SORTING.usual(), 0, 10).items()).containsExactly(kept);
    assertThat(queries.page(ProgrammeQueries.SORTING.usual(), 1, 10).items()).isEmpty();
    assertThat(queries.find("P-2")).isEmpty();
  }

  @Test
  void all_of_it_is_taken_or_nothing() {
    when(plans.check(any(), eq(Set.of(Workload.COMPLIANCE_POLICIES))))
        .thenReturn(check(finding("SLIDER_NOT_AT_PILOT", "Park it first.")));
    assertThatThrownBy(() -> register(TEXT, REQUESTER))
        .isInstanceOf(NotReady.class)
        .hasMessage("rollouts[0], Client apps: Park it first.");
    when(plans.check(any(), any()))
        .thenThrow(new InvalidPlan("population", "There is no field x."));
    assertThatThrownBy(() -> register(TEXT, REQUESTER))
        .isInstanceOf(InvalidPlan.class)
        .hasMessage("population: There is no field x.");
    assertThatThrownBy(() -> register(TEXT, MANAGER))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("may not start programmes");
    assertThat(queries.page(ProgrammeQueries.SORTING.usual(), 0, 10).total()).isEqualTo(1);
  }

  @Test
  void what_others_hold_now_does_not_stop_what_comes_later() {
    when(plans.check(any(), any()))
        .thenReturn(check(finding("LEASED", "R-9 holds 7 of these devices.")));
    ProgrammeCheck check = registration.check(TEXT);
    assertThat(check.ready()).isFalse();
    assertThat(check.rollouts())
        .extracting(ProgrammeCheck.RolloutCheck::path, r -> r.check().ready())
        .containsExactly(tuple("rollouts[0]", true), tuple("rollouts[1]", false));
    assertThat(check.rollouts().get(0).check().findings().get(0).message())
        .isEqualTo(
            "By the time it is its turn, this has to be over: R-9 holds 7 of these devices.");
  }

  @Test
  void two_side_by_side_that_share_devices_say_why_or_are_refused_at_once() {
    String sideBySide = TEXT.replace("client-apps,", "client-apps, after: [],");
    when(plans.shared(any(), any())).thenReturn(1200);
    assertThatThrownBy(() -> register(sideBySide, REQUESTER))
        .isInstanceOf(NotReady.class)
        .hasMessage(
            "rollouts[0] (Client apps) and rollouts[1] (Compliance policies) may run side by side and share 1,200 devices: have one wait for the other (after), or say for both why their devices may move twice at a time (overlapReason).");
    register("overlapReason: both go back together\n" + sideBySide, REQUESTER);
    when(plans.shared(any(), any())).thenReturn(0);
    register(sideBySide, REQUESTER);
  }
}
