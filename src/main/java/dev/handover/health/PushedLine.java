package dev.handover.health;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.handover.sql.Sql;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One line of readings, checked. One object serves all lines of a stream in turn. */
final class PushedLine {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          // to be told as the value that it is, and of which device and signal
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private static final String EXAMPLE = "2026-11-22T12:00:00Z";
  private static final int SHOWN = 80;

  private final Map<String, Signal> signals;
  private final List<String> fields = new ArrayList<>();
  private String problem;
  private boolean readable;
  private int ids;
  private Long deviceId;
  private String entraDeviceId;
  private Long resourceId;
  private String name;
  private Double value;
  private Instant observedAt;

  /**
   * @param signals those that may be pushed, by name
   */
  PushedLine(Map<String, Signal> signals) {
    this.signals = signals;
  }

  /**
   * @param latest a later time cannot have been observed yet
   * @return false if the line is blank
   */
  boolean read(byte[] buffer, int start, int length, Instant latest) {
    clear();
    try (JsonParser json = JSON.createParser(buffer, start, length)) {
      JsonToken first = json.nextToken();
      if (first == null) {
        return false;
      }
      if (first != JsonToken.START_OBJECT) {
        unreadable("The line has no JSON object; it must have one, and nothing else.");
        return true;
      }
      for (String f = json.nextFieldName(); f != null; f = json.nextFieldName()) {
        json.nextToken();
        if (fields.contains(f)) {
          unreadable("The field '%s' is there twice; it must be there once.".formatted(shown(f)));
        }
        fields.add(f);
        take(f, json);
      }
      if (json.nextToken() != null) {
        unreadable("More follows the JSON object; a line must have one, and nothing else.");
      }
    } catch (IOException e) {
      unreadable(
          e instanceof JacksonException at && at.getLocation() != null
              ? "The line cannot be read as JSON at column %d."
                  .formatted(at.getLocation().getColumnNr())
              : "The line cannot be read as JSON.");
    }
    check(latest);
    return true;
  }

  /** Names nothing, so that whatever stands there is told of no device. */
  private void unreadable(String sentence) {
    bad(sentence);
    readable = false;
  }

  /** What is wrong with the line, where, and what would be right; null if nothing is. */
  String problem() {
    return problem;
  }

  /** Whether it says of which device and which signal it is, however bad the reading. */
  boolean namesItsSubject() {
    return readable
        && (deviceId != null || entraDeviceId != null || resourceId != null)
        && ids == 1
        && signal() != null;
  }

  /** Null where nothing that may be pushed is named. */
  Signal signal() {
    return name == null ? null : signals.get(name);
  }

  /** A row of {@link ReadingMerge#LINES}: a line with a problem has neither time nor health. */
  Object[] row(long number) {
    OffsetDateTime at = problem == null ? Sql.time(observedAt) : null;
    Boolean unhealthy = problem == null ? signal().unhealthy(value) : null;
    return new Object[] {
      number, deviceId, entraDeviceId, resourceId, signal().name(), at, unhealthy
    };
  }

  private void clear() {
    fields.clear();
    problem = null;
    readable = true;
    ids = 0;
    deviceId = null;
    entraDeviceId = null;
    resourceId = null;
    name = null;
    value = null;
    observedAt = null;
  }

  private void take(String field, JsonParser json) throws IOException {
    switch (field) {
      case "deviceId" -> deviceId = number(field, json);
      case "resourceId" -> resourceId = number(field, json);
      case "entraDeviceId" -> entraDeviceId = guid(json);
      case "signal" -> {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
          name = json.getText();
        } else {
          wrong(field, json, "the name of a signal");
        }
      }
      case "value" -> {
        if (json.currentToken().isNumeric()) {
          value = json.getDoubleValue();
        } else {
          wrong(field, json, "a number");
        }
      }
      case "observedAt" -> observedAt = time(json);
      default -> {
        json.skipChildren();
        bad(
            "There is no field '%s'; known are deviceId, entraDeviceId, observedAt, resourceId, signal, value."
                .formatted(shown(field)));
      }
    }
  }

  /** Null where none is given. */
  private Long number(String field, JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    ids++;
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT
        && json.getNumberType() != NumberType.BIG_INTEGER
        && json.getLongValue() > 0) {
      return json.getLongValue();
    }
    wrong(field, json, "a whole number above 0");
    return null;
  }

  private String guid(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    ids++;
    if (json.currentToken() == JsonToken.VALUE_STRING && json.getTextLength() == 36) {
      try {
        return UUID.fromString(json.getText()).toString();
      } catch (IllegalArgumentException e) {
        // said below
      }
    }
    wrong("entraDeviceId", json, "a GUID such as 0f8fad5b-d9cb-469f-a165-70867728950e");
    return null;
  }

  private Instant time(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      try {
        Instant time = Instant.parse(json.getText());
        if (time.isAfter(Instant.EPOCH)) {
          return time;
        }
      } catch (DateTimeException e) {
        // said below
      }
    }
    wrong("observedAt", json, "a time such as " + EXAMPLE);
    return null;
  }

  private void check(Instant latest) {
    if (ids != 1) {
      bad("A line must have one of deviceId, entraDeviceId and resourceId, and only one.");
    }
    if (name == null) {
      missing("signal", "the name of a signal");
    } else if (Signals.byName(name).isPresent()) {
      bad("'%s' is read by Handover itself; only signals of your own are pushed.".formatted(name));
    } else if (signal() == null) {
      bad(
          "There is no signal '%s'; an administrator defines it with PUT /api/signals."
              .formatted(shown(name)));
    }
    if (value == null) {
      missing("value", "a number");
    } else if (signal() != null && !signal().possible(value)) {
      bad(
          "The field 'value' has %s; for '%s' it must be %s."
              .formatted(shown(Signal.plain(value)), name, signal().unit().possible()));
    }
    if (observedAt == null) {
      missing("observedAt", "a time such as " + EXAMPLE);
    } else if (observedAt.isAfter(latest)) {
      bad("The field 'observedAt' has %s, which is still to come.".formatted(observedAt));
    }
  }

  private void missing(String field, String right) {
    bad("The field '%s' is missing; it must have %s.".formatted(field, right));
  }

  private void wrong(String field, JsonParser json, String right) throws IOException {
    String has = json.currentToken().isStructStart() ? "a structure" : "'" + json.getText() + "'";
    json.skipChildren();
    bad("The field '%s' has %s; it must have %s.".formatted(field, shown(has), right));
  }

  /** The first problem is told. */
  private void bad(String sentence) {
    if (problem == null) {
      problem = sentence;
    }
  }

  /** What was sent, fit to be sent back: a part of it, and nothing that is no character. */
  private static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(SHOWN)
        .map(
            c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
        .forEach(shown::appendCodePoint);
    return shown.length() < text.length() ? shown + "…" : shown.toString();
  }
}
