package dev.handover.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.health.EvidenceLog;
import dev.handover.health.Verdict;
import dev.handover.plan.InvalidPlan;
import dev.handover.rollout.MetricCourse;
import dev.handover.rollout.MetricCourses;
import dev.handover.rollout.PolicyReplay;
import dev.handover.rollout.Refused;
import dev.handover.rollout.ReplayReport;
import dev.handover.rollout.ShadowReport;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** A rollout judged again by another policy. */
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:replay;DB_CLOSE_DELAY=-1")
class ReplayJourneyTest extends Journey {

  @Autowired private PolicyReplay replay;
  @Autowired private EvidenceLog looks;
  @Autowired private MetricCourses courses;

  @Test
  void a_finished_rollout_is_judged_again_by_another_policy() {
    String id =
        desk.start(
            plan(
                "client-apps",
                ALL,
                "app-install-failed",
                """
                approvals: { expansion: 0 }
                shadow:
                  - { name: as it is, soak: { pilot: P1D } }
                  - { name: patient, soak: { pilot: P2D } }
                """),
            REQUESTER);
    untilState(id, "COMPLETED");

    ReplayReport same = replay.replay(id, "gate: {}");
    assertThat(same.differs()).isFalse();
    assertThat(same.waves()).hasSize(4);
    assertThat(same.waves())
        .allSatisfy(
            wave -> {
              assertThat(wave.reached()).isTrue();
              assertThat(wave.verdict()).isEqualTo(Verdict.PASS);
              assertThat(wave.replayed().decided()).isTrue();
              assertThat(wave.replayed().verdict()).isEqualTo(Verdict.PASS);
              assertThat(wave.replayed().at()).isEqualTo(wave.lookedUntil());
            });

    ReplayReport longer = replay.replay(id, "soak: { pilot: P2D }");
    assertThat(longer.differs()).isTrue();
    assertThat(longer.waves().get(0).replayed().decided()).isFalse();
    assertThat(longer.waves().get(0).sentence()).contains("Not decided by this policy");
    assertThat(longer.waves().get(1).reached()).isFalse();

    assertThat(replay.shadows(id))
        .containsExactly(new ShadowReport("as it is", same), new ShadowReport("patient", longer));

    ReplayReport shorter = replay.replay(id, "{\"soak\":{\"pilot\":\"PT6H\",\"wave\":\"PT6H\"}}");
    assertThat(shorter.waves().get(0).replayed().at())
        .isBefore(shorter.waves().get(0).lookedUntil());
    assertThat(shorter.waves().get(0).sentence())
        .startsWith("The same, a pass, ")
        .endsWith("earlier.");

    assertThatThrownBy(
            () ->
                replay.replay(
                    id,
                    "gate: { metrics: [{ name: noncompliant, expected: 0.02, limit: 0.1 }], maxAge: P9D }"))
        .isInstanceOf(InvalidPlan.class)
        .hasMessageContaining("gate.metrics[0].name: 'noncompliant' is not measured")
        .hasMessageContaining("gate.maxAge");
    assertThatThrownBy(() -> replay.replay(id, "waves: [100%]"))
        .isInstanceOf(InvalidPlan.class)
        .hasMessageContaining("There is no key 'waves' here; the keys are gate, soak.");
    assertThatThrownBy(() -> replay.replay("R-NOBODY", "gate: {}")).isInstanceOf(Refused.class);

    List<MetricCourse> came = courses.of(id, 0);
    assertThat(came).extracting(MetricCourse::name).containsExactly("app-install-failed");
    List<MetricCourse.Point> points = came.get(0).points();
    assertThat(points).hasSizeGreaterThan(1);
    assertThat(points).isSortedAccordingTo(Comparator.comparing(MetricCourse.Point::at));
    assertThat(points.get(points.size() - 1).llr()).isLessThanOrEqualTo(came.get(0).passBound());
    assertThat(courses.of(id, 99)).isEmpty();

    looks.forget(Instant.parse("2200-01-01T00:00:00Z"));
    assertThatThrownBy(() -> replay.replay(id, "gate: {}"))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("no longer kept");
    assertThat(replay.shadows(id)).allMatch(shadow -> shadow.report().waves().isEmpty());
  }
}
