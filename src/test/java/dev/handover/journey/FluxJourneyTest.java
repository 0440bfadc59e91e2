package dev.handover.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.rollout.NotReady;
import dev.handover.rollout.RolloutLife;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** Rollouts side by side: few devices may be in flux at once, and none in two workloads. */
@TestPropertySource(
    properties = {
      "spring.datasource.url=jdbc:h2:mem:flux;DB_CLOSE_DELAY=-1",
      "handover.sandbox.devices=600",
      "handover.flux.max-devices=100"
    })
class FluxJourneyTest extends Journey {

  @Autowired RolloutLife life;

  @Test
  void a_second_pilot_waits_and_says_why_until_the_first_has_passed() {
    String first = desk.start(small("client-apps", "LON", "app-install-failed", ""), REQUESTER);
    until("the first pilot moves", () -> wave(first).equals("SOAKING"), Duration.ofHours(1), 24);

    String second = desk.start(small("compliance-policies", "BER", "noncompliant", ""), REQUESTER);
    for (int i = 0; i < 3; i++) {
      pass(Duration.ofMinutes(10));
    }
    assertThat(wave(second)).isEqualTo("WAITING");
    assertThat(waiting(second))
        .contains("120 devices in flux, and at most 100 may be (handover.flux.max-devices)");
    assertThatThrownBy(() -> life.orderWave(second, 0))
        .as("a token that was moved past the wait by hand")
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not cleared");
    assertThat(ledger("compliance-policies", "ADD")).isZero();

    until("the first pilot passes", () -> wave(first).equals("PASSED"), Duration.ofHours(1), 96);
    until("the second moves", () -> wave(second).equals("SOAKING"), Duration.ofHours(1), 24);
    // nothing more fits now, and yet everything comes back
    desk.rollback(first, 0, "enough", APPROVER1);
    pass(Duration.ofMinutes(10));
    assertThat(ledger("client-apps", "REMOVE")).isEqualTo(ledger("client-apps", "ADD"));
  }

  @Test
  void a_plan_with_a_wave_that_could_never_move_is_refused_and_nothing_is_left_of_it() {
    String tooLarge = plan("client-apps", "managementState==CO_MANAGED", "app-install-failed", "");

    assertThat(desk.check(tooLarge, REQUESTER).check().findings())
        .anySatisfy(f -> assertThat(f.code()).isEqualTo("FLUX_CAP"));
    assertThatThrownBy(() -> desk.start(tooLarge, REQUESTER))
        .isInstanceOf(NotReady.class)
        .hasMessageContaining("Wave 2 alone would put")
        .hasMessageContaining("at most 100 may be (handover.flux.max-devices)");
    assertThat(count("select count(*) from rollout where ended_at is null", Map.of())).isZero();
  }

  @Test
  void devices_soak_in_two_workloads_only_where_the_plan_says_why() {
    String first = desk.start(small("client-apps", "LON", "app-install-failed", ""), REQUESTER);
    String second = small("compliance-policies", "LON", "noncompliant", "");

    assertThatThrownBy(() -> desk.start(second, REQUESTER))
        .isInstanceOf(NotReady.class)
        .hasMessageContaining("in rollout " + first)
        .hasMessageContaining("overlapReason");
    String allowed = desk.start(second + "overlapReason: Other people look after it\n", REQUESTER);
    assertThat(state(allowed)).isEqualTo("PLANNED");
  }

  private static String small(String workload, String site, String metric, String rest) {
    return plan(workload, "managementState==CO_MANAGED;site==" + site, metric, rest)
        .replace("waves: [30%, 100%]", "waves: [60%, 100%]")
        .replace("stratifyBy: [model, site]", "stratifyBy: []");
  }

  private String wave(String id) {
    return waveStates(id).get(0);
  }

  private String waiting(String id) {
    return jdbc.sql("select waiting_reason from rollout where id = :id")
        .param("id", id)
        .query(String.class)
        .single();
  }
}
