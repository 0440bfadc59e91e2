package dev.handover.device;

import static dev.handover.device.FleetFormat.COMANAGED_WORKLOADS;
import static dev.handover.device.FleetFormat.CONFIGMGR_DEVICES;
import static dev.handover.device.FleetFormat.INTUNE_DEVICES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handover.TestDatabase;
import dev.handover.device.FleetImport.Result;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files as they come, and what is told about those that cannot be used. */
abstract class FleetFilesContract extends FleetImportContract {

  @Test
  void one_bad_line_refuses_them_all_unless_it_is_to_be_skipped() {
    String file =
        INTUNE + intune(1, "2026-11-22T08:00:00Z") + intune(2, "22.11.2026") + "too,few\n";
    assertThat(refusedLines(INTUNE_DEVICES, file))
        .containsExactly(
            new RefusedLine(
                3,
                "The column 'Last check-in' has '22.11.2026'; it must have a time such as"
                    + " 2026-11-22T12:00:00Z."),
            new RefusedLine(4, "The line has 2 fields; it must have 10, as the header."));
    assertThat(devices.count(DeviceFilter.all())).isZero();
    Result result = run(INTUNE_DEVICES, bytes(file, StandardCharsets.UTF_8), OnError.SKIP);
    assertThat(result.created()).isEqualTo(1);
    assertThat(result.rejectedCount()).isEqualTo(2);
    assertThat(result.rejected()).extracting(RefusedLine::line).containsExactly(3L, 4L);
    assertThat(only().name()).isEqualTo("PC-1");
  }

  @Test
  void a_long_bad_value_is_cut_between_characters_and_not_within_one() {
    String bad = "x".repeat(79);
    assertThat(refusedLines(INTUNE_DEVICES, INTUNE + intune(1, bad + "\uD83D\uDE00")))
        .singleElement()
        .satisfies(line -> assertThat(line.message()).contains("'" + bad + "…'"));
  }

  @Test
  void every_bad_value_is_told_with_its_column_and_what_would_be_right() {
    assertThat(refusedLines(CONFIGMGR_DEVICES, CONFIGMGR + configMgr(1, "8193x", "")))
        .extracting(RefusedLine::message)
        .containsExactly(
            "The column 'MDMWorkloads' has '8193x'; it must have a mask that a client can write,"
                + " such as 8193 with no workload moved.");
    assertThat(
            refusedLines(
                CONFIGMGR_DEVICES,
                CONFIGMGR
                    + configMgr(1, "8193", "2027-01-01T00:00:00Z")
                    + configMgr(2, "8193", "").replace("16777218", "-1")
                    + configMgr(3, "8193", "").replace(guid(3), guid(0))
                    + configMgr(4, "8193", "").replace("True", "maybe")
                    + configMgr(5, "8193", "").replace("CLIENT-5", "x".repeat(65))
                    + configMgr(6, "8193", "").replace("CLIENT-6", "")))
        .extracting(refused -> refused.message().replaceAll(".*; it must", "it must"))
        .containsExactly(
            "it must have a time that is not in the future.",
            "it must have a whole number above 0.",
            "it must have a GUID such as 0f8fad5b-d9cb-469f-a165-70867728950e.",
            "it must have yes or no.",
            "it must have at most 64 characters.",
            "it must have a value.");
  }

  @Test
  void of_two_lines_with_the_same_id_the_newest_is_taken_and_the_other_refused() {
    String file =
        INTUNE
            + intune(1, "2026-11-21T08:00:00Z")
            + intune(1, "2026-11-22T08:00:00Z").replace(guid(1001), guid(1002))
            + intune(3, "2026-11-22T08:00:00Z").replace(guid(1003), guid(1005))
            + intune(5, "2026-11-22T08:00:00Z");
    assertThat(refusedLines(INTUNE_DEVICES, file))
        .containsExactly(
            new RefusedLine(
                2,
                "The Entra device ID %s is also on line 3; it must be in the file once."
                    .formatted(guid(1))),
            new RefusedLine(
                5,
                "The Intune device ID %s is also on line 4; it must be in the file once."
                    .formatted(guid(1005))));
    assertThat(run(INTUNE_DEVICES, bytes(file, StandardCharsets.UTF_8), OnError.SKIP).created())
        .isEqualTo(2);
  }

  @Test
  void of_many_bad_lines_the_first_hundred_are_told_and_all_are_counted() {
    String file =
        INTUNE
            + IntStream.range(0, 250)
                .mapToObj(n -> intune(1, "2026-11-22T08:00:00Z"))
                .collect(Collectors.joining());
    RefusedBatch refused =
        catchThrowableOfType(RefusedBatch.class, () -> run(INTUNE_DEVICES, file));
    assertThat(refused.count()).isEqualTo(249);
    assertThat(refused.lines()).hasSize(100);
    assertThat(refused.lines().get(0).line()).isEqualTo(3);
  }

