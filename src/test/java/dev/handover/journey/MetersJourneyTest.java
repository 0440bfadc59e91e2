package dev.handover.journey;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.handover.rollout.TaskKind;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** What a monitoring system reads of a rollout that is under way. */
@TestPropertySource(
    properties = {
      "spring.datasource.url=jdbc:h2:mem:meters;DB_CLOSE_DELAY=-1",
      "handover.sandbox.devices=400"
    })
class MetersJourneyTest extends Journey {

  @Autowired MeterRegistry meters;

  @Test
  void gauges_say_how_things_stand() {
    String id = desk.start(small("approvals: { start: 0, expansion: 1 }"), REQUESTER);
    String asked = desk.start(small("approvals: { start: 1 }").replace("LON", "BER"), REQUESTER);
    runJobs();
    desk.pause(asked, "for a while", ADMIN);
    until(
        "the pilot soaks", () -> waveStates(id).get(0).equals("SOAKING"), Duration.ofHours(1), 48);
    int pilot =
        count("select count(*) from authority_order where rollout_id = :id", Map.of("id", id));

    assertThat(gauge("handover.rollouts", "state", "PILOTING")).isEqualTo(1);
    assertThat(gauge("handover.rollouts", "state", "COMPLETED")).isZero();
    assertThat(gauge("handover.rollouts.asking", "kind", TaskKind.APPROVE_START.name()))
        .isEqualTo(1);
    assertThat(gauge("handover.rollouts.paused")).isEqualTo(1);
    assertThat(gauge("handover.waves", "state", "SOAKING")).isEqualTo(1);
    assertThat(gauge("handover.devices.in.flux")).isEqualTo(pilot).isPositive();
    assertThat(gauge("handover.orders.open", "direction", "TO_INTUNE", "state", "DELIVERED"))
        .isZero();
    assertThat(gauge("handover.devices", "workload", "client-apps", "authority", "INTUNE"))
        .isGreaterThanOrEqualTo(pilot);
    assertThat(gauge("handover.devices.drifting", "workload", "client-apps")).isNotNaN();
    assertThat(gauge("handover.watch.lag")).isZero();
    assertThat(gauge("handover.systems.failing")).isZero();
    assertThat(gauge("handover.systems.left.alone")).isZero();
    assertThat(gauge("handover.incidents")).isZero();
    assertThat(gauge("handover.notifications", "state", "DEAD")).isZero();
    assertThat(meters.get("handover.verdicts").gauges().stream().mapToDouble(g -> g.value()).sum())
        .isEqualTo(1);

    clock.advance(Duration.ofMinutes(10));
    assertThat(gauge("handover.watch.lag")).isEqualTo(600);
  }

  @Test
  void a_line_of_the_log_names_its_rollout_and_event_apart() {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    Logger log = (Logger) LoggerFactory.getLogger("handover.rollout");
    lines.start();
    log.addAppender(lines);
    log.setLevel(Level.INFO);
    try {
      String id = desk.start(small("approvals: { start: 1 }"), REQUESTER);
      assertThat(lines.list)
          .anySatisfy(
              line ->
                  assertThat(line.getKeyValuePairs())
                      .extracting(p -> p.key + "=" + p.value)
                      .containsExactly("rollout=" + id, "event=rollout-registered"));
    } finally {
      log.setLevel(null);
      log.detachAppender(lines);
    }
  }

  @Test
  void the_dashboard_for_grafana_asks_for_meters_that_there_are() throws IOException {
    Set<String> there =
        meters.getMeters().stream()
            .map(Meter::getId)
            .flatMap(MetersJourneyTest::inPrometheus)
            .collect(Collectors.toSet());
    Set<String> asked =
        Pattern.compile("handover_[a-z_]+")
            .matcher(Files.readString(Path.of("src/docs/grafana-dashboard.json")))
            .results()
            .map(MatchResult::group)
            .collect(Collectors.toSet());
    assertThat(asked).hasSizeGreaterThan(10).isSubsetOf(there);
  }

  private static Stream<String> inPrometheus(Meter.Id id) {
    String name = id.getName().replace('.', '_');
    return id.getType() == Meter.Type.TIMER
        ? Stream.of(name + "_seconds_sum", name + "_seconds_count")
        : Stream.of(id.getBaseUnit() == null ? name : name + "_" + id.getBaseUnit());
  }

  private double gauge(String name, String... tags) {
    return meters.get(name).tags(tags).gauge().value();
  }

  private static String small(String approvals) {
    return plan(
            "client-apps", "managementState==CO_MANAGED;site==LON", "app-install-failed", approvals)
        .replace("size: 60", "size: 20")
        .replace("[30%, 100%]", "[60%, 100%]");
  }
}
