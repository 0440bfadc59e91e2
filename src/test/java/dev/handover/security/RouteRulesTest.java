package dev.handover.security;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.security.RouteRules.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.context.support.StaticWebApplicationContext;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPatternParser;

/** Every route against every role, and every controller against the table of routes. */
class RouteRulesTest extends SecureServer {

  private static final Map<String, Role> USERS = FirstUsers.SANDBOX;

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  private RequestMappingHandlerMapping controllers;

  static Stream<Rule> rules() {
    return Stream.concat(RouteRules.API.stream(), RouteRules.PAGES.stream());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void a_route_is_open_to_its_roles_and_to_nobody_else(Rule rule) {
    String path = example(rule);
    boolean page = RouteRules.PAGES.contains(rule);
    assertThat(
            page
                ? asked(browser(), rule, path)
                : browser().send(rule.method().name(), path, null).status())
        .as("anonymous")
        .isEqualTo(page ? 302 : 401);
    USERS.forEach(
        (user, role) -> {
          int status;
          if (page) {
            Browser browser = browser();
            browser.logIn(user, "sandbox");
            status = asked(browser, rule, path);
          } else {
            status = as(user, rule.method().name(), path).status();
          }
          if (rule.roles().contains(role)) {
            assertThat(status).as(user).isNotIn(401, 403);
          } else {
            assertThat(status).as(user).isEqualTo(403);
          }
        });
  }

  /** As a page asks: what it sends, with the token that it carries. */
  private static int asked(Browser browser, Rule rule, String path) {
    return rule.method() == HttpMethod.GET
        ? browser.get(path).status()
        : browser.postForm(path, "_csrf", browser.token("/login")).status();
  }

  @Test
  void every_route_of_a_controller_has_a_row() {
    // Where errors end is reached from inside the server, whatever the request was.
    assertThat(withoutRow(controllers)).filteredOn(r -> !r.endsWith(" /error")).isEmpty();
  }

  @Test
  void a_route_without_a_row_is_found() {
    StaticWebApplicationContext context = new StaticWebApplicationContext();
    context.registerSingleton("stray", Stray.class);
    RequestMappingHandlerMapping mapping = new RequestMappingHandlerMapping();
    mapping.setApplicationContext(context);
    mapping.afterPropertiesSet();
    assertThat(withoutRow(mapping))
        .containsExactlyInAnyOrder("GET /api/stray", "GET /rollouts-of-others");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/error",
        "/h2-console",
        "/api",
        "/api/",
        "/api/stray",
        "/api/rollouts/",
        "/api/rollouts/1/unknown",
        "/webjars/camunda/app/cockpit/scripts/config.js",
        "/META-INF/resources/webjars/camunda/securityFilterRules.json",
        "/application.yaml",
        "/camunda-invoice/",
        "/engine-rest-old/task"
      })
  void an_unknown_path_is_denied_to_everybody(String path) {
    assertThat(browser().get(path).status()).isIn(401, 404);
    assertThat(as("admin", "GET", path).status()).isIn(403, 404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/dashboard",
        "/rollouts",
        "/api/rollouts",
        "/v3/api-docs",
        "/v3/api-docs/swagger-config",
        "/v3/api-docs.yaml",
        "/swagger-ui.html",
        "/swagger-ui/index.html",
        "/engine-rest",
        "/engine-rest/",
        "/engine-rest/engine",
        "/engine-rest/task",
        "/engine-rest/version",
        "/camunda",
        "/camunda/",
        "/camunda/app/cockpit/default/",
        "/camunda/app/admin/default/setup/",
        "/camunda/api/engine/engine/default/task",
        "/camunda/api/cockpit/plugin/base/default/process-definition/statistics",
        "/camunda/assets/x.js",
        "/actuator",
        "/actuator/metrics",
        "/actuator/prometheus",
        "/actuator/env"
      })
  void nobody_gets_anything_without_a_login(String path) {
    Answer answer = browser().get(path);
    assertThat(answer.status()).as(path).isIn(302, 401);
    if (answer.status() == 302) {
      assertThat(answer.header("Location")).endsWith("/login");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/engine-rest;x/task",
        "/%65ngine-rest/task",
        "/camunda/api/%65ngine/engine/default/task",
        "//engine-rest/task",
        "/engine-rest/%2e%2e/actuator/env",
        "/x/..%2fengine-rest/task",
        "/engine-rest%2ftask"
      })
  void a_path_that_is_written_to_confuse_is_refused(String path) {
    assertThat(as("admin", "GET", path).status()).isBetween(400, 404);
    assertThat(browser().get(path).status()).isBetween(400, 404);
  }

