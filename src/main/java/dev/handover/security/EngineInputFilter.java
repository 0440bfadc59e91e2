package dev.handover.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Stands in front of every endpoint of the engine, the webapps' included: JSON only (a body that is
 * not looked at could hide anything, so no multipart, no compression, no other encoding), of
 * bounded size, and without what {@link EngineInput} refuses.
 */
final class EngineInputFilter extends OncePerRequestFilter {

  static final int LONGEST_BODY = 1_000_000;

  private final RequestMatcher forms;

  /**
   * @param forms the requests that send a form instead: the webapps' login
   */
  EngineInputFilter(RequestMatcher forms) {
    this.forms = forms;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<String> query = EngineInput.problemOf(request.getQueryString());
    if (query.isPresent()) {
      Problems.write(response, HttpStatus.BAD_REQUEST, query.get());
      return;
    }
    Optional<BufferedBody> body = BufferedBody.read(request, LONGEST_BODY);
    if (body.isEmpty()) {
      Problems.write(response, HttpStatus.PAYLOAD_TOO_LARGE, "The body is longer than 1 MB.");
      return;
    }
    boolean blank = blank(body.get().bytes());
    if (!blank && !readable(request)) {
      Problems.write(
          response,
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "The engine takes application/json in UTF-8, neither compressed nor in parts.");
      return;
    }
    Optional<String> problem =
        blank || forms.matches(request)
            ? Optional.empty()
            : EngineInput.problemOf(body.get().bytes());
    if (problem.isPresent()) {
      Problems.write(response, HttpStatus.BAD_REQUEST, problem.get());
      return;
    }
    chain.doFilter(body.get(), response);
  }

  private boolean readable(HttpServletRequest request) {
    if (request.getHeader(HttpHeaders.CONTENT_ENCODING) != null) {
      return false;
    }
    try {
      MediaType type = MediaType.parseMediaType(String.valueOf(request.getContentType()));
      boolean utf8 = type.getCharset() == null || StandardCharsets.UTF_8.equals(type.getCharset());
      return utf8
          && (forms.matches(request)
              ? type.equalsTypeAndSubtype(MediaType.APPLICATION_FORM_URLENCODED)
              : type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean blank(byte[] body) {
    for (byte b : body) {
      if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
        return false;
      }
    }
    return true;
  }
}
