package dev.handover.device;

import static dev.handover.device.Reports.client;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What {@link Devices} promises about collections and their members, whatever the database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CollectionsContract {

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
  void collections_are_replaced_as_a_whole() {
    DeviceCollection all = new DeviceCollection("SMS00001", "All systems", true);
    devices.replaceCollections(
        List.of(
            all,
            new DeviceCollection("P1", "Pilot A", false),
            new DeviceCollection("P2", "Pilot B", false),
            new DeviceCollection("P3", "Kiosks", false)));
    devices.saveConfigMgr(List.of(client(1).row()));
    devices.replaceMembers("P1", Set.of(1L));
    devices.replaceMembers("P3", Set.of(1L));
    List<DeviceCollection> swapped =
        List.of(
            all,
            new DeviceCollection("P1", "Pilot B", false),
            new DeviceCollection("P2", "Pilot A", false));

    devices.replaceCollections(swapped);

    assertThat(devices.collections()).containsExactlyInAnyOrderElementsOf(swapped);
    assertThat(devices.collection("P1")).map(DeviceCollection::name).contains("Pilot B");
    assertThat(devices.collection("Pilot A")).map(DeviceCollection::id).contains("P2");
    assertThat(devices.collection("Kiosks")).isEmpty();
    assertThat(devices.collectionsOf(id("PC1")))
        .extracting(DeviceCollection::id)
        .containsExactly("P1");
    assertThat(members()).as("members of a collection that is gone").isOne();
  }

  @Test
  void only_members_that_change_are_written() {
    devices.saveConfigMgr(
        List.of(client(1).row(), client(2).row(), client(3).row(), client(4).row()));

    assertThat(devices.replaceMembers("P1", Set.of(1L, 2L, 3L, 99L))).isEqualTo(3);
    assertThat(devices.replaceMembers("P1", Set.of(1L, 2L, 3L, 99L))).isZero();
    assertThat(devices.replaceMembers("P2", Set.of(1L))).isOne();
    assertThat(devices.replaceMembers("P1", Set.of(2L, 4L))).isEqualTo(3);
    assertThat(memberships()).containsExactlyInAnyOrder("P1 PC2", "P1 PC4", "P2 PC1");

    devices.saveConfigMgr(List.of(client(99).row()));
    assertThat(devices.replaceMembers("P1", Set.of(2L, 4L, 99L))).isOne();
    assertThat(devices.replaceMembers("P1", Set.of())).isEqualTo(3);
    assertThat(memberships()).containsExactly("P2 PC1");
  }

  @Test
  void a_collection_of_many_thousands_is_replaced_at_once() {
    List<ConfigMgrRow> clients = new ArrayList<>();
    LongStream.rangeClosed(1, 12_000).forEach(n -> clients.add(client(n).row()));
    devices.saveConfigMgr(clients);

    assertThat(devices.replaceMembers("P1", ids(1, 11_000))).isEqualTo(11_000);
    assertThat(devices.replaceMembers("P1", ids(2, 12_000))).isEqualTo(1_001);
    assertThat(devices.replaceMembers("P1", Set.of())).isEqualTo(11_999);
  }

  private static Set<Long> ids(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().collect(Collectors.toSet());
  }

  private long members() {
    return memberships().size();
  }

  private List<String> memberships() {
    return JdbcClient.create(dataSource)
        .sql(
            """
            select m.collection || ' ' || d.name
            from collection_member m join device d on d.id = m.device_id
            """)
        .query(String.class)
        .list();
  }

  private long id(String name) {
    return devices
        .page(DeviceFilter.parse("name==" + name), Devices.SORTING.usual(), 0, 1)
        .get(0)
        .id();
  }
}
