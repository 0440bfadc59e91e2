package dev.handover.security;

import static dev.handover.security.Role.ADMINISTRATOR;
import static dev.handover.security.Role.AUDITOR;
import static dev.handover.security.Role.AUTOMATION;
import static dev.handover.security.Role.CHANGE_MANAGER;
import static dev.handover.security.Role.REQUESTER;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Who may call what: one row per route. A route without a row is denied, and a test fails for every
 * controller method without one.
 */
public final class RouteRules {

  private static final Role[] ANY = Role.values();

  /** The routes of the REST API. */
  static final List<Rule> API =
      List.of(
          rule(POST, "/api/plans/check", ANY),
          rule(POST, "/api/plans/left-out", ANY),
          rule(POST, "/api/plans/recommend-pilot", ANY),
          rule(GET, "/api/rollouts", ANY),
          rule(POST, "/api/rollouts", REQUESTER, AUTOMATION),
          rule(GET, "/api/rollouts/{id}", ANY),
          rule(GET, "/api/rollouts/{id}/waves", ANY),
          rule(GET, "/api/rollouts/{id}/decisions", ANY),
          rule(GET, "/api/rollouts/{id}/evidence", ANY),
          rule(GET, "/api/rollouts/{id}/waves/{no}/evidence", ANY),
          rule(GET, "/api/rollouts/{id}/waves/{no}/devices", ANY),
          rule(POST, "/api/rollouts/{id}/waves/{no}/actions", CHANGE_MANAGER, ADMINISTRATOR),
          rule(GET, "/api/rollouts/{id}/report", ANY),
          rule(GET, "/api/rollouts/{id}/residue", ANY),
          rule(GET, "/api/rollouts/{id}/residue/devices", ANY),
          rule(GET, "/api/rollouts/{id}/shadow", ANY),
          rule(POST, "/api/rollouts/{id}/replay", ANY),
          rule(
              POST,
              "/api/rollouts/{id}/pause",
              REQUESTER,
              CHANGE_MANAGER,
              ADMINISTRATOR,
              AUTOMATION),
          rule(POST, "/api/rollouts/{id}/resume", CHANGE_MANAGER, ADMINISTRATOR, AUTOMATION),
          rule(POST, "/api/rollouts/{id}/cancel", REQUESTER, CHANGE_MANAGER, ADMINISTRATOR),
          rule(POST, "/api/rollouts/{id}/rollback", CHANGE_MANAGER, ADMINISTRATOR),
          rule(POST, "/api/rollouts/{id}/migrate", ADMINISTRATOR),
          rule(GET, "/api/rollouts/{id}/quarantines", ANY),
          rule(
              POST,
              "/api/rollouts/{id}/quarantines/{quarantine}/release",
              CHANGE_MANAGER,
              ADMINISTRATOR),
          rule(POST, "/api/rollouts/{id}/break-glass", CHANGE_MANAGER, ADMINISTRATOR),
          rule(POST, "/api/programmes/check", ANY),
          rule(GET, "/api/programmes", ANY),
          rule(POST, "/api/programmes", REQUESTER, AUTOMATION),
          rule(GET, "/api/programmes/{id}", ANY),
          rule(POST, "/api/programmes/{id}/pause", REQUESTER, CHANGE_MANAGER, ADMINISTRATOR),
          rule(POST, "/api/programmes/{id}/resume", CHANGE_MANAGER, ADMINISTRATOR),
          rule(POST, "/api/programmes/{id}/cancel", CHANGE_MANAGER, ADMINISTRATOR),
          rule(POST, "/api/enablements/check", ANY),
          rule(GET, "/api/enablements", ANY),
          rule(POST, "/api/enablements", REQUESTER, AUTOMATION),
          rule(GET, "/api/enablements/{id}", ANY),
          rule(GET, "/api/enablements/{id}/devices", ANY),
          rule(POST, "/api/enablements/{id}/cancel", CHANGE_MANAGER, ADMINISTRATOR),
          rule(GET, "/api/tasks", ANY),
          rule(GET, "/api/tasks/{id}", ANY),
          rule(POST, "/api/tasks/{id}/decision", CHANGE_MANAGER, ADMINISTRATOR),
          rule(POST, "/api/tasks/{id}/delegate", CHANGE_MANAGER, ADMINISTRATOR),
          rule(GET, "/api/workloads", ANY),
          rule(GET, "/api/workloads/{workload}", ANY),
          rule(GET, "/api/devices", ANY),
          rule(GET, "/api/devices/{id}", ANY),
          rule(GET, "/api/devices/{id}/actions", ANY),
          rule(POST, "/api/devices/{id}/actions", CHANGE_MANAGER, ADMINISTRATOR),
          rule(GET, "/api/actions", ANY),
          rule(GET, "/api/actions/{key}", ANY),
          rule(POST, "/api/fleet/import", ADMINISTRATOR),
          rule(GET, "/api/signals", ANY),
          rule(GET, "/api/signals/{name}", ANY),
          rule(PUT, "/api/signals/{name}", ADMINISTRATOR),
          rule(DELETE, "/api/signals/{name}", ADMINISTRATOR),
          rule(GET, "/api/drift", ANY),
          rule(POST, "/api/observations", AUTOMATION, ADMINISTRATOR),
          rule(GET, "/api/journal", AUDITOR, ADMINISTRATOR),
          rule(GET, "/api/journal/verify", AUDITOR, ADMINISTRATOR),
          rule(GET, "/api/calendar/windows", ANY),
          rule(POST, "/api/calendar/windows", ADMINISTRATOR),
          rule(GET, "/api/calendar/windows/{name}", ANY),
          rule(PUT, "/api/calendar/windows/{name}", ADMINISTRATOR),
          rule(DELETE, "/api/calendar/windows/{name}", ADMINISTRATOR),
          rule(GET, "/api/calendar.ics", ANY),
          rule(POST, "/api/calendar/import", ADMINISTRATOR),
          rule(GET, "/api/calendar/freezes", ANY),
          rule(POST, "/api/calendar/freezes", ADMINISTRATOR),
          rule(DELETE, "/api/calendar/freezes/{id}", ADMINISTRATOR),
          rule(GET, "/api/notifications", ANY),
          rule(POST, "/api/notifications/{id}/retry", ANY),
          rule(GET, "/api/notifications/subscriptions", ANY),
          rule(POST, "/api/notifications/subscriptions", ANY),
          rule(DELETE, "/api/notifications/subscriptions/{id}", ANY),
          rule(POST, "/api/notifications/subscriptions/{id}/test", ANY),
          rule(POST, "/api/notifications/subscriptions/{id}/retry", ANY),
          rule(POST, "/api/notifications/subscriptions/{id}/discard", ANY),
          rule(GET, "/api/policies/readiness", ANY),
          rule(PUT, "/api/policies/readiness", ADMINISTRATOR),
          rule(GET, "/api/policies/readiness/versions", ANY),
          rule(GET, "/api/policies/readiness/versions/{version}", ANY),
          rule(POST, "/api/policies/readiness/versions/{version}/restore", ADMINISTRATOR),
          rule(GET, "/api/sandbox/ledger", ADMINISTRATOR),
          rule(GET, "/api/sandbox/faults", ADMINISTRATOR),
          rule(POST, "/api/sandbox/faults", ADMINISTRATOR),
          rule(POST, "/api/sandbox/slider", ADMINISTRATOR),
          rule(POST, "/api/sandbox/automatic-enrolment", ADMINISTRATOR),
          rule(GET, "/api/sandbox/clock", ANY),
          rule(GET, "/v3/api-docs/**", ANY),
          rule(GET, "/v3/api-docs.yaml", ANY),
          rule(GET, "/swagger-ui.html", ANY),
          rule(GET, "/swagger-ui/**", ANY));

