package dev.handover.api;

import static org.springframework.http.HttpStatus.BAD_REQUEST;
import static org.springframework.http.HttpStatus.CONFLICT;
import static org.springframework.http.HttpStatus.FORBIDDEN;
import static org.springframework.http.HttpStatus.NOT_FOUND;
import static org.springframework.http.HttpStatus.UNAUTHORIZED;
import static org.springframework.http.HttpStatus.UNPROCESSABLE_ENTITY;

import dev.handover.api.Problems.Place;
import dev.handover.plan.Examples;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.method.HandlerMethod;

/**
 * What every operation of the API has in common: how it refuses, and what a body is like that is a
 * text of its own, as plans are. Bodies that are records say so themselves.
 */
@Component
class ApiExamples implements OperationCustomizer {

  private static final String COMPONENTS = "#/components/responses/";

  /** By the name of the parameter that takes the body. */
  private static final Map<String, String> TEXTS =
      Map.of(
          "plan",
          Examples.plan(),
          "programme",
          Examples.programme(),
          "policy",
          """
          gate:
            metrics:
              - { name: app-install-failed, expected: 0.02, limit: 0.06 }
          soak: { pilot: P3D }
          """,
          "table",
          "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\">…</definitions>",
          "body",
          """
          BEGIN:VCALENDAR
          VERSION:2.0
          PRODID:-//example//calendar//EN
          BEGIN:VEVENT
          UID:weekend@example.com
          DTSTAMP:20261127T000000Z
          DTSTART;TZID=Europe/Berlin:20261205T060000
          DURATION:PT36H
          RRULE:FREQ=WEEKLY;BYDAY=SA
          SUMMARY:weekend
          END:VEVENT
          END:VCALENDAR
          """);

  private static final Set<String> PLANS = Set.of("plan", "programme");

  @Override
  public Operation customize(Operation operation, HandlerMethod handler) {
    Set<HttpStatus> refusals = EnumSet.of(BAD_REQUEST, UNAUTHORIZED, FORBIDDEN);
    for (MethodParameter parameter : handler.getMethodParameters()) {
      if (parameter.hasParameterAnnotation(PathVariable.class)) {
        refusals.add(NOT_FOUND);
      }
      if (parameter.hasParameterAnnotation(RequestBody.class)
          && parameter.getParameterType() == byte[].class) {
        String what = parameter.getParameter().getName();
        example(operation, TEXTS.get(what));
        if (PLANS.contains(what)) {
          refusals.add(UNPROCESSABLE_ENTITY);
        }
      }
    }
    if (!handler.hasMethodAnnotation(GetMapping.class)) {
      refusals.add(CONFLICT);
    }
    refusals.forEach(
        status ->
            operation
                .getResponses()
                .computeIfAbsent(
                    Integer.toString(status.value()),
                    code -> new ApiResponse().$ref(COMPONENTS + status.name())));
    return operation;
  }

  private static void example(Operation operation, String text) {
    operation
        .getRequestBody()
        .getContent()
        .values()
        .forEach(media -> media.schema(new StringSchema()).example(text));
  }

  /** The refusals that operations refer to, by the name of their status. */
  static Map<String, ApiResponse> refusals() {
    return Map.of(
        BAD_REQUEST.name(),
        refusal(
            "The request cannot be read, or something in it is wrong",
            Problems.badInput(
                "A reason is needed (reason).",
                List.of(new Place("reason", "A reason is needed (reason).")))),
        UNAUTHORIZED.name(),
        new ApiResponse().description("Nobody is signed in"),
        FORBIDDEN.name(),
        refusal(
            "This user may not",
            Problems.of(
                FORBIDDEN,
                "ann may not cancel a rollout; change managers and administrators may.")),
        NOT_FOUND.name(),
        refusal("There is no such thing", Problems.of(NOT_FOUND, "There is no rollout 'R-9'.")),
        CONFLICT.name(),
        refusal(
            "It cannot be done as things stand; nothing has changed",
            Problems.of(CONFLICT, "Rollout R-1 is completed and cannot be rolled back.")),
        UNPROCESSABLE_ENTITY.name(),
        refusal(
            "The plan can be read, and something stands in its way now",
            Problems.of(
                UNPROCESSABLE_ENTITY,
                "not-ready",
                "This cannot be carried out now",
                "This wave alone would put 700 devices in flux, and at most 500 may be.")));
  }

  private static ApiResponse refusal(String description, ProblemDetail problem) {
    return new ApiResponse()
        .description(description)
        .content(
            new Content()
                .addMediaType(
                    org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                    new MediaType()
                        .schema(new ObjectSchema().description("A problem detail (RFC 9457)"))
                        .example(fields(problem))));
  }

  private static Map<String, Object> fields(ProblemDetail problem) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("type", problem.getType().toString());
    fields.put("title", problem.getTitle());
    fields.put("status", problem.getStatus());
    fields.put("detail", problem.getDetail());
    if (problem.getProperties() != null) {
      fields.putAll(problem.getProperties());
    }
    return fields;
  }
}
