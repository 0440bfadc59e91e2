package dev.handover.device;

import static dev.handover.device.FleetFormat.COMANAGED_WORKLOADS;
import static dev.handover.device.FleetFormat.CONFIGMGR_DEVICES;
import static dev.handover.device.FleetFormat.INTUNE_DEVICES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.device.FleetImport.Result;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
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

  static final String INTUNE =
      "Device ID,Device name,Last check-in,Azure AD Device ID,OS version,Manufacturer,Model,"
          + "Managed by,OS,JoinType\n";
  static final String CONFIGMGR =
      "Name,ResourceID,SiteCode,IsClient,AADDeviceID,DeviceOSBuild,MDMWorkloads,"
          + "ComgmtPolicyPresent,HybridAADJoined,LastActiveTime\n";
  static final String WORKLOADS =
      "DeviceName,DeviceId,CompliancePolicy,ResourceAccess,DeviceConfiguration,"
          + "WindowsUpdateforBusiness,EndpointProtection,ModernApps,OfficeApps\n";

  DataSource dataSource;
  FleetImport fleet;
  Devices devices;

  abstract DataSource dataSource();

  @BeforeAll
  void connect() {
    dataSource = dataSource();
    fleet = new FleetImport(new JdbcTemplate(dataSource), new TestClock());
    devices =
        TestDatabase.transactional(
            dataSource,
            Devices.class,
            new Devices(JdbcClient.create(dataSource), new NamedParameterJdbcTemplate(dataSource)));
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
    assertThat(result).isEqualTo(new Result(3, 1, 0, 0, 0, 2, List.of(), 0));
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
  void serial_numbers_and_users_are_kept_where_the_file_tells_them() {
    String header = "Device ID,Device name,Last check-in,Azure AD Device ID,%s%n";
    String line = "%s,PC,2026-11-2%d 09:30:00,%s,%s%n";
    run(
        INTUNE_DEVICES,
        header.formatted("Serial number,Primary user UPN")
            + line.formatted(guid(1001), 2, guid(1), "5CG1234ABC,Anna@contoso.example"));
    assertThat(only().serialNumber()).isEqualTo("5CG1234ABC");
    assertThat(only().userPrincipalName()).isEqualTo("Anna@contoso.example");

    run(INTUNE_DEVICES, header.formatted("Model") + line.formatted(guid(1001), 3, guid(1), "XPS"));
    assertThat(only().model()).isEqualTo("XPS");
    assertThat(only().serialNumber()).isEqualTo("5CG1234ABC");
    assertThat(only().userPrincipalName()).isEqualTo("Anna@contoso.example");

    run(
        INTUNE_DEVICES,
        header.formatted("SerialNumber,UPN") + line.formatted(guid(1001), 4, guid(1), ","));
    assertThat(only().serialNumber()).isEqualTo("5CG1234ABC");
    assertThat(only().userPrincipalName()).as("told to be none").isNull();
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

  static final String WORKLOADS_OF_ONE =
      WORKLOADS
          + "PC-1,%s,Intune,Intune,ConfigMgr,ConfigMgr,Configuration Manager,ConfigMgr,Intune\n"
              .formatted(guid(1001));

  Result run(String workloads) {
    return run(COMANAGED_WORKLOADS, workloads);
  }

  @Test
  void workloads_without_a_time_never_replace_those_that_are_known() {
    run(INTUNE_DEVICES, INTUNE + intune(1, "2026-11-22T08:00:00Z"));
    assertThat(run(WORKLOADS_OF_ONE).updated()).isEqualTo(1);
    Result again = run(WORKLOADS_OF_ONE.replace("ConfigMgr", "Intune"));
    assertThat(again.older()).isEqualTo(1);
    assertThat(again.unchanged()).isZero();
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
  void a_mask_that_no_client_writes_is_a_finding_about_its_device_and_no_fault_of_the_file() {
    run(CONFIGMGR_DEVICES, CONFIGMGR + configMgr(1, "8192", ""));

    assertThat(only().configMgrMask()).isEqualTo(8192);
    assertThat(only().configMgrAtIntune()).isNull();
    assertThat(
            refusedLines(
                COMANAGED_WORKLOADS,
                "DeviceId,DeviceName,ReferenceId,SCCMCoManagementFeatures,LastContact,OS\n"
                    + "%s,PC-1,%s,8192,2026-11-22T08:00:00Z,Windows\n"
                        .formatted(guid(1001), guid(1))))
        .as("Intune keeps no raw mask to tell of")
        .hasSize(1);
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
  void an_older_line_changes_nothing_nor_does_the_same_file_again() {
    String file = INTUNE + intune(1, "2026-11-22T08:00:00Z");
    run(INTUNE_DEVICES, file);
    Device before = only();
    Result older =
        run(INTUNE_DEVICES, (INTUNE + intune(1, "2026-11-21T08:00:00Z")).replace("Dell", "HP"));
    assertThat(older.older()).isEqualTo(1);
    assertThat(older.unchanged()).isZero();
    assertThat(run(INTUNE_DEVICES, file).unchanged()).isEqualTo(1);
    assertThat(only()).isEqualTo(before);
  }

  @Test
  void a_line_of_the_same_time_that_says_something_else_is_taken() {
    String file = INTUNE + intune(1, "2026-11-22T08:00:00Z");
    run(INTUNE_DEVICES, file);
    assertThat(run(INTUNE_DEVICES, file.replace("Dell", "HP")).updated()).isEqualTo(1);
    assertThat(only().manufacturer()).startsWith("HP");
    String clients = CONFIGMGR + configMgr(1, "8193", "2026-11-22T08:00:00Z");
    run(CONFIGMGR_DEVICES, clients);
    assertThat(run(CONFIGMGR_DEVICES, clients).unchanged()).isEqualTo(1);
    assertThat(run(CONFIGMGR_DEVICES, clients.replace("8193", "8195")).updated()).isEqualTo(1);
    assertThat(only().configMgrAtIntune()).isEqualTo(2);
  }

  @Test
  void an_id_that_has_come_to_another_device_is_taken_over_unless_its_owner_is_newer() {
    run(CONFIGMGR_DEVICES, CONFIGMGR + configMgr(1, "8193", "2026-11-20T08:00:00Z"));
    String reset = CONFIGMGR + configMgr(1, "", "2026-11-19T08:00:00Z").replace(guid(1), guid(2));
    assertThat(run(CONFIGMGR_DEVICES, reset).older()).isEqualTo(1);
    assertThat(run(CONFIGMGR_DEVICES, reset.replace("11-19", "11-21")).created()).isEqualTo(1);
    List<Device> all = devices.page(DeviceFilter.all(), Devices.SORTING.usual(), 0, 10);
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

  Result run(FleetFormat format, String file) {
    return run(format, bytes(file, StandardCharsets.UTF_8), OnError.REFUSE);
  }

  Result run(FleetFormat format, byte[] file, OnError onError) {
    return TestDatabase.transactions(dataSource)
        .execute(tx -> fleet.run(format, new ByteArrayInputStream(file), onError));
  }

  Device only() {
    List<Device> all = devices.page(DeviceFilter.all(), Devices.SORTING.usual(), 0, 10);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  static byte[] bytes(String text, Charset charset) {
    return text.getBytes(charset);
  }

  static String guid(int n) {
    return n == 0
        ? "00000000-0000-0000-0000-000000000000"
        : "a0000000-0000-4000-8000-%012d".formatted(n);
  }

  static String intune(int n, String lastCheckIn) {
    return ("%s,PC-%d,%s,%s,10.0.22631.1,Dell,\"Latitude, \"\"5440\"\"\",Co-managed,Windows,"
            + "Hybrid Azure AD joined%n")
        .formatted(guid(1000 + n), n, lastCheckIn, guid(n));
  }

  static String configMgr(int n, String mask, String lastActive) {
    return "CLIENT-%d,%d,PS1,True,%s,10.0.22631,%s,1,1,%s%n"
        .formatted(n, 16777216 + n, guid(n), mask, lastActive);
  }

  List<RefusedLine> refusedLines(FleetFormat format, String file) {
    RefusedBatch refused = catchThrowableOfType(RefusedBatch.class, () -> run(format, file));
    assertThat(refused).isNotNull();
    return refused.lines();
  }
}
