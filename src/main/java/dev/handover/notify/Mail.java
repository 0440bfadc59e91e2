package dev.handover.notify;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.MailAuthenticationException;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.stereotype.Component;

/** Sends mail, where a mail server is set ({@code spring.mail.host}). */
@Component
final class Mail {

  /** How a server's answer begins (RFC 5321): 4 says not now, 5 says never. */
  private static final Pattern REPLY = Pattern.compile("[45]\\d\\d[ -]");

  private final ObjectProvider<JavaMailSender> sender;
  private final NotifySettings settings;

  Mail(ObjectProvider<JavaMailSender> sender, NotifySettings settings) {
    this.sender = sender;
    this.settings = settings;
  }

  boolean possible() {
    return sender.getIfAvailable() != null;
  }

  /**
   * @throws NotTaken if there is no server, or it does not take it
   */
  void send(String to, Notice notice) throws NotTaken {
    JavaMailSender server = sender.getIfAvailable();
    if (server == null) {
      throw NotTaken.now("No mail server is set (spring.mail.host).");
    }
    SimpleMailMessage mail = new SimpleMailMessage();
    mail.setFrom(settings.from());
    mail.setTo(to);
    mail.setSubject("[Handover] " + notice.title());
    mail.setText(Messages.text(notice));
    try {
      server.send(mail);
    } catch (MailException e) {
      throw notTaken(e);
    }
  }

  /**
   * What the server refuses for good, such as an unknown user, no later attempt mends; that it does
   * not know us, an administrator may.
   */
  private static NotTaken notTaken(MailException e) {
    Optional<String> reply =
        causes(e)
            .map(cause -> Objects.requireNonNullElse(cause.getMessage(), "").strip())
            .filter(said -> REPLY.matcher(said).lookingAt())
            .map(said -> said.replaceAll("\\s+", " "))
            .reduce((outer, inner) -> inner);
    if (e instanceof MailAuthenticationException
        || reply.filter(said -> said.startsWith("53")).isPresent()) {
      return NotTaken.now(
          "The mail server did not take the sign-in of Handover (spring.mail.username): "
              + reply.orElse("it gives no reason"));
    }
    if (reply.isPresent()) {
      return reply.get().startsWith("5")
          ? NotTaken.ever("The mail server refused it: " + reply.get())
          : NotTaken.now("The mail server did not take it yet: " + reply.get());
    }
    return causes(e).anyMatch(IOException.class::isInstance)
        ? NotTaken.unreachable("The mail server", e)
        : NotTaken.now("The mail could not be made: " + e.getMostSpecificCause().getMessage());
  }

  /** From the outermost inwards; of what was sent and failed, Spring keeps them apart. */
  private static Stream<Throwable> causes(MailException e) {
    Throwable first =
        e instanceof MailSendException failed && failed.getMessageExceptions().length > 0
            ? failed.getMessageExceptions()[0]
            : e;
    return NotTaken.causes(first);
  }
}
