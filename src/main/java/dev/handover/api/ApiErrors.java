package dev.handover.api;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import dev.handover.api.Problems.Place;
import dev.handover.calendar.InvalidWindow;
import dev.handover.device.InvalidFilter;
import dev.handover.device.RefusedBatch;
import dev.handover.estate.EstateException;
import dev.handover.health.UnfitBody;
import dev.handover.notify.InvalidSubscription;
import dev.handover.notify.NotAllowed;
import dev.handover.plan.InvalidPlan;
import dev.handover.rollout.NotReady;
import dev.handover.rollout.Refused;
import dev.handover.sql.UnknownSort;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.support.MissingServletRequestPartException;
import org.springframework.web.util.DisconnectedClientHelper;

/** Turns whatever goes wrong below {@code /api} into a problem that says what to change. */
@RestControllerAdvice
// After what pages answer themselves, before what the framework would.
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class ApiErrors {

  private static final Logger log = LoggerFactory.getLogger(ApiErrors.class);

  /** What would be right where a time cannot be read. */
  private static final Map<Class<?>, String> TIMES =
      Map.of(
          Duration.class, "a length such as PT12H (12 hours), PT90M or P2D (ISO 8601)",
          Instant.class, "a moment such as 2026-12-01T20:00:00Z (ISO 8601)");

  @ExceptionHandler(Exception.class)
  ResponseEntity<ProblemDetail> handle(Exception e, HttpServletRequest request) throws Exception {
    // Pages have their own error page, and security its own answers.
    if (!request.getRequestURI().startsWith("/api/")
        || e instanceof AccessDeniedException
        || e instanceof AuthenticationException) {
      throw e;
    }
    ProblemDetail problem = problem(e);
    if (DisconnectedClientHelper.isClientDisconnectedException(e)) {
      return null; // Whoever asked has hung up, and nobody is left to be told.
    }
    if (problem.getStatus() >= 500) {
      log.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
    }
    return ResponseEntity.status(problem.getStatus())
        .headers(e instanceof ErrorResponse known ? known.getHeaders() : new HttpHeaders())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem);
  }

  private static ProblemDetail problem(Exception e) {
    if (e instanceof InvalidPlan invalid) {
      return plan(invalid);
    }
    if (e instanceof NotReady notReady) {
      ProblemDetail problem =
          Problems.of(
              HttpStatus.UNPROCESSABLE_ENTITY,
              "not-ready",
              "This cannot be carried out now",
              notReady.getMessage());
      problem.setProperty("findings", notReady.findings());
      return problem;
    }
    if (e instanceof RefusedBatch refused) {
      ProblemDetail problem =
          Problems.of(
              HttpStatus.UNPROCESSABLE_ENTITY,
              "refused-lines",
              "Nothing was imported",
              refused.getMessage());
      problem.setProperty("rejected", refused.lines());
      problem.setProperty("rejectedCount", refused.count());
      return problem;
    }
    if (e instanceof Refused refused) {
      return refused(refused);
    }
    if (e instanceof BadInput bad) {
      return Problems.badInput(bad.getMessage(), List.of(new Place(bad.path(), bad.getMessage())));
    }
    if (e instanceof UnknownSort bad) {
      return Problems.badInput(bad.getMessage(), List.of(new Place("sort", bad.getMessage())));
    }
    if (e instanceof InvalidFilter bad) {
      return Problems.badInput(bad.getMessage(), List.of(new Place("filter", bad.getMessage())));
    }
    if (e instanceof InvalidWindow bad) {
      return Problems.badInput(bad.getMessage(), List.of(new Place(bad.field(), bad.getMessage())));
    }
    if (e instanceof InvalidSubscription bad) {
      return Problems.badInput(bad.getMessage(), List.of(new Place(bad.field(), bad.getMessage())));
    }
    if (e instanceof NotAllowed refused) {
      return Problems.of(HttpStatus.FORBIDDEN, "forbidden", "Not allowed", refused.getMessage());
    }
    if (e instanceof NotFound missing) {
      return Problems.of(HttpStatus.NOT_FOUND, "not-found", "Not found", missing.getMessage());
    }
    if (e instanceof EstateException refused) {
      return Problems.of(HttpStatus.CONFLICT, "estate", "The estate refuses", refused.getMessage());
    }
    if (e instanceof HttpMessageNotReadableException unreadable) {
      Place place = place(unreadable.getCause());
      return Problems.badInput(place.message(), List.of(place));
    }
    if (e instanceof MethodArgumentTypeMismatchException mismatch) {
      String sentence = mismatch(mismatch);
      return Problems.badInput(sentence, List.of(new Place(mismatch.getName(), sentence)));
    }
    if (e instanceof MissingServletRequestPartException missing) {
      String sentence = "The part %s is needed.".formatted(missing.getRequestPartName());
      return Problems.badInput(
          sentence, List.of(new Place(missing.getRequestPartName(), sentence)));
    }
    if (e instanceof MissingServletRequestParameterException missing) {
      String sentence = "The parameter %s is needed.".formatted(missing.getParameterName());
      return Problems.badInput(sentence, List.of(new Place(missing.getParameterName(), sentence)));
    }
    if (e instanceof UnfitBody unfit) {
      return Problems.of(
          unfit.why() == UnfitBody.Why.TOO_LARGE
              ? HttpStatus.PAYLOAD_TOO_LARGE
              : HttpStatus.REQUEST_TIMEOUT,
          unfit.getMessage());
    }
    if (e instanceof MaxUploadSizeExceededException) {
      return Problems.of(HttpStatus.PAYLOAD_TOO_LARGE, "The file is larger than 512 MB.");
    }
    if (e instanceof MultipartException) {
      String sentence = "The body cannot be read as multipart/form-data.";
      return Problems.badInput(sentence, List.of(new Place("body", sentence)));
    }
    if (e instanceof HttpMediaTypeNotSupportedException unsupported) {
      return Problems.of(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "%s is not read here; send the body as %s (Content-Type)."
              .formatted(
                  unsupported.getContentType() == null
                      ? "A body of no known type"
                      : unsupported.getContentType(),
                  unsupported.getSupportedMediaTypes().stream()
                      .map(Object::toString)
                      .collect(Collectors.joining(" or "))));
    }
    if (e instanceof ErrorResponse known) {
      return Problems.of(
          known.getStatusCode(),
          known.getStatusCode().value() == 404
              ? "There is nothing here."
              : known.getBody().getDetail());
    }
    return Problems.of(
        HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong here; the log knows more.");
  }

  private static ProblemDetail plan(InvalidPlan invalid) {
    int problems = invalid.problems().size();
    ProblemDetail problem =
        Problems.of(
            HttpStatus.BAD_REQUEST,
            "invalid-plan",
            "The plan is not valid",
            problems == 1
                ? invalid.problems().get(0).toString()
                : "The plan has %d problems.".formatted(problems));
    problem.setProperty(
        "errors", invalid.problems().stream().map(p -> new Place(p.path(), p.message())).toList());
    return problem;
  }

  private static ProblemDetail refused(Refused refused) {
    String why = refused.getMessage();
    return switch (refused.kind()) {
      case FORBIDDEN -> Problems.of(HttpStatus.FORBIDDEN, "forbidden", "Not allowed", why);
      case CONFLICT -> Problems.of(HttpStatus.CONFLICT, "conflict", "Not now", why);
      case UNKNOWN -> Problems.of(HttpStatus.NOT_FOUND, "not-found", "Not found", why);
      case INVALID -> Problems.badInput(why, List.of(new Place("body", why)));
    };
  }

  private static String mismatch(MethodArgumentTypeMismatchException e) {
    Class<?> wanted = e.getRequiredType();
    if (wanted != null && wanted.isEnum()) {
      return noneOf(e.getValue(), wanted);
    }
    Throwable cause = e.getMostSpecificCause();
    return cause instanceof BadInput || cause.getClass() == IllegalArgumentException.class
        ? cause.getMessage() + "."
        : "'%s' is not a number that can be used here.".formatted(e.getValue());
  }

  private static String noneOf(Object value, Class<?> wanted) {
    return "'%s' is none of %s."
        .formatted(
            value,
            Arrays.stream(wanted.getEnumConstants())
                .map(Object::toString)
                .collect(Collectors.joining(", ")));
  }

  private static Place place(Throwable cause) {
    if (cause instanceof UnrecognizedPropertyException unknown) {
      return new Place(
          path(unknown),
          "There is no field '%s'; known are %s."
              .formatted(
                  unknown.getPropertyName(),
                  unknown.getKnownPropertyIds().stream()
                      .map(Object::toString)
                      .sorted()
                      .collect(Collectors.joining(", "))));
    }
    if (cause instanceof ValueInstantiationException refused
        && refused.getCause() instanceof IllegalArgumentException why) {
      return new Place(path(refused), why.getMessage());
    }
    if (cause instanceof InvalidFormatException wrong && wrong.getTargetType().isEnum()) {
      return new Place(path(wrong), noneOf(wrong.getValue(), wrong.getTargetType()));
    }
    if (cause instanceof InvalidFormatException wrong && TIMES.containsKey(wrong.getTargetType())) {
      return new Place(
          path(wrong),
          "'%s' is not %s.".formatted(wrong.getValue(), TIMES.get(wrong.getTargetType())));
    }
    if (cause instanceof JsonMappingException mapping) {
      return new Place(path(mapping), "This value cannot be used here.");
    }
    if (cause instanceof JacksonException parse && parse.getLocation() != null) {
      return new Place(
          "body",
          "The body cannot be read as JSON at line %d, column %d."
              .formatted(parse.getLocation().getLineNr(), parse.getLocation().getColumnNr()));
    }
    return new Place("body", cause == null ? "The body is empty." : "The body cannot be read.");
  }

  private static String path(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.isEmpty() ? "body" : path.toString();
  }
}
