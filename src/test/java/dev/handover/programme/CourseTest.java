package dev.handover.programme;

import static dev.handover.plan.Programme.OnFailure.GO_ON;
import static dev.handover.plan.Programme.OnFailure.STOP;
import static dev.handover.workload.Workload.CLIENT_APPS;
import static dev.handover.workload.Workload.COMPLIANCE_POLICIES;
import static dev.handover.workload.Workload.DEVICE_CONFIGURATION;
import static dev.handover.workload.Workload.ENDPOINT_PROTECTION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.plan.Programme.OnFailure;
import dev.handover.programme.Course.Step;
import dev.handover.rollout.RolloutState;
import dev.handover.workload.Workload;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What a programme does next, by where its rollouts stand. */
class CourseTest {

  private static final Part FIRST = part(COMPLIANCE_POLICIES, Standing.WAITING);

  @Test
  void one_begins_when_all_that_it_waits_for_have_ended() {
    assertNext(Step.BEGIN, COMPLIANCE_POLICIES, STOP, false, FIRST, appsAfter(Standing.WAITING));
    assertNext(Step.WAIT, null, STOP, false, at(Standing.RUNNING), appsAfter(Standing.WAITING));
    assertNext(
        Step.BEGIN, CLIENT_APPS, STOP, false, at(Standing.MOVED), appsAfter(Standing.WAITING));
    assertNext(
        Step.BEGIN, CLIENT_APPS, STOP, false, at(Standing.LEFT_OUT), appsAfter(Standing.WAITING));
    assertNext(Step.WAIT, null, STOP, false, at(Standing.MOVED), appsAfter(Standing.RUNNING));
    assertNext(Step.DONE, null, STOP, false, at(Standing.MOVED), appsAfter(Standing.MOVED));
  }

  @Test
  void those_that_wait_for_none_begin_beside_each_other() {
    assertNext(
        Step.BEGIN,
        CLIENT_APPS,
        STOP,
        false,
        at(Standing.RUNNING),
        part(CLIENT_APPS, Standing.WAITING));
  }

  @Test
  void nothing_begins_while_it_is_paused_and_what_is_over_is_over() {
    assertNext(Step.WAIT, null, STOP, true, FIRST, appsAfter(Standing.WAITING));
    assertNext(Step.DONE, null, STOP, true, at(Standing.MOVED), appsAfter(Standing.MOVED));
    assertNext(
        Step.ASK,
        COMPLIANCE_POLICIES,
        STOP,
        true,
        at(Standing.FAILED),
        appsAfter(Standing.WAITING));
  }

  @Test
  void a_failure_stops_it_or_not_as_the_text_says() {
    assertNext(
        Step.ASK,
        COMPLIANCE_POLICIES,
        STOP,
        false,
        at(Standing.FAILED),
        part(CLIENT_APPS, Standing.WAITING));
    assertNext(
        Step.BEGIN, CLIENT_APPS, GO_ON, false, at(Standing.FAILED), appsAfter(Standing.WAITING));
    assertNext(Step.DONE, null, GO_ON, false, at(Standing.FAILED), appsAfter(Standing.MOVED));
    assertNext(
        Step.ASK, COMPLIANCE_POLICIES, STOP, false, at(Standing.FAILED), appsAfter(Standing.MOVED));
  }

  @Test
  void what_cannot_begin_is_asked_about_whatever_the_text_says() {
    assertNext(
        Step.ASK,
        COMPLIANCE_POLICIES,
        GO_ON,
        false,
        at(Standing.REFUSED),
        part(CLIENT_APPS, Standing.WAITING));
  }

  @Test
  void what_has_failed_is_taken_to_intune_by_no_other_unasked() {
    Part protection = part(ENDPOINT_PROTECTION, Standing.FAILED);
    Part configuration = part(DEVICE_CONFIGURATION, Standing.WAITING, ENDPOINT_PROTECTION);
    assertNext(Step.ASK, ENDPOINT_PROTECTION, GO_ON, false, protection, configuration);
    assertThat(Course.waitsFor(configuration, List.of(protection, configuration), GO_ON))
        .containsExactly(ENDPOINT_PROTECTION);
    assertNext(
        Step.BEGIN,
        DEVICE_CONFIGURATION,
        GO_ON,
        false,
        part(ENDPOINT_PROTECTION, Standing.LEFT_OUT),
        configuration);
  }

  /** Whatever has happened: nothing is begun out of turn, and a programme that waits has reason. */
  @Property
  void a_programme_never_hangs_and_begins_nothing_out_of_turn(
      @ForAll @Size(4) List<Standing> standings,
      @ForAll OnFailure onFailure,
      @ForAll boolean paused) {
    List<Part> parts =
        List.of(
            part(COMPLIANCE_POLICIES, standings.get(0)),
            part(CLIENT_APPS, standings.get(1), COMPLIANCE_POLICIES),
            part(ENDPOINT_PROTECTION, standings.get(2), COMPLIANCE_POLICIES),
            part(
                DEVICE_CONFIGURATION,
                standings.get(3),
                COMPLIANCE_POLICIES,
                CLIENT_APPS,
                ENDPOINT_PROTECTION));
    Course course = Course.of(parts, onFailure, paused);
    switch (course.step()) {
      case BEGIN -> {
        assertThat(paused).isFalse();
        assertThat(course.part().standing()).isEqualTo(Standing.WAITING);
        assertThat(parts)
            .filteredOn(p -> course.part().after().contains(p.workload()))
            .extracting(Part::standing)
            .isSubsetOf(Standing.MOVED, Standing.LEFT_OUT, Standing.FAILED);
      }
      case WAIT ->
          assertThat(paused || parts.stream().anyMatch(p -> p.standing() == Standing.RUNNING))
              .isTrue();
      case ASK -> assertThat(course.part().standing()).isIn(Standing.FAILED, Standing.REFUSED);
      case DONE ->
          assertThat(parts)
              .extracting(Part::standing)
              .isSubsetOf(Standing.MOVED, Standing.LEFT_OUT, Standing.FAILED);
    }
  }

  private static void assertNext(
      Step step, Workload workload, OnFailure onFailure, boolean paused, Part... parts) {
    Course course = Course.of(Arrays.asList(parts), onFailure, paused);
    assertThat(course.step()).isEqualTo(step);
    assertThat(course.part() == null ? null : course.part().workload()).isEqualTo(workload);
  }

  private static Part at(Standing standing) {
    return part(COMPLIANCE_POLICIES, standing);
  }

  private static Part appsAfter(Standing standing) {
    return part(CLIENT_APPS, standing, COMPLIANCE_POLICIES);
  }

  private static Part part(Workload workload, Standing standing, Workload... after) {
    return new Part(
        0,
        workload,
        workload.title(),
        List.of(after),
        standing,
        null,
        standing == Standing.FAILED ? RolloutState.ROLLED_BACK : null,
        null,
        null,
        null);
  }
}
