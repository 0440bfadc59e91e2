package dev.handover.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/** Bodies of our own API are at most 1 MB; uploads in parts have a limit of their own. */
final class BodyLimitFilter extends OncePerRequestFilter {

  static final int LONGEST_BODY = 1_000_000;

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String type = request.getContentType();
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<BufferedBody> body = BufferedBody.read(request, LONGEST_BODY);
    if (body.isEmpty()) {
      Problems.write(response, HttpStatus.PAYLOAD_TOO_LARGE, "The body is longer than 1 MB.");
      return;
    }
    chain.doFilter(body.get(), response);
  }
}
