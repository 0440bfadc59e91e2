package dev.handover.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.webapp.impl.security.auth.Authentication;
import org.camunda.bpm.webapp.impl.security.auth.AuthenticationUtil;
import org.camunda.bpm.webapp.impl.security.auth.UserAuthentication;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * One login for Handover and the engine's webapps. Our own sign-in is the truth; what the webapps
 * keep in the session is derived from it. Their login form stays usable (it is what they show after
 * a sign-out), goes through the same throttle, and signs in here as well; signing out there signs
 * out here, and the other way round because the session ends.
 */
final class WebappSignOn extends OncePerRequestFilter {

  static final RequestMatcher LOGIN = post("/camunda/api/admin/auth/user/{engine}/login/{app}");
  private static final RequestMatcher LOGOUT = post("/camunda/api/admin/auth/user/{engine}/logout");

  private final ProcessEngine engine;
  private final EngineUsers users;
  private final SecurityContextRepository contexts;

  WebappSignOn(ProcessEngine engine, EngineUsers users, SecurityContextRepository contexts) {
    this.engine = engine;
    this.users = users;
    this.contexts = contexts;
  }

  private static RequestMatcher post(String pattern) {
    return PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.POST, pattern);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      if (LOGIN.matches(request) && request instanceof BufferedBody form) {
        logIn(form, response, chain);
        return;
      }
      carryOver(request);
      chain.doFilter(request, response);
      if (LOGOUT.matches(request) && response.getStatus() < 300) {
        contexts.saveContext(SecurityContextHolder.createEmptyContext(), request, response);
      }
    } finally {
      // The webapps clear what they find in the session at the end. After a sign-out that is
      // nothing, and the next request on this thread would be made in the name of who has left.
      engine.getIdentityService().clearAuthentication();
    }
  }

  private void logIn(BufferedBody form, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Actor actor;
    try {
      actor =
          users.signIn(
              field(form, "username").orElse(""),
              field(form, "password").orElse(""),
              form.getRemoteAddr());
    } catch (BadCredentialsException e) {
      Problems.write(response, HttpStatus.UNAUTHORIZED, e.getMessage());
      return;
    }
    // The engine checks its token and its applications' grants, and gives the session a new id.
    chain.doFilter(form, response);
    if (response.getStatus() < 300) {
      SecurityContext context = SecurityContextHolder.createEmptyContext();
      context.setAuthentication(EngineUsers.token(actor));
      contexts.saveContext(context, form, response);
    }
  }

  private void carryOver(HttpServletRequest request) {
    var current = SecurityContextHolder.getContext().getAuthentication();
    HttpSession session = request.getSession(false);
    if (session == null
        || current == null
        || !(current.getPrincipal() instanceof SignedIn signedIn)) {
      return;
    }
    var known = AuthenticationUtil.getAuthsFromSession(session);
    Authentication there = known.getAuthenticationForProcessEngine(engine.getName());
    if (there == null || !there.getIdentityId().equals(signedIn.id())) {
      UserAuthentication derived = AuthenticationUtil.createAuthentication(engine, signedIn.id());
      if (derived != null) {
        known.addOrReplace(derived);
      }
    }
  }

  private static Optional<String> field(BufferedBody form, String name) {
    for (String pair : new String(form.bytes(), StandardCharsets.UTF_8).split("&")) {
      if (pair.startsWith(name + "=")) {
        try {
          return Optional.of(
              URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}