  @Test
  void health_is_open_and_the_rest_of_the_actuator_is_the_administrators() {
    Answer health = browser().get("/actuator/health");
    assertThat(health.status()).isEqualTo(200);
    assertThat(health.body()).doesNotContain("components", "H2");
    assertThat(as("auditor", "GET", "/actuator/metrics").status()).isEqualTo(403);
    assertThat(as("admin", "GET", "/actuator/metrics").status()).isEqualTo(200);
  }

  @Test
  void an_auditor_may_be_the_one_that_a_monitoring_system_reads_as() {
    assertThat(as("approver1", "GET", "/actuator/prometheus").status()).isEqualTo(403);
    Answer meters = as("auditor", "GET", "/actuator/prometheus");
    assertThat(meters.status()).isEqualTo(200);
    assertThat(meters.body())
        .contains(
            "# HELP handover_rollouts Rollouts by state",
            "handover_rollouts{state=\"PLANNED\"} ",
            "handover_notifications{state=\"DEAD\"} ",
            "handover_devices{authority=\"INTUNE\",workload=\"client-apps\"} ");
    assertThat(browser().get("/actuator/health/liveness").status()).isEqualTo(200);
    assertThat(browser().get("/actuator/health/readiness").status()).isEqualTo(200);
  }

  private static Set<String> withoutRow(RequestMappingHandlerMapping mapping) {
    List<String> routes = new ArrayList<>();
    for (Map.Entry<RequestMappingInfo, HandlerMethod> entry :
        mapping.getHandlerMethods().entrySet()) {
      if (entry.getValue().getBeanType().getPackageName().startsWith("dev.handover")) {
        Set<RequestMethod> methods = entry.getKey().getMethodsCondition().getMethods();
        for (String pattern : entry.getKey().getPatternValues()) {
          (methods.isEmpty() ? Set.of(RequestMethod.values()) : methods)
              .forEach(method -> routes.add(method + " " + pattern));
        }
      }
    }
    return routes.stream().filter(route -> !hasRow(route)).collect(toSet());
  }

  /** Variables are replaced by a value, so that rows with other names or wildcards match. */
  private static boolean hasRow(String route) {
    HttpMethod method = HttpMethod.valueOf(route.substring(0, route.indexOf(' ')));
    String path = route.substring(route.indexOf(' ') + 1).replaceAll("\\{[^/]+}", "x-1");
    return Stream.concat(rules(), RouteRules.OPEN.stream())
        .filter(rule -> rule.method().equals(method))
        .anyMatch(
            rule ->
                PathPatternParser.defaultInstance
                    .parse(rule.pattern())
                    .matches(PathContainer.parsePath(path)));
  }

  private static String example(Rule rule) {
    String path = rule.pattern().replaceAll("\\{[^/]+}", "no-such-thing").replace("/**", "");
    // A stream that is opened would not end.
    return path.equals("/events") ? path + "?of=no-such-thing" : path;
  }

  @Controller
  static class Stray {

    @GetMapping("/api/stray")
    String stray() {
      return "login";
    }

    @GetMapping("/rollouts-of-others")
    String others() {
      return "login";
    }

    @GetMapping("/rollouts/{id}/evidence")
    String known() {
      return "login";
    }
  }
}
