package dev.handover.enablement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.handover.TestDatabase;
import dev.handover.estate.AutoEnrolment;
import dev.handover.estate.EstateException;
import dev.handover.rollout.Finding;
import dev.handover.rollout.NotReady;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What is said of an enablement before it begins, on both databases. */
abstract class EnablementChecksTest extends EnablementStage {

  static class OnH2Test extends EnablementChecksTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  static class OnPostgresTest extends EnablementChecksTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @Test
  void the_dry_run_says_who_would_enrol_and_who_cannot_and_why() {
    device(11, "HYBRID_JOINED", "COEXISTENCE");
    enrols(5);
    EnablementCheck check = desk.check(request(AutoEnrolment.ALL));
    assertThat(check.ready()).isTrue();
    assertThat(check.now()).isEqualTo("None");
    assertThat(check.connections()).allMatch(EnablementCheck.Connection::answers);
    assertThat(check.pilot().wouldEnrol()).isEqualTo(4);
    assertThat(check.pilot().enrolled()).isEqualTo(1);
    assertThat(check.pilot().cannot())
        .extracting(EnrolmentCounts.Reason::code)
        .containsExactly("NOT_JOINED");
    assertThat(check.all().wouldEnrol()).isEqualTo(8);
    assertThat(check.all().cannot())
        .extracting(EnrolmentCounts.Reason::code)
        .containsExactlyInAnyOrder("NOT_JOINED", "THIRD_PARTY_MDM");
    assertThat(queries.page(0, 10).items()).isEmpty();
  }

  @Test
  void why_devices_do_not_enrol_is_told_of_one_as_of_one_and_of_several_as_of_several() {
    assertThat(EnrolmentReasons.finding("NOT_JOINED", 1))
        .isEqualTo("Is neither Entra joined nor hybrid joined.");
    assertThat(EnrolmentReasons.finding("NOT_JOINED", 52))
        .isEqualTo("Are neither Entra joined nor hybrid joined.");
    assertThat(EnrolmentReasons.before(LICENCE, 2).words())
        .startsWith("Failed before, and are not counted on until they have enrolled: ");
  }

  @Test
  void the_dry_run_says_what_is_wrong_with_collections_and_connections() {
    assertThat(codes(request(AutoEnrolment.ALL, HOSTILE, Map.of())))
        .containsExactly("COLLECTION_UNKNOWN");
    assertThat(codes(request(AutoEnrolment.ALL, "All Systems", Map.of())))
        .containsExactly("COLLECTION_BUILT_IN");
    assertThat(codes(request(AutoEnrolment.ALL, "Nobody", Map.of())))
        .containsExactly("NOBODY_CAN_ENROL");
    assertThat(
            codes(
                request(
                    AutoEnrolment.ALL, "Early birds", Map.of(Workload.CLIENT_APPS, "Early birds"))))
        .containsExactly("STAGING_NOT_SET");
    assertThat(
            codes(
                request(
                    AutoEnrolment.ALL,
                    "Early birds",
                    Map.of(Workload.CLIENT_APPS, "Pilot of apps"))))
        .isEmpty();
    assertThat(codes(request(AutoEnrolment.NONE, null, Map.of()))).containsExactly("ALREADY_SO");
    when(site.autoEnrolment()).thenThrow(new EstateException("the site is down"));
    cycle();
    EnablementCheck check = desk.check(request(AutoEnrolment.ALL));
    assertThat(check.findings())
        .extracting(Finding::message)
        .containsExactly("Configuration Manager does not answer: the site is down");
    assertThatThrownBy(() -> desk.start(request(AutoEnrolment.ALL), "Winter", REQUESTER))
        .isInstanceOf(NotReady.class);
    assertThat(queries.page(0, 10).items()).isEmpty();
  }

  @Test
  void who_failed_before_for_good_is_told_beforehand_and_not_waited_for_to_the_end() {
    enrols(6);
    fails(1, LICENCE);
    fails(2, 0x80CF4018L);
    fails(3, NOT_READY);
    later(Duration.ofDays(1));
    EnablementCheck.Part pilot = desk.check(request(AutoEnrolment.PILOT)).pilot();
    assertThat(pilot.wouldEnrol()).isEqualTo(3);
    assertThat(pilot.failedBefore()).isEqualTo(2);
    assertThat(pilot.unfit()).isZero();
    assertThat(pilot.cannot())
        .extracting(EnrolmentCounts.Reason::words)
        .anyMatch(w -> w.startsWith("Failed before, and is not counted on until it has enrolled:"));
    String id = enrolling(AutoEnrolment.PILOT);
    assertThat(view(id).counts().trying()).as("they may have been helped").isEqualTo(5);
    later(Duration.ofHours(23));
    verify(workflow, never()).judged(any(), anyBoolean());
    later(Duration.ofHours(1));
    assertThat(view(id).counts().failed()).isEqualTo(1);
    assertThat(view(id).counts().unknown()).isEqualTo(1);
    verify(workflow).judged(id, false);
    enrols(1);
    later(Duration.ofMinutes(1));
    assertThat(view(id).counts().failed()).isZero();
    assertThat(queries.devices(id, null, "0x80180018", 0, 10).items()).isEmpty();
  }

  @Test
  void where_all_have_failed_before_it_is_warned_and_not_refused() {
    for (int device = 1; device <= 5; device++) {
      fails(device, LICENCE);
    }
    later(Duration.ofDays(1));
    EnablementCheck check = desk.check(request(AutoEnrolment.PILOT));
    assertThat(check.ready()).isTrue();
    assertThat(check.findings())
        .extracting(Finding::message)
        .containsExactly(
            "No device of 'Early birds' is counted on: 5 have failed before. Put right what kept them; else this pilot fails, too.");
  }
}
