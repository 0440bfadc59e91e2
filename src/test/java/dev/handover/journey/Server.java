package dev.handover.journey;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Handover as a process of its own, spoken to over HTTP as anybody else would. */
final class Server implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> command = new ArrayList<>();
  private final int port;
  private final File log;
  private Process process;

  /**
   * @param arguments as on the command line, without the port
   */
  Server(Path folder, String... arguments) {
    port = freePort();
    log = folder.resolve("server.log").toFile();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("dev.handover.HandoverApplication");
    command.add("--server.port=" + port);
    command.addAll(List.of(arguments));
  }

  void start() {
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await("the server is up, see " + log)
        .atMost(Duration.ofMinutes(4))
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptions()
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError("the server ended by itself, see " + log);
              }
              return get("admin", "/actuator/health").path("status").asText().equals("UP");
            });
  }

  /** As a power cut would: nothing is finished, nothing is told. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** As a service manager does (SIGTERM). */
  void stop() {
    process.destroy();
    process.onExit().join();
  }

  /** What it has logged so far. */
  List<String> log() throws IOException {
    return Files.readAllLines(log.toPath());
  }

  JsonNode get(String user, String path) {
    return send(user, HttpRequest.newBuilder(uri(path)).GET());
  }

  JsonNode post(String user, String path, String type, String body) {
    return send(
        user,
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body)));
  }

  private JsonNode send(String user, HttpRequest.Builder request) {
    String credentials = user + ":sandbox";
    HttpRequest built =
        request
            .timeout(Duration.ofSeconds(60))
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
            .build();
    try {
      var response = http.send(built, BodyHandlers.ofString());
      if (response.statusCode() >= 400) {
        throw new IllegalStateException(
            built.method()
                + " "
                + built.uri()
                + " "
                + response.statusCode()
                + " "
                + response.body());
      }
      return response.body().isBlank() ? JSON.nullNode() : JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (process != null && process.isAlive()) {
      kill();
    }
  }
}
