package dev.handover.security;

import dev.handover.security.RouteRules.Rule;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.WebAttributes;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;

/** Refusals as {@code application/problem+json}, from filters, where no controller is reached. */
final class Problems implements AuthenticationEntryPoint, AccessDeniedHandler {

  private final boolean challenge;
  private final List<Rule> rules;

  private Problems(boolean challenge, List<Rule> rules) {
    this.challenge = challenge;
    this.rules = rules;
  }

  /** 401 with a challenge for HTTP Basic. */
  static Problems basic() {
    return basic(List.of());
  }

  /** The same; 403 says who may, by these rules. */
  static Problems basic(List<Rule> rules) {
    return new Problems(true, rules);
  }

  /** 401 without one, so that no browser asks for a password by itself. */
  static Problems quiet() {
    return new Problems(false, List.of());
  }

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException exception)
      throws IOException {
    // A page of ours that asks in the background must not make the browser ask for a password.
    if (challenge && request.getHeader("Sec-Fetch-Mode") == null) {
      response.setHeader(
          HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"Handover\", charset=\"UTF-8\"");
    }
    write(response, HttpStatus.UNAUTHORIZED, "Sign in with a valid name and password.");
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException exception)
      throws IOException {
    write(
        response,
        HttpStatus.FORBIDDEN,
        "urn:handover:problem:forbidden",
        "Not allowed",
        exception instanceof CsrfException
            ? "The request does not carry the token of this session; reload the page."
            : refusal(request));
  }

  private String refusal(HttpServletRequest request) {
    return "None of your roles may do this%s.".formatted(whoMay(request));
  }

  private String whoMay(HttpServletRequest request) {
    return rules.stream()
        .filter(rule -> rule.matcher().matches(request))
        .findFirst()
        .map(rule -> "; %s may".formatted(rule.roleWords()))
        .orElse("");
  }

  /** 404: the error page for whoever reads pages, a problem for the rest. */
  static void nothing(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String accepted = request.getHeader(HttpHeaders.ACCEPT);
    if (accepted != null && accepted.contains(MediaType.TEXT_HTML_VALUE)) {
      response.sendError(HttpStatus.NOT_FOUND.value());
    } else {
      write(response, HttpStatus.NOT_FOUND, "There is nothing here.");
    }
  }

  /**
   * 403 by the error page, which tells a form that was open for too long from a missing role, and
   * says who may, by these rules.
   */
  static AccessDeniedHandler page(List<Rule> rules) {
    Problems problems = new Problems(false, rules);
    return (request, response, exception) -> {
      request.setAttribute(WebAttributes.ACCESS_DENIED_403, exception);
      response.sendError(HttpStatus.FORBIDDEN.value(), problems.refusal(request));
    };
  }

  /**
   * @param detail a sentence of ours, without quotes or anything a caller sent
   */
  static void write(HttpServletResponse response, HttpStatus status, String detail)
      throws IOException {
    write(response, status, "about:blank", status.getReasonPhrase(), detail);
  }

  private static void write(
      HttpServletResponse response, HttpStatus status, String type, String title, String detail)
      throws IOException {
    if (response.isCommitted()) {
      return;
    }
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setCharacterEncoding("UTF-8");
    response
        .getWriter()
        .write(
            "{\"type\":\"%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
                .formatted(type, title, status.value(), detail));
  }
}
