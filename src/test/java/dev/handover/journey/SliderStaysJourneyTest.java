package dev.handover.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.rollout.PlanFacts;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.TaskBrief;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** A rollout of a part of the fleet ends with the slider where it was, and says so. */
@TestPropertySource(
    properties = {
      "spring.datasource.url=jdbc:h2:mem:stays;DB_CLOSE_DELAY=-1",
      "handover.sandbox.devices=400"
    })
class SliderStaysJourneyTest extends Journey {

  @Autowired private RolloutQueries rollouts;
  @Autowired private PlanFacts facts;

  @Test
  void who_moves_one_site_is_told_whom_the_slider_would_move_beyond_it() {
    String id =
        desk.start(
            plan(
                    "client-apps",
                    "managementState==CO_MANAGED;site==LON",
                    "app-install-failed",
                    "exclude: [executives]\napprovals: { expansion: 0 }")
                .replace("size: 60", "size: 20")
                .replace("[30%, 100%]", "[60%, 100%]"),
            REQUESTER);

    assertThat(facts.of(id))
        .filteredOn(fact -> fact.about().equals("Production"))
        .extracting(TaskBrief.Fact::words)
        .singleElement()
        .asString()
        .matches(
            "all these devices, watched for .* in the end\\. In the end the slider stays at Pilot"
                + " Intune: at Intune it would also move .* outside it\\.");
    untilState(id, "COMPLETED");

    assertThat(ids("select position from slider where workload = 'client-apps'"))
        .containsExactly("PILOT_INTUNE");
    assertThat(ids("select details from journal where action = 'slider-stays'"))
        .singleElement()
        .asString()
        .matches(
            "All that was to be moved is moved; the slider stays at Pilot Intune: at Intune it"
                + " would also move [0-9,]+ other devices: [1-9][0-9,]* of the population that"
                + " are left out, and [1-9][0-9,]* outside it\\.");
    assertThat(actions(id)).doesNotContain("task-opened");
    assertThat(rollouts.find(id).orElseThrow().stage())
        .isEqualTo("completed; the slider stays at Pilot Intune");
    assertThat(count("select count(*) from lease where rollout_id = :id", Map.of("id", id)))
        .isZero();
  }
}
