package dev.handover.device;

import static dev.handover.device.ManagementState.COEXISTENCE;
import static dev.handover.device.ManagementState.CONFIGMGR_ONLY;
import static dev.handover.device.ManagementState.CO_MANAGED;
import static dev.handover.device.ManagementState.INTUNE_ONLY;
import static dev.handover.device.ManagementState.UNMANAGED;
import static dev.handover.device.Reports.NOON;
import static dev.handover.device.Reports.client;
import static dev.handover.device.Reports.enrolled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestDatabase;
import dev.handover.workload.CapabilityMask;
import dev.handover.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What {@link Devices} promises about devices, whatever the database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DevicesContract {

  private DataSource dataSource;
  private Devices devices;

  abstract DataSource dataSource();

  @BeforeAll
  void connect() {
    dataSource = dataSource();
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
  void a_device_is_kept_as_both_systems_reported_it() {
    devices.saveConfigMgr(
        List.of(
            new ConfigMgrRow(
                7,
                "e7",
                "PC7",
                "Dell",
                "Latitude",
                "10.0.22631",
                "LON",
                "HYBRID_JOINED",
                false,
                true,
                8195,
                NOON)));
    devices.saveIntune(
        List.of(
            new IntuneRow(
                "i7",
                "e7",
                "other",
                "HP",
                "Elite",
                "10.0.1",
                "NONE",
                Set.of(Workload.CLIENT_APPS, Workload.COMPLIANCE_POLICIES),
                NOON.plusSeconds(1),
                "SN7",
                "Anna@contoso.example")));

    assertThat(devices.find(device("e7").id()))
        .contains(
            new Device(
                device("e7").id(),
                "e7",
                7L,
                "i7",
                "PC7",
                "Dell",
                "Latitude",
                "10.0.22631",
                "LON",
                "HYBRID_JOINED",
                CO_MANAGED,
                8195,
                2,
                NOON,
                false,
                true,
                66,
                NOON.plusSeconds(1),
                "SN7",
                "Anna@contoso.example"));
    assertThat(devices.find(-1)).isEmpty();
  }

  @Test
  void the_management_state_follows_both_systems_in_whatever_order_they_report() {
    devices.saveConfigMgr(List.of(client(1).row(), client(2).policy().row()));
    devices.saveIntune(List.of(enrolled(2), enrolled(3), enrolled(4), enrolled(5), enrolled(6)));
    devices.saveConfigMgr(
        List.of(
            client(4).policy().row(),
            client(5).row(),
            client(6).policy().thirdParty().row(),
            client(7).thirdParty().row()));
    devices.saveIntune(List.of(enrolled(1), enrolled(7)));

    assertThat(state(1)).as("enrolled, policy not there yet").isEqualTo(CONFIGMGR_ONLY);
    assertThat(state(2)).as("enrolled after the policy came").isEqualTo(CO_MANAGED);
    assertThat(state(3)).isEqualTo(INTUNE_ONLY);
    assertThat(state(4)).as("client after the enrolment").isEqualTo(CO_MANAGED);
    assertThat(state(5)).isEqualTo(CONFIGMGR_ONLY);
    assertThat(state(6)).isEqualTo(COEXISTENCE);
    assertThat(state(7)).isEqualTo(COEXISTENCE);
    assertThat(devices.states())
        .containsEntry(UNMANAGED, 0)
        .containsEntry(CONFIGMGR_ONLY, 2)
        .containsEntry(INTUNE_ONLY, 1)
        .containsEntry(CO_MANAGED, 2)
        .containsEntry(COEXISTENCE, 2);
  }

  @Test
  void losing_the_policy_ends_co_management() {
    devices.saveIntune(List.of(enrolled(1)));
    devices.saveConfigMgr(List.of(client(1).policy().row()));
    devices.saveConfigMgr(List.of(client(1).at(NOON.plusSeconds(1)).row()));

    assertThat(state(1)).isEqualTo(CONFIGMGR_ONLY);
  }

  @Test
  void an_older_report_changes_nothing_and_of_two_at_once_the_newest_counts() {
    assertThat(
            devices.saveConfigMgr(
                List.of(
                    client(1).mask(8195).at(NOON).row(),
                    client(1).mask(8193).at(NOON.minusSeconds(1)).row())))
        .isOne();
    assertThat(devices.saveConfigMgr(List.of(client(1).mask(8193).at(NOON.minusSeconds(1)).row())))
        .isZero();
    devices.saveIntune(List.of(enrolled(1)));
    assertThat(
            devices.saveIntune(
                List.of(
                    new IntuneRow(
                        "i1",
                        "e1",
                        "n",
                        null,
                        null,
                        null,
                        "NONE",
                        Set.of(),
                        NOON.minusSeconds(1),
                        null,
                        null))))
        .isZero();

    assertThat(device("e1").configMgrMask()).isEqualTo(8195);
    assertThat(device("e1").intuneSeenAt()).isEqualTo(NOON);
  }

  @Test
  void a_mask_that_no_client_writes_is_kept_but_says_nothing() {
    devices.saveConfigMgr(
        List.of(
            client(1).mask(8192).row(),
            client(2).mask(null).row(),
            client(3).mask(CapabilityMask.INTUNE_OVERRIDE).row()));

    assertThat(device("e1").configMgrMask()).isEqualTo(8192);
    assertThat(device("e1").configMgrAtIntune()).isNull();
    assertThat(device("e2").configMgrMask()).isNull();
    assertThat(device("e2").configMgrAtIntune()).isNull();
    assertThat(device("e3").configMgrAtIntune()).isEqualTo(254);
  }

  @Test
  void intune_fills_what_configuration_manager_does_not_know_and_describes_what_it_alone_knows() {
    devices.saveConfigMgr(List.of(client(1).model(null).row()));
    devices.saveIntune(List.of(enrolled(1), enrolled(2)));
    devices.saveIntune(
        List.of(
            new IntuneRow(
                "i2",
                "e2",
                "renamed",
                null,
                "M9",
                null,
                "ENTRA_JOINED",
                Set.of(),
                NOON.plusSeconds(1),
                null,
                null)));

    assertThat(device("e1").name()).isEqualTo("PC1");
    assertThat(device("e1").model()).isEqualTo("Intune model");
    assertThat(device("e2").name()).isEqualTo("renamed");
    assertThat(device("e2").model()).isEqualTo("M9");
    assertThat(device("e2").manufacturer()).isEqualTo("Intune maker");
  }

  @Test
  void a_serial_number_stays_with_the_hardware_and_a_user_goes_with_the_enrolment() {
    devices.saveIntune(List.of(enrolled(1), enrolled(2), enrolled(3)));
    devices.saveIntune(
        List.of(
            new IntuneRow(
                "i1",
                "e1",
                "n",
                null,
                null,
                null,
                "NONE",
                Set.of(),
                NOON.plusSeconds(1),
                null,
                null)));
    devices.enrolmentEnded(device("e2").id(), "i2");

    for (int n = 1; n <= 3; n++) {
      assertThat(device("e" + n).serialNumber()).isEqualTo("SN" + n);
    }
    assertThat(device("e1").userPrincipalName()).as("told to be none").isNull();
    assertThat(device("e2").userPrincipalName()).as("of no enrolment").isNull();
    assertThat(device("e3").userPrincipalName()).isEqualTo("User3@contoso.example");
  }

  @Test
  void a_filter_finds_serial_numbers_and_users_whatever_their_capitals() {
    devices.saveIntune(List.of(enrolled(1), enrolled(2), enrolled(11)));

    assertThat(devices.count(DeviceFilter.parse("serial==sn1"))).isEqualTo(1);
    assertThat(devices.count(DeviceFilter.parse("serial==Sn1*"))).isEqualTo(2);
    assertThat(devices.count(DeviceFilter.parse("user=in=(USER2@contoso.example,nobody)")))
        .isEqualTo(1);
    assertThat(devices.count(DeviceFilter.parse("user!='user1@*'"))).isEqualTo(2);
  }

  @Test
  void an_id_that_comes_back_with_another_device_leaves_the_former_one() {
    devices.saveConfigMgr(List.of(client(1).policy().row(), client(2).policy().row()));
    devices.saveIntune(List.of(enrolled(1), enrolled(2)));

    devices.saveConfigMgr(List.of(client(1).entra("new").at(NOON.plusSeconds(1)).row()));
    devices.saveIntune(
        List.of(
            new IntuneRow(
                "i2",
                "new",
                "n",
                null,
                null,
                null,
                "NONE",
                Set.of(),
                NOON.plusSeconds(1),
                null,
                null)));

    assertThat(device("e1").resourceId()).isNull();
    assertThat(state(1)).isEqualTo(INTUNE_ONLY);
    assertThat(device("e2").intuneId()).isNull();
    assertThat(state(2)).isEqualTo(CONFIGMGR_ONLY);
    assertThat(device("new").resourceId()).isEqualTo(1);
    assertThat(device("new").intuneId()).isEqualTo("i2");
  }

  @Test
  void two_devices_under_one_id_in_one_report_are_one_the_newest() {
    devices.saveConfigMgr(
        List.of(client(1).entra("old").row(), client(1).at(NOON.plusSeconds(1)).row()));

    assertThat(devices.count(DeviceFilter.all())).isOne();
    assertThat(device("e1").resourceId()).isEqualTo(1);
  }

  @Test
  void devices_are_selected_by_filter_in_pages_by_name() {
    devices.saveConfigMgr(
        List.of(
            client(3).model("Latitude 5440").site("LON").row(),
            client(1).model("Latitude 7440").site("BER").row(),
            client(2).model("EliteBook").site("LON").row(),
            client(4).model(null).site(null).row()));

    assertThat(names("site==LON")).containsExactly("PC2", "PC3");
    assertThat(names("model==Latitude*")).containsExactly("PC1", "PC3");
    assertThat(names("model=='Latitude 5440'")).containsExactly("PC3");
    assertThat(names("model==latitude*")).isEmpty();
    assertThat(names("name==PC%")).isEmpty();
    assertThat(names("site!=LON")).as("unknown is not LON").containsExactly("PC1", "PC4");
    assertThat(names("model!=Latitude*")).containsExactly("PC2", "PC4");
    assertThat(names("site=in=(LON,BER)")).containsExactly("PC1", "PC2", "PC3");
    assertThat(names("site=out=(LON)")).containsExactly("PC1", "PC4");
    assertThat(names("(site==BER,site==LON);model==Latitude*")).containsExactly("PC1", "PC3");
    assertThat(names("managementState==CO_MANAGED")).isEmpty();
    assertThat(names("joinState==HYBRID_JOINED;osBuild==10.0.*")).hasSize(4);
    assertThat(names("name=='\\' or 1=1 --'")).isEmpty();
    assertThat(devices.page(DeviceFilter.all(), Devices.SORTING.usual(), 1, 3))
        .extracting(Device::name)
        .containsExactly("PC4");
  }

  @Test
  void a_report_longer_than_one_statement_takes_is_saved_whole() {
    List<ConfigMgrRow> clients = new ArrayList<>();
    List<IntuneRow> enrolments = new ArrayList<>();
    for (int n = 1; n <= 6_000; n++) {
      clients.add(client(n).policy().row());
      enrolments.add(enrolled(n));
    }

    assertThat(devices.saveConfigMgr(clients)).isEqualTo(6_000);
    assertThat(devices.saveIntune(enrolments)).isEqualTo(6_000);
    assertThat(devices.states()).containsEntry(CO_MANAGED, 6_000);
  }

  private List<String> names(String rsql) {
    DeviceFilter filter = DeviceFilter.parse(rsql);
    List<String> names =
        devices.page(filter, Devices.SORTING.usual(), 0, 100).stream().map(Device::name).toList();
    assertThat(devices.count(filter)).isEqualTo(names.size());
    return names;
  }

  private ManagementState state(int n) {
    return device("e" + n).managementState();
  }

  private Device device(String entraDeviceId) {
    return devices.page(DeviceFilter.all(), Devices.SORTING.usual(), 0, 1000).stream()
        .filter(device -> device.entraDeviceId().equals(entraDeviceId))
        .findFirst()
        .orElseThrow();
  }
}
