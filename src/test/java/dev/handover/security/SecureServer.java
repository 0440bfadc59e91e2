package dev.handover.security;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngines;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/** One running server for all tests of this room, spoken to over HTTP like anybody would. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "camunda.bpm.job-execution.enabled=false",
      "spring.datasource.url=jdbc:h2:mem:security;DB_CLOSE_DELAY=-1",
      "handover.sandbox.tour=false",
      "handover.sandbox.devices=100",
      // Tests of Spring Boot export no meters unless they are told to.
      "management.prometheus.metrics.export.enabled=true"
    })
@Import(SecureServer.Probe.class)
abstract class SecureServer {

  @LocalServerPort private int port;

  @Autowired ProcessEngine engine;

  /** REST and webapps find their engine in a static registry, which other tests may write to. */
  @BeforeEach
  void beTheDefaultEngine() {
    ProcessEngines.registerProcessEngine(engine);
  }

  @BeforeEach
  void deployTheProbe() {
    if (engine.getRepositoryService().createDeploymentQuery().deploymentName("probe").count()
        == 0) {
      engine
          .getRepositoryService()
          .createDeployment()
          .name("probe")
          // Not called .bpmn on the class path, where the starter would find and deploy it.
          .addInputStream("probe.bpmn", getClass().getResourceAsStream("/security/probe.xml"))
          .deploy();
    }
  }

  /** A browser without cookies. */
  Browser browser() {
    return new Browser(port);
  }

  /** A request of a program, with a password. */
  Answer as(String user, String method, String path) {
    return as(user, method, path, null, null);
  }

  Answer as(String user, String method, String path, String type, String body) {
    Browser browser = browser();
    String[] headers = {"Authorization", basic(user, "sandbox")};
    if (type != null) {
      headers = new String[] {headers[0], headers[1], "Content-Type", type};
    }
    return browser.send(
        method, path, body == null ? null : body.getBytes(StandardCharsets.UTF_8), headers);
  }

  Answer json(String user, String method, String path, String body) {
    return as(user, method, path, "application/json", body);
  }

  int port() {
    return port;
  }

  static String basic(String user, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  static String form(String... pairs) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      text.append(i == 0 ? "" : "&")
          .append(pairs[i])
          .append('=')
          .append(URLEncoder.encode(pairs[i + 1], StandardCharsets.UTF_8));
    }
    return text.toString();
  }

  record Answer(int status, Map<String, List<String>> headers, String body) {

    String header(String name) {
      return headers.entrySet().stream()
          .filter(e -> e.getKey().equalsIgnoreCase(name))
          .flatMap(e -> e.getValue().stream())
          .collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
      return status + " " + headers + "\n" + body;
    }
  }

  /** Keeps cookies and follows nothing by itself. */
  static final class Browser {

    private static final HttpClient CLIENT =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private final int port;
    final Map<String, String> cookies = new LinkedHashMap<>();

    Browser(int port) {
      this.port = port;
    }

    Answer get(String path, String... headers) {
      return send("GET", path, null, headers);
    }

    Answer post(String path, String body, String... headers) {
      return send("POST", path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    Answer send(String method, String path, byte[] body, String... headers) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .method(
                  method,
                  body == null
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofByteArray(body));
      if (headers.length > 0) {
        request.headers(headers);
      }
      if (!cookies.isEmpty()) {
        request.header(
            "Cookie",
            cookies.entrySet().stream()
                .map(c -> c.getKey() + "=" + c.getValue())
                .collect(Collectors.joining("; ")));
      }
      try {
        HttpResponse<String> response =
            CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        response.headers().allValues("Set-Cookie").forEach(this::keep);
        return new Answer(response.statusCode(), response.headers().map(), response.body());
      } catch (IOException | InterruptedException e) {
        throw new AssertionError(method + " " + path + " was not answered", e);
      }
    }

    private void keep(String cookie) {
      String[] pair = cookie.split(";", 2)[0].split("=", 2);
      if (pair[1].isEmpty()) {
        cookies.remove(pair[0]);
      } else {
        cookies.put(pair[0], pair[1]);
      }
    }

    /** The token that a page of ours carries in its form. */
    String token(String page) {
      Matcher matcher = TOKEN.matcher(get(page, "Accept", "text/html").body());
      return matcher.find() ? matcher.group(1) : "";
    }

    Answer logIn(String user, String password) {
      String token = token("/login");
      return post(
          "/login",
          form("username", user, "password", password, "_csrf", token),
          "Content-Type",
          "application/x-www-form-urlencoded");
    }

    Answer postForm(String path, String... pairs) {
      return post(path, form(pairs), "Content-Type", "application/x-www-form-urlencoded");
    }
  }

  /** A page that says who is asking, to us and to the engine. */
  @TestConfiguration(proxyBeanMethods = false)
  static class Probe {

    @Bean
    RouterFunction<ServerResponse> whoAmI(CurrentActor current, IdentityService identity) {
      return RouterFunctions.route()
          .GET(
              "/dashboard/who",
              request -> {
                Authentication engine = identity.getCurrentAuthentication();
                return ServerResponse.ok()
                    .body(
                        current.get().id()
                            + " "
                            + current.get().roles()
                            + " "
                            + (engine == null
                                ? "nobody"
                                : engine.getUserId() + " " + engine.getGroupIds()));
              })
          .GET(
              "/dashboard/broken",
              request -> {
                throw new IllegalStateException("a detail that nobody outside should read");
              })
          .build();
    }
  }
}
