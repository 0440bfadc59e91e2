package dev.handover.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bodies of our own API are at most 1 MB. Bodies in parts are taken by the import alone, up to the
 * servlet's own limit, and are kept on disk until they have been read; lines of readings are
 * streamed to whoever takes them, who knows their limits.
 */
final class BodyLimitFilter extends OncePerRequestFilter {

  static final int LONGEST_BODY = 1_000_000;

  private static final RequestMatcher READINGS =
      PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.POST, "/api/observations");

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (PartsFilter.inParts(request) || READINGS.matches(request) && inLines(request)) {
      chain.doFilter(request, response);
      return;
    }
    Optional<BufferedBody> body = BufferedBody.read(request, LONGEST_BODY);
    if (body.isEmpty()) {
      Problems.write(response, HttpStatus.PAYLOAD_TOO_LARGE, "The body is longer than 1 MB.");
      return;
    }
    chain.doFilter(body.get(), response);
  }

  private static boolean inLines(HttpServletRequest request) {
    String type = String.valueOf(request.getContentType()).toLowerCase(Locale.ROOT);
    return type.startsWith(MediaType.APPLICATION_NDJSON_VALUE);
  }
}
