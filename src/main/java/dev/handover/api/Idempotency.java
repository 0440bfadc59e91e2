package dev.handover.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handover.api.IdempotencyStore.Answer;
import dev.handover.estate.EstateClock;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Makes repeated writes safe: a POST with an {@code Idempotency-Key} is carried out once per user
 * and key, and its answer is given again for a day.
 *
 * <p>Key, effect and answer are one transaction, so they exist together or not at all, and a
 * concurrent duplicate waits at the key. Only success is kept: a refusal changed nothing, and may
 * well be something else the next time.
 */
@Component
class Idempotency extends OncePerRequestFilter {

  static final String HEADER = "Idempotency-Key";
  static final String REPLAYED = "Idempotency-Replayed";

  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,100}");
  private static final Duration KEPT = Duration.ofDays(1);
  private static final Duration BETWEEN_CLEANINGS = Duration.ofMinutes(10);
  private static final int ATTEMPTS = 5;

  private final IdempotencyStore store;
  private final TransactionTemplate transaction;
  private final EstateClock clock;
  private final ObjectMapper json;
  private final AtomicReference<Instant> cleaned = new AtomicReference<>(Instant.EPOCH);

  Idempotency(
      IdempotencyStore store,
      PlatformTransactionManager transactions,
      EstateClock clock,
      ObjectMapper json) {
    this.store = store;
    this.transaction = new TransactionTemplate(transactions);
    this.clock = clock;
    this.json = json;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getMethod().equals("POST")
        || !request.getRequestURI().startsWith("/api/")
        || request.getHeader(HEADER) == null
        || streamed(request)
        || request.getRemoteUser() == null;
  }

  /** Would be held in memory; who takes such a body says what a key means there. */
  private static boolean streamed(HttpServletRequest request) {
    String type = String.valueOf(request.getContentType()).toLowerCase(Locale.ROOT);
    return type.startsWith("multipart/") || type.startsWith(MediaType.APPLICATION_NDJSON_VALUE);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String key = request.getHeader(HEADER);
    if (!KEY.matcher(key).matches()) {
      String sentence = "An Idempotency-Key has 1 to 100 printable characters without spaces.";
      write(response, Problems.badInput(sentence, List.of(new Problems.Place(HEADER, sentence))));
      return;
    }
    String actor = request.getRemoteUser();
    byte[] body = request.getInputStream().readAllBytes();
    String hash = hash(request, body);
    forgetTheOld();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (first(actor, key, hash, new ReadBody(request, body), response, chain)) {
        return;
      }
      Optional<Answer> earlier = store.find(actor, key);
      if (earlier.isPresent()) {
        replay(earlier.get(), hash, response);
        return;
      }
    }
    response.setHeader(HttpHeaders.RETRY_AFTER, "1");
    write(
        response,
        Problems.of(
            HttpStatus.CONFLICT,
            "in-progress",
            "Still at work",
            "A request with this Idempotency-Key is still being worked on."));
  }

  /** Carries the request out under its key; false if somebody else has, or had, the key. */
  private boolean first(
      String actor,
      String key,
      String hash,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws ServletException, IOException {
    ContentCachingResponseWrapper answer = new ContentCachingResponseWrapper(response);
    try {
      Boolean done =
          transaction.execute(
              status -> {
                try {
                  store.claim(actor, key, hash, wallClock());
                } catch (DuplicateKeyException
                    | CannotAcquireLockException
                    | QueryTimeoutException taken) {
                  status.setRollbackOnly();
                  return false;
                }
                try {
                  chain.doFilter(request, answer);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                } catch (ServletException e) {
                  throw new ChainFailed(e);
                }
                if (answer.getStatus() / 100 == 2) {
                  store.answer(actor, key, kept(hash, answer));
                } else {
                  status.setRollbackOnly();
                }
                return true;
              });
      if (!Boolean.TRUE.equals(done)) {
        return false;
      }
    } catch (ConcurrencyFailureException lost) {
      // Found out at the commit: nothing was kept, so it is as if nobody had asked.
      return false;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (ChainFailed e) {
      throw e.failure;
    }
    answer.copyBodyToResponse();
    return true;
  }

  private static Answer kept(String hash, ContentCachingResponseWrapper answer) {
    return new Answer(
        hash,
        answer.getStatus(),
        answer.getContentType(),
        answer.getHeader(HttpHeaders.LOCATION),
        new String(answer.getContentAsByteArray(), StandardCharsets.UTF_8));
  }

  private void replay(Answer earlier, String hash, HttpServletResponse response)
      throws IOException {
    if (!earlier.requestHash().equals(hash)) {
      write(
          response,
          Problems.of(
              HttpStatus.CONFLICT,
              "key-reused",
              "Another request had this key",
              "This Idempotency-Key was used for another request; take a new one."));
      return;
    }
    response.setStatus(earlier.status());
    response.setHeader(REPLAYED, "true");
    if (earlier.location() != null) {
      response.setHeader(HttpHeaders.LOCATION, earlier.location());
    }
    if (earlier.contentType() != null) {
      response.setContentType(earlier.contentType());
    }
    response.getOutputStream().write(earlier.body().getBytes(StandardCharsets.UTF_8));
  }

  private void forgetTheOld() {
    Instant now = wallClock();
    Instant last = cleaned.get();
    if (Duration.between(last, now).compareTo(BETWEEN_CLEANINGS) >= 0
        && cleaned.compareAndSet(last, now)) {
      store.forget(now.minus(KEPT));
    }
  }

  /** Clients live by the wall clock, however fast a sandbox runs. */
  private Instant wallClock() {
    return clock.wall(clock.instant());
  }

  private void write(HttpServletResponse response, ProblemDetail problem) throws IOException {
    response.setStatus(problem.getStatus());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.getOutputStream().write(json.writeValueAsBytes(problem));
  }

  private static String hash(HttpServletRequest request, byte[] body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      String head =
          "%s %s %s %s\n"
              .formatted(
                  request.getMethod(),
                  request.getRequestURI(),
                  request.getQueryString(),
                  request.getContentType());
      digest.update(head.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Carries a checked exception through the transaction, which it undoes. */
  private static final class ChainFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ServletException failure;

    ChainFailed(ServletException failure) {
      super(failure);
      this.failure = failure;
    }
  }
}
