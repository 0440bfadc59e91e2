package dev.handover.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses a path that names one of the engine's servlets in disguise ({@code /%65ngine-rest},
 * {@code //engine-rest}, {@code /engine-rest;x}). The container would find the servlet all the
 * same, while Spring fails over the path before its firewall sees it.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class DisguisedPathFilter extends OncePerRequestFilter {

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (request.getHttpServletMapping().getMappingMatch() == MappingMatch.PATH && !plain(request)) {
      Problems.write(response, HttpStatus.BAD_REQUEST, "The path is not written plainly.");
      return;
    }
    chain.doFilter(request, response);
  }

  private static boolean plain(HttpServletRequest request) {
    String servlet = request.getContextPath() + request.getServletPath();
    String path = request.getRequestURI();
    return path.startsWith(servlet)
        && (path.length() == servlet.length() || path.charAt(servlet.length()) == '/');
  }
}
