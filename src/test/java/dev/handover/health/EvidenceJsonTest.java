package dev.handover.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.GateRules.MetricRule;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvidenceJsonTest {

  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final MetricRule A = new MetricRule("blue-screens", .02, .10, .01, .05, false);
  private static final MetricRule B = new MetricRule("noncompliant", .02, .10, .01, .05, true);

  @Test
  void the_text_holds_counts_rate_interval_ratio_and_reasons() {
    assertThat(write(List.of(A, B), 50, START).json())
        .startsWith(
            "{\"verdict\":\"PASS\",\"cohort\":50,\"excluded\":0,\"quarantined\":0,\"ordered\":50,")
        .contains("\"name\":\"blue-screens\",\"advisory\":false,\"verdict\":\"PASS\"")
        .contains("\"rate\":0.0,\"lower\":0.0,\"upper\":0.071")
        .contains("\"code\":\"PASSED\"");
  }

  @Test
  void the_hash_is_that_of_the_text() throws Exception {
    EvidenceJson written = write(List.of(A, B), 50, START);

    assertThat(written.hash())
        .isEqualTo(
            HexFormat.of()
                .formatHex(
                    MessageDigest.getInstance("SHA-256")
                        .digest(written.json().getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void the_same_evidence_has_the_same_hash_in_whatever_order_and_however_new_the_readings() {
    assertThat(write(List.of(B, A), 50, START.plusSeconds(99)))
        .isEqualTo(write(List.of(A, B), 50, START));
  }

  @Test
  void other_evidence_has_another_hash() {
    assertThat(write(List.of(A, B), 51, START).hash())
        .isNotEqualTo(write(List.of(A, B), 50, START).hash());
  }

  private static EvidenceJson write(List<MetricRule> rules, int healthy, Instant newest) {
    GateRules gate =
        new GateRules(rules, .9, .1, SilentRule.HOLD, Duration.ZERO, START, START.plusSeconds(9));
    List<MetricEvidence> metrics =
        rules.stream()
            .map(r -> new MetricEvidence(r.name(), healthy, 0, 0, 0, 0, 0, 0, newest))
            .toList();
    Evidence evidence = new Evidence(healthy, 0, healthy, healthy, metrics, List.of());
    return EvidenceJson.write(evidence, Gate.judge(gate, evidence, START));
  }
}
