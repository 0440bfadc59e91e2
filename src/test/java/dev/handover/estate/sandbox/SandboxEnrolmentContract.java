package dev.handover.estate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.estate.AutoEnrolment;
import dev.handover.estate.ConfigMgrSite.ComanagementState;
import dev.handover.estate.ConfigMgrSite.EnrolmentFailure;
import dev.handover.estate.EstateException;
import dev.handover.estate.IntuneTenant.ManagedDevice;
import dev.handover.estate.JoinState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Automatic enrolment of the simulated site, on each database. */
abstract class SandboxEnrolmentContract extends SandboxActionsContract {

  private static final Set<Long> PASSING = Set.of(0x8018002BL, 0x80072EE2L);

  @Test
  void only_the_pilot_enrols_and_then_all_that_can() {
    many();
    Set<Long> pilot = sandbox.site().members(AutoEnrolments.PILOT);
    Set<Long> before = enrolled();
    assertThat(pilot).isNotEmpty().doesNotContainAnyElementsOf(before);
    sandbox.site().setAutoEnrolment(AutoEnrolment.PILOT, AutoEnrolments.PILOT);
    assertThat(sandbox.site().autoEnrolment().setting()).isEqualTo(AutoEnrolment.PILOT);
    assertThat(enrolled()).isEqualTo(before);
    clock.advance(Duration.ofHours(3));
    Set<Long> come = new HashSet<>(enrolled());
    come.removeAll(before);
    assertThat(come).isNotEmpty();
    assertThat(pilot).containsAll(come);
    assertThat(sandbox.tenant().managedDevices(Instant.EPOCH))
        .extracting(ManagedDevice::entraDeviceId)
        .containsAll(
            ours().stream()
                .filter(s -> come.contains(s.resourceId()))
                .map(ComanagementState::entraDeviceId)
                .toList());

    sandbox.site().setAutoEnrolment(AutoEnrolment.ALL, null);
    clock.advance(Duration.ofHours(3));
    Set<Long> failed =
        failures().stream().map(EnrolmentFailure::resourceId).collect(Collectors.toSet());
    assertThat(ours())
        .filteredOn(s -> !s.mdmEnrolled() && !failed.contains(s.resourceId()))
        .isNotEmpty()
        .allMatch(s -> s.joinState() == JoinState.NONE);
    assertThat(ours())
        .filteredOn(s -> failed.contains(s.resourceId()))
        .noneMatch(s -> s.mdmEnrolled());
  }

  @Test
  void a_code_that_passes_is_tried_again_and_the_others_are_not() {
    many();
    sandbox.site().setAutoEnrolment(AutoEnrolment.ALL, null);
    Set<Long> passing = new HashSet<>();
    for (int minute = 0; minute < 61; minute += 5) {
      clock.advance(Duration.ofMinutes(5));
      failures().stream()
          .filter(f -> PASSING.contains(f.code()))
          .forEach(f -> passing.add(f.resourceId()));
    }
    clock.advance(Duration.ofHours(2));
    List<EnrolmentFailure> end = failures();
    assertThat(end).extracting(EnrolmentFailure::code).contains(0x80180018L, 0x80072EE2L);
    Set<Long> left = end.stream().map(EnrolmentFailure::resourceId).collect(Collectors.toSet());
    assertThat(left.containsAll(passing)).as("some that failed at first have enrolled").isFalse();
    clock.advance(Duration.ofDays(2));
    assertThat(failures()).isEqualTo(end);
    assertThat(sandbox.site().enrolmentFailures(clock.instant())).isEmpty();
  }

  @Test
  void what_comes_of_enrolling_does_not_depend_on_how_often_anybody_looks() {
    many();
    sandbox.site().setAutoEnrolment(AutoEnrolment.ALL, null);
    clock.advance(Duration.ofHours(4));
    List<EnrolmentFailure> seldom = failures();
    Set<Long> enrolled = enrolled();
    clock.advance(Duration.ofHours(-4));
    many();
    sandbox.site().setAutoEnrolment(AutoEnrolment.ALL, null);
    for (int i = 0; i < 48; i++) {
      clock.advance(Duration.ofMinutes(5));
      failures();
    }
    assertThat(failures()).containsExactlyInAnyOrderElementsOf(seldom);
    assertThat(enrolled()).isEqualTo(enrolled);
  }

  @Test
  void who_has_enrolled_stays_so_and_nobody_else_does_once_it_is_none() {
    many();
    sandbox.site().setAutoEnrolment(AutoEnrolment.ALL, null);
    clock.advance(Duration.ofMinutes(20));
    sandbox.console().setAutoEnrolment(AutoEnrolment.NONE, null);
    Set<Long> then = enrolled();
    clock.advance(Duration.ofDays(1));
    assertThat(enrolled()).isEqualTo(then);
    assertThat(sandbox.ledger().page(null, 0, 10))
        .extracting(SandboxLedger.Entry::enrolment)
        .containsExactly(AutoEnrolment.ALL, AutoEnrolment.NONE);
  }

  @Test
  void a_pilot_needs_a_collection_of_its_own_and_a_site_may_let_no_program_set_it() {
    assertThatThrownBy(
            () -> sandbox.site().setAutoEnrolment(AutoEnrolment.PILOT, WorldMaker.ALL_SYSTEMS))
        .isInstanceOf(EstateException.class);
    assertThatThrownBy(() -> sandbox.site().setAutoEnrolment(AutoEnrolment.PILOT, null))
        .isInstanceOf(EstateException.class);
    sandbox = open(new SandboxSettings(400, 7, 1, false, false));
    assertThat(sandbox.site().canSetAutoEnrolment()).isFalse();
    assertThatThrownBy(() -> sandbox.site().setAutoEnrolment(AutoEnrolment.ALL, null))
        .isInstanceOf(EstateException.class);
    sandbox.console().setAutoEnrolment(AutoEnrolment.ALL, null);
    assertThat(sandbox.site().autoEnrolment().setting()).isEqualTo(AutoEnrolment.ALL);
  }

  private void many() {
    sandbox = world(9_000, 7);
  }

  private Set<Long> enrolled() {
    return ours().stream()
        .filter(ComanagementState::mdmEnrolled)
        .map(ComanagementState::resourceId)
        .collect(Collectors.toSet());
  }

  private List<ComanagementState> ours() {
    return sandbox.site().comanagementStates(Instant.EPOCH).stream()
        .filter(s -> !s.thirdPartyMdm())
        .toList();
  }

  private List<EnrolmentFailure> failures() {
    return sandbox.site().enrolmentFailures(Instant.EPOCH);
  }
}
