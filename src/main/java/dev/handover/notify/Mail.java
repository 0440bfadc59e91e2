package dev.handover.notify;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.MailException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.stereotype.Component;

/** Sends mail, where a mail server is set ({@code spring.mail.host}). */
@Component
final class Mail {

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
      throw NotTaken.now(
          "The mail server did not take it: " + e.getMostSpecificCause().getMessage());
    }
  }
}
