package dev.handover.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;

/** Leads to the login page: a browser by redirect, htmx by its own header, a stream by 401. */
final class LoginRedirect implements AuthenticationEntryPoint {

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException exception)
      throws IOException {
    String login = request.getContextPath() + "/login";
    if (request.getHeader("HX-Request") != null) {
      response.setHeader("HX-Redirect", login);
      Problems.write(response, HttpStatus.UNAUTHORIZED, "The session has ended; sign in again.");
    } else if ("text/event-stream".equals(request.getHeader(HttpHeaders.ACCEPT))) {
      Problems.write(response, HttpStatus.UNAUTHORIZED, "The session has ended; sign in again.");
    } else {
      response.sendRedirect(login);
    }
  }
}
