package dev.handover.device;

import static dev.handover.device.FleetFormat.COMANAGED_WORKLOADS;
import static dev.handover.device.FleetFormat.CONFIGMGR_DEVICES;
import static dev.handover.device.FleetFormat.INTUNE_DEVICES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.device.FleetImport.OnError;
import dev.handover.device.FleetImport.RefusedLine;
import dev.handover.device.FleetImport.Result;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What {@link FleetImport} promises, whatever the database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FleetImportContract {

  private static final String INTUNE =
      "Device ID,Device name,Last check-in,Azure AD Device ID,OS version,Manufacturer,Model,"
          + "Managed by,OS,JoinType\n";
  private static final String CONFIGMGR =
      "Name,ResourceID,SiteCode,IsClient,AADDeviceID,DeviceOSBuild,MDMWorkloads,"
          + "ComgmtPolicyPresent,HybridAADJoined,LastActiveTime\n";
  private static final String WORKLOADS =
      "DeviceName,DeviceId,CompliancePolicy,ResourceAccess,DeviceConfiguration,"
          + "WindowsUpdateforBusiness,EndpointProtection,ModernApps,OfficeApps\n";

  private DataSource dataSource;
  private FleetImport fleet;
  private Devices devices;

  abstract DataSource dataSource();

  @BeforeAll
  void connect() {
    dataSource = dataSource();
    fleet = new FleetImport(new JdbcTemplate(dataSource), new TestClock());
    devices =
        new Devices(JdbcClient.create(dataSource), new NamedParameterJdbcTemplate(dataSource));
  }

  @BeforeEach
  void empty() {
    TestDatabase.empty(dataSource, "collection_member", "collection", "device");
  }

  @Test
  void the_devices_of_intune_become_devices() {
    Result result =
        run(
            INTUNE_DEVICES,
            INTUNE
                + intune(1, "2026-11-22 09:30:00.1234567")
                + "%s,Phone,2026-11-22 09:30:00,%s,17,Apple,iPhone,Intune,iOS,Unknown\n"
                    .formatted(guid(900), guid(901))
                + "%s,Attached,2026-11-22 09:30:00,%s,10,Dell,XPS,ConfigMgr,Windows,Unknown\n"
                    .formatted(guid(902), guid(903)));
    assertThat(result).isEqualTo(new Result(3, 1, 0, 0, 2, List.of(), 0));
    Device device = only();
    assertThat(device.entraDeviceId()).isEqualTo(guid(1));
    assertThat(device.intuneId()).isEqualTo(guid(1001));
    assertThat(device.name()).isEqualTo("PC-1");
    assertThat(device.model()).isEqualTo("Latitude, \"5440\"");
    assertThat(device.osBuild()).isEqualTo("10.0.22631.1");
    assertThat(device.joinState()).isEqualTo("HYBRID_JOINED");
    assertThat(device.managementState()).isEqualTo(ManagementState.INTUNE_ONLY);
    assertThat(device.intuneAtIntune()).isNull();
    assertThat(device.intuneSeenAt()).isEqualTo(Instant.parse("2026-11-22T09:30:00.123457Z"));
  }

  @Test
  void the_devices_of_both_systems_meet_and_are_co_managed() {
    run(CONFIGMGR_DEVICES, CONFIGMGR + configMgr(1, "8195", "2026-11-22T08:00:00Z"));
    Device client = only();
    assertThat(client.managementState()).isEqualTo(ManagementState.CONFIGMGR_ONLY);
    assertThat(client.resourceId()).isEqualTo(16777217);
    assertThat(client.site()).isEqualTo("PS1");
    assertThat(client.configMgrMask()).isEqualTo(8195);
    assertThat(client.configMgrAtIntune()).isEqualTo(2);
    Result result = run(INTUNE_DEVICES, INTUNE + intune(1, "2026-11-22T08:00:00Z"));
    assertThat(result.updated()).isEqualTo(1);
    assertThat(only().managementState()).isEqualTo(ManagementState.CO_MANAGED);
    assertThat(only().name()).isEqualTo("CLIENT-1");
    run(WORKLOADS_OF_ONE);
    assertThat(only().intuneAtIntune()).isEqualTo(2 + 4 + 128);
  }

  private static final String WORKLOADS_OF_ONE =
      WORKLOADS
          + "PC-1,%s,Intune,Intune,ConfigMgr,ConfigMgr,Configuration Manager,ConfigMgr,Intune\n"
              .formatted(guid(1001));

  private Result run(String workloads) {
    return run(COMANAGED_WORKLOADS, workloads);
  }

  @Test
  void workloads_without_a_time_never_replace_those_that_are_known() {
    run(INTUNE_DEVICES, INTUNE + intune(1, "2026-11-22T08:00:00Z"));
    assertThat(run(WORKLOADS_OF_ONE).updated()).isEqualTo(1);
    Result again = run(WORKLOADS_OF_ONE.replace("ConfigMgr", "Intune"));
    assertThat(again.unchanged()).isEqualTo(1);
    assertThat(only().intuneAtIntune()).isEqualTo(2 + 4 + 128);
    assertThat(only().intuneSeenAt()).isEqualTo(Instant.parse("2026-11-22T08:00:00Z"));
  }

  @Test
  void workloads_come_as_a_mask_with_the_entra_id_too() {
    Result result =
        run(
            COMANAGED_WORKLOADS,
            "DeviceId,DeviceName,ReferenceId,SCCMCoManagementFeatures,LastContact,OS\n"
                + "%s,PC-1,%s,12543,2026-11-22T08:00:00Z,Windows\n".formatted(guid(1001), guid(1)));
    assertThat(result.created()).isEqualTo(1);
    assertThat(only().intuneAtIntune()).isEqualTo(254);
  }

  @Test
  void workloads_of_a_device_that_nobody_knows_are_refused() {
    assertThat(refusedLines(COMANAGED_WORKLOADS, WORKLOADS_OF_ONE))
        .containsExactly(
            new RefusedLine(
                2,
                ("No device is known by the Intune device ID %s; the Intune devices must be"
                        + " imported first, or the file must have the column 'ReferenceId'.")
                    .formatted(guid(1001))));
  }

  @Test
  void an_older_line_changes_nothing_and_the_same_file_again_no_more_than_once() {
    String file = INTUNE + intune(1, "2026-11-22T08:00:00Z");
    run(INTUNE_DEVICES, file);
    Device before = only();
    Result older =
        run(INTUNE_DEVICES, (INTUNE + intune(1, "2026-11-21T08:00:00Z")).replace("Dell", "HP"));
    assertThat(older.unchanged()).isEqualTo(1);
    assertThat(run(INTUNE_DEVICES, file).updated()).isEqualTo(1);
    assertThat(only()).isEqualTo(before);
  }

  @Test
  void an_id_that_has_come_to_another_device_is_taken_over_unless_its_owner_is_newer() {
    run(CONFIGMGR_DEVICES, CONFIGMGR + configMgr(1, "8193", "2026-11-20T08:00:00Z"));
    String reset = CONFIGMGR + configMgr(1, "", "2026-11-19T08:00:00Z").replace(guid(1), guid(2));
    assertThat(run(CONFIGMGR_DEVICES, reset).unchanged()).isEqualTo(1);
    assertThat(run(CONFIGMGR_DEVICES, reset.replace("11-19", "11-21")).created()).isEqualTo(1);
    List<Device> all = devices.page(DeviceFilter.all(), 0, 10);
    assertThat(all).hasSize(2);
    assertThat(all.get(0).managementState()).isEqualTo(ManagementState.UNMANAGED);
    assertThat(all.get(0).configMgrMask()).isNull();
    assertThat(all.get(1).resourceId()).isEqualTo(16777217);
  }

  @Test
  void an_import_leaves_a_device_as_a_live_read_of_the_same_would() {
    run(CONFIGMGR_DEVICES, CONFIGMGR + configMgr(1, "8195", "2026-11-22T08:00:00Z"));
    run(CONFIGMGR_DEVICES, CONFIGMGR + configMgr(1, "8197", "2026-11-23T08:00:00Z"));
    Device imported = only();
    empty();
    for (int day = 22; day < 24; day++) {
      devices.saveConfigMgr(
          List.of(
              new ConfigMgrRow(
                  16777217,
                  guid(1),
                  "CLIENT-1",
                  null,
                  null,
                  "10.0.22631",
                  "PS1",
                  "HYBRID_JOINED",
                  false,
                  true,
                  day == 22 ? 8195 : 8197,
                  Instant.parse("2026-11-%dT08:00:00Z".formatted(day)))));
    }
    assertThat(imported).usingRecursiveComparison().ignoringFields("id").isEqualTo(only());
  }

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
  void every_bad_value_is_told_with_its_column_and_what_would_be_right() {
    assertThat(refusedLines(CONFIGMGR_DEVICES, CONFIGMGR + configMgr(1, "8192", "")))
        .extracting(RefusedLine::message)
        .containsExactly(
            "The column 'MDMWorkloads' has '8192'; it must have a mask that a client can write,"
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
    RefusedFleet refused =
        catchThrowableOfType(RefusedFleet.class, () -> run(INTUNE_DEVICES, file));
    assertThat(refused.count()).isEqualTo(249);
    assertThat(refused.lines()).hasSize(100);
    assertThat(refused.lines().get(0).line()).isEqualTo(3);
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
        .hasMessageStartingWith("The file is not UTF-8 after line ");
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
        .isInstanceOf(RefusedFleet.class)
        .hasMessage("Line 2 cannot be used, so nothing was imported.");
    assertThat(devices.count(DeviceFilter.all())).isZero();
  }

  private void assertInvalid(String file, String message) {
    assertThatThrownBy(() -> run(INTUNE_DEVICES, file))
        .isInstanceOf(InvalidFleetFile.class)
        .hasMessageStartingWith(message);
  }

  private List<RefusedLine> refusedLines(FleetFormat format, String file) {
    RefusedFleet refused = catchThrowableOfType(RefusedFleet.class, () -> run(format, file));
    assertThat(refused).isNotNull();
    return refused.lines();
  }

  private Result run(FleetFormat format, String file) {
    return run(format, bytes(file, StandardCharsets.UTF_8), OnError.REFUSE);
  }

  private Result run(FleetFormat format, byte[] file, OnError onError) {
    return TestDatabase.transactions(dataSource)
        .execute(tx -> fleet.run(format, new ByteArrayInputStream(file), onError));
  }

  private Device only() {
    List<Device> all = devices.page(DeviceFilter.all(), 0, 10);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static byte[] bytes(String text, Charset charset) {
    return text.getBytes(charset);
  }

  private static String guid(int n) {
    return n == 0
        ? "00000000-0000-0000-0000-000000000000"
        : "a0000000-0000-4000-8000-%012d".formatted(n);
  }

  private static String intune(int n, String lastCheckIn) {
    return ("%s,PC-%d,%s,%s,10.0.22631.1,Dell,\"Latitude, \"\"5440\"\"\",Co-managed,Windows,"
            + "Hybrid Azure AD joined%n")
        .formatted(guid(1000 + n), n, lastCheckIn, guid(n));
  }

  private static String configMgr(int n, String mask, String lastActive) {
    return "CLIENT-%d,%d,PS1,True,%s,10.0.22631,%s,1,1,%s%n"
        .formatted(n, 16777216 + n, guid(n), mask, lastActive);
  }
}
