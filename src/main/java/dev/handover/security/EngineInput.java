package dev.handover.security;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * What may be sent to the engine's own endpoints.
 *
 * <p>CVE-2026-109432: a query's {@code …Expression} properties are evaluated by the engine, in
 * nested {@code orQueries} even where it refuses them at the top, and so run code. No such key is
 * let through, at any depth and however it is spelled: the body is parsed by the parser that the
 * engine uses, with escapes and encodings resolved.
 */
final class EngineInput {

  static final int DEEPEST = 50;
  private static final int LONGEST_NAME = 1_000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNameLength(LONGEST_NAME)
                  .build())
          .build();

  private EngineInput() {}

  /** What is wrong with a body, as a sentence; empty if nothing is. */
  static Optional<String> problemOf(byte[] body) {
    try (JsonParser parser = JSON.createParser(body)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT && first != JsonToken.START_ARRAY) {
        return Optional.of("The body must be one JSON object or array.");
      }
      int open = 1;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (open == 0) {
          return Optional.of("Something follows the end of the JSON body.");
        }
        open += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (token == JsonToken.FIELD_NAME && expression(parser.currentName())) {
          return Optional.of("Expressions are not accepted in requests.");
        }
        if ((token == JsonToken.VALUE_STRING && parser.getText().indexOf('\0') >= 0)
            || (token == JsonToken.FIELD_NAME && parser.currentName().indexOf('\0') >= 0)) {
          return Optional.of("A text in the body contains the character NUL.");
        }
      }
      return open == 0 ? Optional.empty() : Optional.of("The JSON body ends too early.");
    } catch (IOException e) {
      return Optional.of("The body is not valid JSON.");
    }
  }

  /** What is wrong with a query string (null for none), as a sentence; empty if nothing is. */
  static Optional<String> problemOf(String query) {
    if (query == null) {
      return Optional.empty();
    }
    for (String parameter : query.split("[&;]")) {
      int equals = parameter.indexOf('=');
      String name;
      try {
        name = decode(equals < 0 ? parameter : parameter.substring(0, equals));
        if (decode(parameter).indexOf('\0') >= 0) {
          return Optional.of("A query parameter contains the character NUL.");
        }
      } catch (IllegalArgumentException e) {
        return Optional.of("The query string is not correctly encoded.");
      }
      if (expression(name)) {
        return Optional.of("Expressions are not accepted in requests.");
      }
    }
    return Optional.empty();
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static boolean expression(String name) {
    return name.strip().toLowerCase(Locale.ROOT).endsWith("expression");
  }
}
