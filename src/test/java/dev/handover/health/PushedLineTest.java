package dev.handover.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestClock;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushedLineTest {

  private static final Instant LATEST = TestClock.START.plus(Duration.ofMinutes(1));
  private static final String GUID = "0F8FAD5B-d9cb-469f-a165-70867728950e";
  private static final String GOOD =
      """
      {"entraDeviceId":"%s","signal":"vpn-broken","value":3,"observedAt":"2026-11-23T11:00:00Z"}"""
          .formatted(GUID);

  private final PushedLine line =
      new PushedLine(
          Map.of(
              "vpn-broken",
              new Signal(
                  "vpn-broken",
                  "without a VPN",
                  Signal.Source.PUSHED,
                  Signal.Unit.COUNT,
                  Signal.Bad.FROM,
                  3,
                  Set.of(Workload.CLIENT_APPS),
                  .02,
                  .08)));

  @Test
  void a_good_line_becomes_a_row() {
    assertThat(read(GOOD)).isTrue();
    assertThat(line.problem()).isNull();
    assertThat(line.row(7))
        .containsExactly(
            7L,
            null,
            GUID.toLowerCase(),
            null,
            "vpn-broken",
            Sql.time(Instant.parse("2026-11-23T11:00:00Z")),
            true);
  }

  @Test
  void a_device_is_named_by_any_of_three_ids_and_the_others_may_be_null() {
    read(GOOD.replace("\"entraDeviceId\":\"" + GUID + "\"", "\"deviceId\":12"));
    assertThat(line.problem()).isNull();
    assertThat(line.row(1)[1]).isEqualTo(12L);
    read(
        GOOD.replace(
            "\"entraDeviceId\":\"" + GUID + "\"",
            "\"deviceId\":null,\"entraDeviceId\":null,\"resourceId\":16777217"));
    assertThat(line.problem()).isNull();
    assertThat(line.row(1)[3]).isEqualTo(16777217L);
  }

  @Test
  void blank_lines_are_none_and_a_carriage_return_is_blank() {
    assertThat(read("")).isFalse();
    assertThat(read(" \t\r")).isFalse();
    assertThat(read(GOOD + "\r")).isTrue();
    assertThat(line.problem()).isNull();
  }

  @Test
  void a_reading_of_the_next_moment_is_taken_and_a_later_one_is_not() {
    read(GOOD.replace("11:00:00Z", "12:01:00Z"));
    assertThat(line.problem()).isNull();
    read(GOOD.replace("11:00:00Z", "12:01:00.000001Z"));
    assertThat(line.problem())
        .isEqualTo(
            "The field 'observedAt' has 2026-11-23T12:01:00.000001Z, which is still to come.");
    assertThat(line.namesItsSubject()).isTrue();
    assertThat(line.row(1)).endsWith("vpn-broken", null, null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          :3,              | :NaN,          | The field 'value' has NaN; for 'vpn-broken' it must be a whole number from 0.
          :3,              | :Infinity,     | The field 'value' has Infinity; for
          :3,              | :-Infinity,    | The field 'value' has -Infinity; for
          :3,              | :-1,           | The field 'value' has -1; for
          :3,              | :0.5,          | The field 'value' has 0.5; for
          :3,              | :1e999,        | The field 'value' has Infinity; for
          :3,              | :"3",          | The field 'value' has '3'; it must have a number.
          :3,              | :true,         | The field 'value' has 'true'; it must have a number.
          :3,              | :null,         | The field 'value' has 'null'; it must have a number.
          :3,              | :[3,{"a":1}],  | The field 'value' has a structure; it must have a number.
          "value":3,       | ` `            | The field 'value' is missing; it must have a number.
          2026-11-23T11:00 | yesterday      | The field 'observedAt' has 'yesterday:00Z'; it must have a time such as
          2026-11-23T11    | -4800-01-01T11 | The field 'observedAt' has '-4800-01-01T11:00:00Z'; it must have a time such as
          2026-11-23       | +99999-11-23   | The field 'observedAt' has +99999-11-23T11:00:00Z, which is still to come.
          "observedAt"     | "observed"     | There is no field 'observed'; known are deviceId, entraDeviceId, observedAt,
          """)
  void a_bad_reading_is_refused_in_a_sentence_and_says_whose_it_is(
      String good, String bad, String sentence) {
    read(GOOD.replace(good, bad));
    assertThat(line.problem()).startsWith(sentence);
    assertThat(line.namesItsSubject()).isTrue();
    assertThat(line.row(1)).endsWith("vpn-broken", null, null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {                | [              | The line has no JSON object; it must have one, and nothing else.
          {                | {{             | The line cannot be read as JSON at column
          }                | `}{}`          | More follows the JSON object; a line must have one, and nothing else.
          }                | ` `            | The line cannot be read as JSON at column
          vpn-broken       | noncompliant   | 'noncompliant' is read by Handover itself; only signals of your own are pushed.
          vpn-broken       | vpn            | There is no signal 'vpn'; an administrator defines it with PUT /api/signals.
          vpn-broken       | \\ud800\\n     | There is no signal '??'; an administrator
          "vpn-broken"     | 7              | The field 'signal' has '7'; it must have the name of a signal.
          "signal"         | "sygnal"       | There is no field 'sygnal'; known are
          950e"            | 950e","deviceId":1 | A line must have one of deviceId, entraDeviceId and resourceId, and only one.
          "entraDeviceId"  | "x"            | There is no field 'x'; known are
          950e             | 950            | The field 'entraDeviceId' has '0F8FAD5B-d9cb-469f-a165-70867728950'; it must have a GUID
          950e"            | 950e","entraDeviceId":null | The field 'entraDeviceId' is there twice; it must be there once.
          "entraDeviceId"  | "deviceId"     | The field 'deviceId' has '0F8FAD5B-d9cb-469f-a165-70867728950e'; it must have a whole number above 0.
          """)
  void a_line_that_does_not_say_whose_it_is_is_told_of_nobody(
      String good, String bad, String sentence) {
    read(GOOD.replace(good, bad));
    assertThat(line.problem()).startsWith(sentence);
    assertThat(line.namesItsSubject()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "1.0", "99999999999999999999"})
  void an_id_that_is_a_number_is_whole_and_above_0(String id) {
    read(GOOD.replace("\"entraDeviceId\":\"" + GUID + "\"", "\"resourceId\":" + id));
    assertThat(line.problem())
        .isEqualTo(
            "The field 'resourceId' has '%s'; it must have a whole number above 0.".formatted(id));
    assertThat(line.namesItsSubject()).isFalse();
  }

  @Test
  void what_was_sent_is_sent_back_in_part_only() {
    read(GOOD.replace("vpn-broken", "v".repeat(700)));
    assertThat(line.problem()).startsWith("There is no signal '" + "v".repeat(80) + "…'");
  }

  private boolean read(String text) {
    byte[] bytes = ("##" + text + "##").getBytes(StandardCharsets.UTF_8);
    return line.read(bytes, 2, bytes.length - 4, LATEST);
  }
}
