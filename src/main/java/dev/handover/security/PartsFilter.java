package dev.handover.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses bodies in parts wherever none is taken. The server reads all of such a body, half a
 * gigabyte at most, as soon as anyone asks for a parameter, and some ask before the caller is
 * known; so this comes before everything that asks.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class PartsFilter extends OncePerRequestFilter {

  private static final RequestMatcher IMPORT =
      PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.POST, "/api/fleet/import");

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (inParts(request) && !IMPORT.matches(request)) {
      Problems.write(
          response,
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "A body in parts is taken by POST /api/fleet/import only.");
      return;
    }
    chain.doFilter(request, response);
  }

  static boolean inParts(HttpServletRequest request) {
    String type = request.getContentType();
    return type != null && type.strip().toLowerCase(Locale.ROOT).startsWith("multipart/");
  }
}
