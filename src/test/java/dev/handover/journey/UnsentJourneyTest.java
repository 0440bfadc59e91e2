package dev.handover.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.rollout.Outcome;
import dev.handover.rollout.TaskKind;
import dev.handover.rollout.WaveQueries;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** A person accepts the risk of a pilot that the site has taken in part only. */
@TestPropertySource(
    properties = {
      "spring.datasource.url=jdbc:h2:mem:unsent;DB_CLOSE_DELAY=-1",
      "handover.sandbox.devices=600",
      "handover.authority.configmgr.writes=50",
      "handover.authority.configmgr.window=PT1H",
      "handover.authority.configmgr.rollback-share=0"
    })
class UnsentJourneyTest extends Journey {

  private static final String WORKLOAD = "compliance-policies";
  private static final int SENT = 50;
  private static final int UNSENT = 10;

  @Autowired private WaveQueries waves;

  @Test
  void what_is_not_sent_is_named_before_the_decision_and_stays_at_configuration_manager() {
    String id =
        desk.start(plan(WORKLOAD, ALL, "noncompliant", "approvals: { expansion: 1 }"), REQUESTER);
    until("the pilot moves", () -> ledger(WORKLOAD, "ADD") > 0, Duration.ofMinutes(10), 20);
    desk.pause(id, "the site is slow", APPROVER1);
    until(
        "the pilot stays undecided",
        () -> pending(id, TaskKind.DECIDE_UNDECIDED_WAVE),
        Duration.ofHours(6),
        20);
    desk.resume(id, "look at it", APPROVER1);
    assertThat(decisions.brief(id, TaskKind.DECIDE_UNDECIDED_WAVE, 0).summary())
        .contains("Waiting longer gives it up to ")
        .contains(
            "If you accept the risk, 10 devices that are not yet sent stay at Configuration"
                + " Manager, and so does the slider at Pilot Intune.");

    decide(id, Outcome.ACCEPT_RISK, "Pilot: what was moved is well", APPROVER1);
    for (int i = 0; i < 2; i++) {
      pass(Duration.ofHours(2));
    }

    assertThat(ids("select details from journal where action = 'devices-not-sent' order by seq"))
        .containsExactly("Pilot: 10 devices that were not yet sent stay at Configuration Manager.");
    assertThat(waveStates(id)).startsWith("PASSED", "PLANNED");
    assertThat(ledger(WORKLOAD, "ADD")).isEqualTo(SENT);
    assertThat(waves.waves(id).get(0).ordered()).isEqualTo(SENT);
    assertThat(waves.waves(id).get(0).excluded()).isEqualTo(UNSENT);
  }
}
