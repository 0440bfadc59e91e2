package dev.handover.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A large body is announced and never sent: whoever waits for it does not answer. */
class BodyAttackTest extends SecureServer {

  private static final String PARTS = "multipart/form-data; boundary=x";
  private static final String FORM = "application/x-www-form-urlencoded";

  @ParameterizedTest
  @CsvSource({
    "POST, /api/fleet/import, multipart, 401",
    "POST, /api/rollouts, multipart, 415",
    "POST, /login, multipart, 415",
    "POST, /logout, multipart, 415",
    "POST, /, multipart, 415",
    "POST, /engine-rest/task, multipart, 415",
    "POST, /camunda/api/admin/auth/user/default/login/cockpit, multipart, 415",
    "POST, /nowhere, multipart, 415",
    "PUT, /api/signals/x, form, 401",
    "DELETE, /api/rollouts, form, 401",
    "PUT, /nowhere, form, 404",
  })
  void nobody_is_answered_without_the_body(String method, String path, String type, int status)
      throws IOException {
    assertThat(announce(method, path, type.equals("form") ? FORM : PARTS)).isEqualTo(status);
  }

  @Test
  void who_may_not_import_is_told_so_without_the_body() throws IOException {
    assertThat(
            announce(
                "POST",
                "/api/fleet/import",
                PARTS,
                "Authorization: " + basic("requester", "sandbox")))
        .isEqualTo(403);
  }

  @Test
  void a_session_without_the_token_in_a_header_is_refused_without_the_body() throws IOException {
    Browser browser = browser();
    browser.logIn("admin", "sandbox");
    assertThat(
            announce(
                "POST",
                "/api/fleet/import",
                PARTS,
                "Cookie: JSESSIONID=" + browser.cookies.get("JSESSIONID")))
        .isEqualTo(403);
  }

  private int announce(String method, String path, String type, String... headers)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(10_000);
      StringBuilder head =
          new StringBuilder(
                  "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n".formatted(method, path, port()))
              .append("Content-Type: ")
              .append(type)
              .append("\r\nContent-Length: 500000000\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      socket
          .getOutputStream()
          .write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
      String answer =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      return Integer.parseInt(answer.split(" ")[1]);
    }
  }
}