  /** To look all lines up for each of the refused took minutes for half as many. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void refusing_half_of_ten_thousand_lines_does_not_take_a_look_at_all_for_each() {
    StringBuilder twice = new StringBuilder(INTUNE);
    StringBuilder unknown = new StringBuilder(WORKLOADS);
    for (int n = 0; n < 10_000; n++) {
      String device = guid(20_000 + n / 2);
      twice.append(intune(n, "2026-11-22T08:00:00Z").replace(guid(n), device));
      unknown.append(
          WORKLOADS_OF_ONE.substring(WORKLOADS.length()).replace(guid(1001), guid(1000 + n)));
    }
    Result devices =
        run(INTUNE_DEVICES, bytes(twice.toString(), StandardCharsets.UTF_8), OnError.SKIP);
    assertThat(devices.created()).isEqualTo(5_000);
    assertThat(devices.rejectedCount()).isEqualTo(5_000);
    Result workloads =
        run(COMANAGED_WORKLOADS, bytes(unknown.toString(), StandardCharsets.UTF_8), OnError.SKIP);
    assertThat(workloads.updated()).isEqualTo(5_000);
    assertThat(workloads.rejectedCount()).isEqualTo(5_000);
    assertThat(workloads.rejected()).hasSize(100);
  }

  @Test
  void encodings_separators_and_names_of_columns_may_be_any_of_those_in_use() {
    String file =
        INTUNE
                .replace("Azure AD Device ID", "Microsoft Entra Device ID")
                .replace("Device name", "DEVICE_NAME")
            + intune(1, "2026-11-22T08:00:00Z");
    String semicolons =
        "#TYPE Selected\r\n"
            + "\"Device ID\";\"Device name\";\"Last check-in\";\"AadDeviceId\"\r\n"
            + "\"%s\";\"Bär; \u5317\";\"2026-11-22 08:00\";\"%s\"\r\n"
                .formatted(guid(1001), guid(1).toUpperCase(Locale.ROOT));
    for (Charset charset :
        List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      for (String text : List.of(file, semicolons)) {
        empty();
        assertThat(run(INTUNE_DEVICES, bytes("\uFEFF" + text, charset), OnError.REFUSE).created())
            .isEqualTo(1);
        assertThat(only().entraDeviceId()).isEqualTo(guid(1));
      }
      assertThat(only().name()).isEqualTo("Bär; \u5317");
    }
  }

  @Test
  void a_value_with_a_line_break_is_refused_and_the_lines_after_it_keep_their_numbers() {
    String file =
        INTUNE
            + intune(1, "2026-11-22T08:00:00Z").replace("Dell", "\"Dell\nInc\"")
            + intune(2, "soon");
    assertThat(refusedLines(INTUNE_DEVICES, file))
        .extracting(RefusedLine::line)
        .containsExactly(2L, 4L);
  }

  @Test
  void a_file_that_is_not_such_an_export_is_refused_with_the_reason() {
    assertInvalid("", "The file is empty");
    assertInvalid(INTUNE, "The file has a header and no lines below it.");
    assertInvalid(
        "Device ID,Device name\nx,y\n",
        "The header lacks 'Microsoft Entra Device ID', 'Last check-in', which intune-devices has;"
            + " it reads: Device ID, Device name.");
    assertInvalid(INTUNE.replace("Model", "OS") + "\n", "The header has the column 'OS' twice");
    assertInvalid(INTUNE + "\"open,", "The file cannot be read as CSV after line ");
    assertThatThrownBy(
            () ->
                run(
                    INTUNE_DEVICES,
                    bytes(INTUNE + "B\u00e4r", StandardCharsets.ISO_8859_1),
                    OnError.REFUSE))
        .isInstanceOf(InvalidFleetFile.class)
        .hasMessage(
            "The file is not UTF-8; save it as UTF-8, or as UTF-16 with a byte order mark.");
    assertThatThrownBy(
            () -> run(INTUNE_DEVICES, bytes(INTUNE, StandardCharsets.UTF_16LE), OnError.REFUSE))
        .isInstanceOf(InvalidFleetFile.class)
        .hasMessageStartingWith("The file looks like UTF-16 without a byte order mark");
    assertThat(devices.count(DeviceFilter.all())).isZero();
  }

  @Test
  void what_the_transaction_did_before_is_undone_with_a_refused_import() {
    assertThatThrownBy(
            () ->
                TestDatabase.transactions(dataSource)
                    .executeWithoutResult(
                        tx -> {
                          devices.saveIntune(List.of(Reports.enrolled(1)));
                          fleet.run(
                              INTUNE_DEVICES,
                              new ByteArrayInputStream(
                                  bytes(INTUNE + "bad\n", StandardCharsets.UTF_8)),
                              OnError.REFUSE);
                        }))
        .isInstanceOf(RefusedBatch.class)
        .hasMessage("Line 2 cannot be used, so nothing was imported.");
    assertThat(devices.count(DeviceFilter.all())).isZero();
  }

  private void assertInvalid(String file, String message) {
    assertThatThrownBy(() -> run(INTUNE_DEVICES, file))
        .isInstanceOf(InvalidFleetFile.class)
        .hasMessageStartingWith(message);
  }
}
