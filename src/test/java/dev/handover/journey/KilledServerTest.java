package dev.handover.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handover.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The server dies in the middle of a wave and is started again on the same database. */
@Execution(ExecutionMode.CONCURRENT) // Most of the time the servers wait for their estate.
class KilledServerTest {

  private static final String WORKLOAD = "client-apps";

  private static final String PLAN =
      """
      title: A rollout that outlives its server
      workload: client-apps
      population: managementState==CO_MANAGED
      pilot: { size: 60 }
      waves: [50%, 100%]
      soak: { pilot: PT6H, wave: PT12H, production: PT6H }
      gate:
        # Time goes on while the server is down.
        deadline: P10D
        metrics:
          - { name: app-install-failed, expected: 0.03, limit: 0.20 }
      approvals: { start: 0, expansion: 0, wave: 0 }
      """;

  @TempDir Path folder;

  @Test
  void a_rollout_goes_on_after_a_kill_and_moves_every_device_once_on_a_file_of_h2()
      throws IOException {
    survives(
        "--spring.datasource.url=jdbc:h2:file:%s;DB_CLOSE_ON_EXIT=FALSE"
            .formatted(folder.resolve("handover")));
  }

  @Test
  void a_rollout_goes_on_after_a_kill_and_moves_every_device_once_on_postgresql()
      throws IOException {
    survives("--spring.datasource.url=" + TestDatabase.postgresUrl());
  }

  private void survives(String database) throws IOException {
    try (Server server =
        new Server(
            folder,
            database,
            "--handover.sandbox.devices=800",
            "--handover.sandbox.time-factor=10000",
            "--handover.sandbox.tour=false")) {
      server.start();
      String id = start(server);
      await("a wave is under way")
          .atMost(Duration.ofMinutes(8))
          .pollInterval(Duration.ofMillis(100))
          .until(() -> inTheMiddle(server, id));
      server.kill();

      server.start();
      await("the rollout ends").atMost(Duration.ofMinutes(8)).until(() -> completed(server, id));

      int population = server.get("auditor", "/api/rollouts/" + id).path("population").asInt();
      Map<Long, Integer> moves = moves(server);
      assertThat(moves).hasSize(population);
      assertThat(moves.values()).containsOnly(1);
      assertThat(server.get("auditor", "/api/journal/verify").path("intact").asBoolean()).isTrue();

      server.stop();
      assertThat(server.log()).noneMatch(line -> line.contains("Database is already closed"));
    }
  }

  private static String start(Server server) {
    await("the estate has been read")
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                server
                    .post("requester", "/api/plans/check", "application/yaml", PLAN)
                    .path("ready")
                    .asBoolean());
    return server.post("requester", "/api/rollouts", "application/yaml", PLAN).path("id").asText();
  }

  /** The first production wave has orders out of which some, but not all, are confirmed. */
  private static boolean inTheMiddle(Server server, String id) {
    JsonNode wave = server.get("auditor", "/api/rollouts/" + id + "/waves").path(1);
    return wave.path("ordered").asInt() > 0
        && wave.path("confirmed").asInt() < wave.path("ordered").asInt();
  }

  /** Whatever else it comes to is told at once, with its reason. */
  private static boolean completed(Server server, String id) {
    JsonNode rollout = server.get("auditor", "/api/rollouts/" + id);
    assertThat(rollout.path("state").asText())
        .as(rollout.toString())
        .isIn("EXPANDING", "HANDING_OVER", "WATCHING", "COMPLETED");
    return rollout.path("state").asText().equals("COMPLETED");
  }

  /** How often the world itself says that each device was moved to Intune. */
  private static Map<Long, Integer> moves(Server server) {
    Map<Long, Integer> moves = new HashMap<>();
    JsonNode page;
    int number = 0;
    do {
      page =
          server.get(
              "admin",
              "/api/sandbox/ledger?workload=%s&page=%d&size=500".formatted(WORKLOAD, number++));
      for (JsonNode entry : page.path("items")) {
        if (entry.path("command").asText().equals("ADD") && entry.path("changed").asBoolean()) {
          moves.merge(entry.path("resourceId").asLong(), 1, Integer::sum);
        }
      }
    } while (!page.path("items").isEmpty());
    return moves;
  }
}