  /** The pages, for whoever has signed in; what a page offers depends on the roles. */
  static final List<Rule> PAGES =
      List.of(
          rule(GET, "/", ANY),
          rule(GET, "/dashboard/**", ANY),
          rule(GET, "/rollouts/**", ANY),
          rule(GET, "/programmes/**", ANY),
          rule(POST, "/programmes/new", ANY),
          rule(POST, "/programmes/new/draft", ANY),
          rule(POST, "/programmes/new/check", ANY),
          rule(GET, "/enablement/**", ANY),
          rule(POST, "/enablement/check", ANY),
          rule(POST, "/rollouts/new", ANY),
          rule(POST, "/rollouts/new/draft", ANY),
          rule(POST, "/rollouts/new/check", ANY),
          rule(POST, "/rollouts/new/left-out", ANY),
          rule(GET, "/plans/**", ANY),
          rule(GET, "/tasks/**", ANY),
          rule(GET, "/workloads/**", ANY),
          rule(GET, "/devices/**", ANY),
          rule(GET, "/drift/**", ANY),
          rule(GET, "/calendar/windows/form", ADMINISTRATOR),
          rule(POST, "/calendar/windows/preview", ADMINISTRATOR),
          rule(POST, "/calendar/windows", ADMINISTRATOR),
          rule(GET, "/calendar/**", ANY),
          rule(GET, "/policies/**", ANY),
          rule(GET, "/notifications/**", ANY),
          rule(GET, "/events/**", ANY),
          rule(GET, "/models/**", ANY),
          rule(GET, "/settings/**", ADMINISTRATOR),
          rule(GET, "/journal/**", AUDITOR, ADMINISTRATOR));

  /** What anybody may fetch: the way in, and files without content of ours. */
  static final List<Rule> OPEN =
      List.of(
          rule(GET, "/login"),
          rule(POST, "/login"),
          rule(POST, "/logout"),
          rule(GET, "/favicon.ico"),
          rule(GET, "/{file:[a-z0-9-]+\\.(?:css|js|svg|png)}"),
          rule(GET, "/css/**"),
          rule(GET, "/js/**"),
          rule(GET, "/img/**"),
          rule(GET, "/webjars/htmx.org/**"),
          rule(GET, "/webjars/htmx-ext-sse/**"),
          rule(GET, "/_static/echarts/**"),
          rule(GET, "/webjars/bpmn-js/**"));

  private RouteRules() {}

  private static Rule rule(HttpMethod method, String pattern, Role... roles) {
    Set<Role> set = EnumSet.noneOf(Role.class);
    set.addAll(List.of(roles));
    return new Rule(method, pattern, set);
  }

  /**
   * One row.
   *
   * @param pattern a path pattern of Spring's; names of variables do not matter
   * @param roles who may call, any one of them; empty in {@link #OPEN} only
   */
  record Rule(HttpMethod method, String pattern, Set<Role> roles) {

    RequestMatcher matcher() {
      return PathPatternRequestMatcher.withDefaults().matcher(method, pattern);
    }

    /** The same path, whatever the method. */
    RequestMatcher anyMethod() {
      return PathPatternRequestMatcher.withDefaults().matcher(pattern);
    }

    String[] roleNames() {
      return roles.stream().map(Role::name).toArray(String[]::new);
    }

    /** {@code requesters, change managers and administrators}. */
    String roleWords() {
      String all = roles.stream().map(Role::words).collect(Collectors.joining(", "));
      return all.replaceFirst(", ([^,]*)$", " and $1");
    }

    @Override
    public String toString() {
      return method + " " + pattern;
    }
  }
}
