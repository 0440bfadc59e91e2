package dev.handover.notify;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Posts signed messages. A redirect is not followed: it would take the credential elsewhere. */
@Component
final class WebPost {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration MOST_PATIENCE = Duration.ofHours(6);

  private final Seal seal;
  private final Clock network;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /** Receivers compare the time with their own, which the estate's may outrun. */
  @Autowired
  WebPost(Seal seal) {
    this(seal, Clock.systemUTC());
  }

  WebPost(Seal seal, Clock network) {
    this.seal = seal;
    this.network = network;
  }

  /**
   * @throws NotTaken unless the receiver answers with 2xx, and where its secret cannot be opened
   */
  void post(Subscription to, Notice notice) throws NotTaken {
    String body = Messages.json(to.channel(), notice);
    String secret = seal.open(to.secret());
    String credential = seal.open(to.credential());
    long now = network.instant().getEpochSecond();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(to.address()))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .header("User-Agent", "Handover")
            .header("webhook-id", notice.id())
            .header("webhook-timestamp", Long.toString(now))
            .header("webhook-signature", Signature.of(secret, notice.id(), now, body))
            .POST(BodyPublishers.ofString(body));
    if (credential != null) {
      request.header("Authorization", credential);
    }
    HttpResponse<Void> answer;
    try {
      answer = http.send(request.build(), BodyHandlers.discarding());
    } catch (IOException e) {
      throw NotTaken.unreachable("It", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw NotTaken.now("Handover was shut down while it was posted.");
    }
    int status = answer.statusCode();
    if (status == 410) {
      throw NotTaken.ever("It answered 410: it is gone for good.");
    }
    if (status < 200 || status > 299) {
      throw NotTaken.before(patience(answer), "It answered %d instead of 2xx.".formatted(status));
    }
  }

  /** From {@code Retry-After}, where it is in seconds. */
  private static Duration patience(HttpResponse<Void> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("\\d{1,9}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
        .map(asked -> asked.compareTo(MOST_PATIENCE) > 0 ? MOST_PATIENCE : asked)
        .orElse(Duration.ZERO);
  }
}
