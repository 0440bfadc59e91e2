package dev.handover.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.programme.Part;
import dev.handover.programme.ProgrammeDesk;
import dev.handover.programme.ProgrammeQueries;
import dev.handover.programme.ProgrammeState;
import dev.handover.programme.ProgrammeView;
import dev.handover.programme.ProgrammeWorkflow.Question;
import dev.handover.programme.Standing;
import dev.handover.rollout.Decision;
import dev.handover.rollout.Outcome;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutView;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** Whole programmes: rollouts begin by themselves in their order, and a failure asks a person. */
@TestPropertySource(properties = "handover.sandbox.devices=400")
@Import(PostgresJourneyTest.Postgres.class)
class ProgrammeJourneyTest extends Journey {

  private static final Duration HOURS = Duration.ofHours(2);

  @Autowired private ProgrammeDesk programmes;
  @Autowired private ProgrammeQueries queries;
  @Autowired private RolloutQueries rollouts;

  private static String programme(String site, String rollouts) {
    return """
        title: All of %s
        population: "managementState==CO_MANAGED;site==%s"
        exclude: [executives]
        pilot: { size: 20 }
        waves: [100%%]
        soak: { pilot: P1D, wave: PT6H, production: PT6H }
        approvals: { expansion: 0 }
        rollouts:
        %s"""
        .formatted(site, site, rollouts.indent(2));
  }

  private static final String APPS =
      "- { workload: client-apps, gate: { metrics: [{ name: app-install-failed, expected: 0.03, limit: 0.2 }] } }\n";

  private static final String UPDATES =
      "- { workload: windows-update-policies, gate: { metrics: [{ name: update-error, expected: 0.03, limit: 0.2 }] } }\n";

  private static final String OFFICE =
      "- { workload: office-click-to-run-apps, gate: { metrics: [{ name: office-update-failed, expected: 0.03, limit: 0.2 }] } }\n";

  @Test
  void the_second_begins_by_itself_when_the_first_is_complete() {
    String id = programmes.start(programme("LON", UPDATES + APPS), REQUESTER);
    untilPart(id, 0, Standing.RUNNING);
    assertThat(view(id).waitsFor()).containsOnlyKeys("windows-update-policies");
    String first = part(id, 0).rolloutId();
    assertThat(state(first)).isNotEqualTo("COMPLETED");

    untilPart(id, 1, Standing.RUNNING);

    assertThat(state(first)).isEqualTo("COMPLETED");
    RolloutView second = rollouts.find(part(id, 1).rolloutId()).orElseThrow();
    assertThat(second.workload().slug()).isEqualTo("windows-update-policies");
    assertThat(second.createdBy()).isEqualTo("requester");
    assertThat(second.programmeId()).isEqualTo(id);
    desk.cancel(second.id(), "enough is seen", APPROVER1);
    until("it asks", () -> !programmes.questions(ADMIN).isEmpty(), HOURS, 5);
    decide(id, Outcome.END);
    until("it ends", () -> view(id).state() == ProgrammeState.CANCELLED, HOURS, 5);
    assertThat(runtime.createProcessInstanceQuery().processInstanceBusinessKey(id).count())
        .isZero();
  }

  @Test
  void a_failure_stops_it_a_person_has_it_go_on_and_what_is_refused_is_asked_about() {
    String id = programmes.start(programme("BER", OFFICE + APPS), REQUESTER);
    until("it stops", () -> view(id).state() == ProgrammeState.STOPPED, HOURS, 200);
    assertThat(part(id, 0).standing()).isEqualTo(Standing.FAILED);
    assertThat(part(id, 0).rolloutState().name()).isEqualTo("ROLLED_BACK");
    pass(HOURS);
    assertThat(part(id, 1).standing()).isEqualTo(Standing.WAITING);

    String other =
        desk.start(
            plan(
                    "client-apps",
                    "managementState==CO_MANAGED;site==BER",
                    "app-install-failed",
                    "exclude: [executives]\napprovals: { start: 1 }")
                .replace("size: 60", "size: 20"),
            REQUESTER);
    decide(id, Outcome.GO_ON);
    untilPart(id, 1, Standing.REFUSED);
    until("it stops again", () -> view(id).state() == ProgrammeState.STOPPED, HOURS, 5);
    assertThat(part(id, 0).standing()).isEqualTo(Standing.LEFT_OUT);
    assertThat(part(id, 1).refusal()).contains("Rollout " + other, "holds");
    assertThat(runtime.createIncidentQuery().list()).isEmpty();
    assertThat(ids("select id from rollout where programme_id = '" + id + "'")).hasSize(1);

    desk.cancel(other, "the programme does it", APPROVER1);
    runJobs();
    decide(id, Outcome.TRY_AGAIN);
    untilPart(id, 1, Standing.RUNNING);
    String second = part(id, 1).rolloutId();

    programmes.cancel(id, "enough", APPROVER1);
    runJobs();
    assertThat(view(id).state()).isEqualTo(ProgrammeState.CANCELLED);
    assertThat(rollouts.find(second).orElseThrow().state().ended()).isFalse();
    assertThat(
            ids(
                "select action from journal where subject = 'programme %s' order by seq"
                    .formatted(id)))
        .containsExactly(
            "programme-registered",
            "programme-rollout-begun",
            "programme-stopped",
            "programme-decided",
            "programme-stopped",
            "programme-decided",
            "programme-rollout-begun",
            "programme-cancel-requested",
            "programme-cancelled");
  }

  /** What is refused when it is its turn fails its job, which is tried again. */
  @Override
  void runJobs() {
    try {
      super.runJobs();
    } catch (RuntimeException e) {
      assertThat(e).hasMessageContaining("holds");
    }
  }

  private void decide(String id, Outcome outcome) {
    List<Question> open = programmes.questions(APPROVER1);
    assertThat(open).extracting(Question::programmeId).containsExactly(id);
    programmes.decide(
        open.get(0).taskId(),
        new Decision(outcome, "because", programmes.evidenceHash(id)),
        APPROVER1);
  }

  private void untilPart(String id, int no, Standing standing) {
    BooleanSupplier so = () -> part(id, no).standing() == standing;
    until("rollout " + no + " becomes " + standing, so, HOURS, 250);
  }

  private Part part(String id, int no) {
    return view(id).rollouts().get(no);
  }

  private ProgrammeView view(String id) {
    return queries.find(id).orElseThrow();
  }
}
