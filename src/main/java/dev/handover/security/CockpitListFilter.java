package dev.handover.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Cockpit asks for all versions of a definition without a bound, which the engine refuses since
 * lists have one; here it is given that very bound.
 */
final class CockpitListFilter extends OncePerRequestFilter {

  private static final RequestMatcher UNBOUND =
      new OrRequestMatcher(list("process-definition"), list("decision-definition"));

  private final int limit;

  CockpitListFilter(ProcessEngine engine) {
    this.limit =
        ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
            .getQueryMaxResultsLimit();
  }

  private static RequestMatcher list(String resource) {
    return PathPatternRequestMatcher.withDefaults()
        .matcher(HttpMethod.GET, "/camunda/api/engine/engine/{engine}/" + resource);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String query = request.getQueryString();
    boolean bound = !UNBOUND.matches(request) || query == null || query.contains("maxResults=");
    chain.doFilter(bound ? request : new Bound(request), response);
  }

  private final class Bound extends HttpServletRequestWrapper {

    Bound(HttpServletRequest request) {
      super(request);
    }

    @Override
    public String getQueryString() {
      return super.getQueryString() + "&maxResults=" + limit;
    }
  }
}
