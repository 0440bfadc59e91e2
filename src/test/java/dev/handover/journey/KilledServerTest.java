package dev.handover.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handover.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server dies in the middle of a wave and is started again on the same database. */
class KilledServerTest {

  private static final String WORKLOAD = "client-apps";

  @TempDir Path folder;

  @Test
  void a_rollout_goes_on_after_a_kill_and_moves_every_device_once_on_a_file_of_h2() {
    survives("--spring.datasource.url=jdbc:h2:file:" + folder.resolve("handover"));
  }

  @Test
  void a_rollout_goes_on_after_a_kill_and_moves_every_device_once_on_postgresql() {
    survives("--spring.datasource.url=" + TestDatabase.postgresUrl(), "--spring.datasource.username=postgres");
  }

  private void survives(String... database) {
    String[] arguments = new String[database.length + 4];
    System.arraycopy(database, 0, arguments, 0, database.length);
    arguments[database.length] = "--handover.sandbox.devices=1500";
    arguments[database.length + 1] = "--handover.sandbox.time-factor=20000";
    arguments[database.length + 2] = "--handover.sandbox.tour=false";
    arguments[database.length + 3] = "--handover.sandbox.site-delay=PT0.05S";
    try (Server server = new Server(folder, arguments)) {
      server.start();
      String id = start(server);
      await("wave 1 moves").atMost(Duration.ofMinutes(3)).until(() -> inTheMiddle(server, id));
      server.kill();

      server.start();
      await("the rollout ends")
          .atMost(Duration.ofMinutes(4))
          .until(() -> state(server, id).equals("COMPLETED"));

      JsonNode rollout = server.get("auditor", "/api/rollouts/" + id);
      Map<Long, Integer> moves = moves(server);
      assertThat(moves).hasSize(rollout.path("population").asInt());
      assertThat(moves.values()).containsOnly(1);
      assertThat(server.get("auditor", "/api/journal/verify").path("intact").asBoolean()).isTrue();
    }
  }
}
