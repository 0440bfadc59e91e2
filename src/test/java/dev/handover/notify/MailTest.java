package dev.handover.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handover.TestClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** What a mail server says against a message, as people are told it. */
class MailTest {

  private static final Notice NOTICE =
      new Notice(
          "handover-1",
          Occasion.WAVE_PASSED,
          "wave-passed",
          TestClock.START,
          "handover",
          null,
          null,
          null,
          "The pilot has passed.",
          "https://handover.example/");

  private ServerSocket server;
  private volatile String toRecipient = "250 ok";
  private volatile String toSender = "250 ok";

  @BeforeEach
  void aServer() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void what_the_server_refuses_for_good_is_not_tried_again() {
    toRecipient = "550-5.1.1 no such user\r\n550 5.1.1 here";
    assertThat(refusal())
        .hasMessage("The mail server refused it: 550-5.1.1 no such user 550 5.1.1 here");
    assertThat(refusal().forGood()).isTrue();
    toSender = "553 5.7.1 not from here";
    assertThat(refusal()).hasMessage("The mail server refused it: 553 5.7.1 not from here");
    assertThat(refusal().forGood()).isTrue();
  }

  @Test
  void what_it_does_not_take_now_is_tried_again() {
    toRecipient = "451 4.7.1 greylisted";
    assertThat(refusal()).hasMessage("The mail server did not take it yet: 451 4.7.1 greylisted");
    assertThat(refusal().forGood()).isFalse();
  }

  @Test
  void that_it_wants_a_sign_in_is_not_the_messages_fault() {
    toSender = "530 5.7.0 authentication required";
    assertThat(refusal())
        .hasMessage(
            "The mail server did not take the sign-in of Handover (spring.mail.username):"
                + " 530 5.7.0 authentication required");
    assertThat(refusal().forGood()).isFalse();
  }

  @Test
  void a_server_that_is_not_there_is_told_without_a_word_of_java() throws IOException {
    server.close();
    assertThat(refusal())
        .hasMessage("The mail server could not be reached: it takes no connection.");
    assertThat(refusal().forGood()).isFalse();
  }

  private NotTaken refusal() {
    if (!server.isClosed()) {
      new Thread(this::serve).start();
    }
    JavaMailSenderImpl sender = new JavaMailSenderImpl();
    sender.setHost("127.0.0.1");
    sender.setPort(server.getLocalPort());
    StaticListableBeanFactory beans = new StaticListableBeanFactory();
    beans.addBean("mail", sender);
    Mail mail =
        new Mail(
            beans.getBeanProvider(JavaMailSender.class),
            NotifyStage.settings("a key that nobody knows"));
    return catchThrowableOfType(NotTaken.class, () -> mail.send("nobody@example.com", NOTICE));
  }

  /** One conversation. */
  private void serve() {
    try (Socket client = server.accept()) {
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
      say(client, "220 here");
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        say(
            client,
            switch (line.substring(0, Math.min(4, line.length()))) {
              case "MAIL" -> toSender;
              case "RCPT" -> toRecipient;
              case "QUIT" -> "221 bye";
              default -> "250 ok";
            });
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void say(Socket client, String reply) throws IOException {
    client.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }
}
