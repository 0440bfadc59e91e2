package dev.handover.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Ends a session that nobody has used for as long as a session may be idle, however often an open
 * page has refreshed itself meanwhile. A page says with {@link #ATTENDED} that somebody is at it.
 */
final class UnattendedSession extends OncePerRequestFilter {

  static final String ATTENDED = "Handover-Attended";

  private static final String AT = "handover.attended-at";

  /** What pages ask for by themselves. */
  private static final RequestMatcher BY_ITSELF =
      new OrRequestMatcher(
          List.of(
              path("/events"),
              path("/{page}/live"),
              path("/{page}/{id}/live"),
              path("/rollouts/{id}/shadow"),
              path("/rollouts/{id}/course"),
              path("/rollouts/{id}/plan"),
              path("/{page}/{id}/diagram")));

  private final InstantSource clock;

  UnattendedSession(InstantSource clock) {
    this.clock = clock;
  }

  private static RequestMatcher path(String pattern) {
    return PathPatternRequestMatcher.withDefaults().matcher(pattern);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    HttpSession session = request.getSession(false);
    if (session != null) {
      if (request.getHeader(ATTENDED) != null || !BY_ITSELF.matches(request)) {
        session.setAttribute(AT, clock.millis());
      } else if (session.getAttribute(AT) instanceof Long at
          && clock.millis() - at > 1000L * session.getMaxInactiveInterval()) {
        session.invalidate();
      }
    }
    chain.doFilter(request, response);
  }
}
