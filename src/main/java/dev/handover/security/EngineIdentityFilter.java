package dev.handover.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.camunda.bpm.engine.IdentityService;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tells the engine who calls, for as long as the request lasts, so that its authorizations hold for
 * everything that happens meanwhile. Roles are read anew: a session outlives no loss of a role.
 */
final class EngineIdentityFilter extends OncePerRequestFilter {

  private final IdentityService identity;
  private final EngineUsers users;

  EngineIdentityFilter(IdentityService identity, EngineUsers users) {
    this.identity = identity;
    this.users = users;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Authentication current = SecurityContextHolder.getContext().getAuthentication();
    if (current == null || !(current.getPrincipal() instanceof SignedIn signedIn)) {
      chain.doFilter(request, response);
      return;
    }
    identity.clearAuthentication();
    Optional<Actor> actor = users.actor(signedIn.id());
    // A new context: the session's own object must not change under another request.
    SecurityContext context = SecurityContextHolder.createEmptyContext();
    actor.map(EngineUsers::token).ifPresent(context::setAuthentication);
    SecurityContextHolder.setContext(context);
    try {
      actor.ifPresent(a -> identity.setAuthentication(a.id(), users.groups(a.id())));
      chain.doFilter(request, response);
    } finally {
      identity.clearAuthentication();
    }
  }
}
