package dev.handover.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.TestDatabase;
import dev.handover.device.DeviceSearch.Found;
import dev.handover.device.DeviceSearch.Query;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What {@link DeviceSearch} finds, whatever the database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DeviceSearchContract {

  private static final String ENTRA = "0f0e0d0c-0000-4000-8000-00000000000a";
  private static final String INTUNE = "0f0e0d0c-0000-4000-8000-00000000000b";

  private final DataSource dataSource = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final DeviceSearch search = new DeviceSearch(dataSource);

  abstract DataSource dataSource();

  @BeforeEach
  void aFewDevices() {
    TestDatabase.empty(dataSource, "device");
    device(1, "LON-PC-1", "LON", "Latitude", "CO_MANAGED");
    device(2, "lon-pc-10", "LON", "Surface", "CO_MANAGED");
    device(3, "BER-PC-1", "BER", "Latitude", "INTUNE_ONLY");
    device(4, "100%_!x", null, null, "UNMANAGED");
    jdbc.sql(
            "update device set entra_device_id = :e, intune_id = :i, resource_id = 16777219 where id = 3")
        .param("e", ENTRA)
        .param("i", INTUNE)
        .update();
  }

  @Test
  void without_a_word_every_device_is_found_by_name() {
    assertThat(names(new Query(" ", null, "", null)))
        .containsExactly("100%_!x", "BER-PC-1", "LON-PC-1", "lon-pc-10");
  }

  @Test
  void a_name_is_found_by_how_it_begins_whatever_its_capitals() {
    assertThat(names(text("Lon-pc-1"))).containsExactly("LON-PC-1", "lon-pc-10");
    assertThat(names(text("PC-1"))).isEmpty();
  }

  @Test
  void what_stands_for_any_letter_in_sql_stands_for_itself() {
    assertThat(names(text("%"))).isEmpty();
    assertThat(names(text("LON_"))).isEmpty();
    assertThat(names(text("100%_!"))).containsExactly("100%_!x");
  }

  @ParameterizedTest
  @ValueSource(strings = {ENTRA, INTUNE, "0F0E0D0C-0000-4000-8000-00000000000A", "16777219", "3"})
  void a_device_is_found_by_any_of_its_ids(String id) {
    assertThat(names(text(id))).containsExactly("BER-PC-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5cg", "5CG1234ABC", "anna", "Anna.Lee@contoso.example"})
  void a_device_is_found_by_how_its_serial_number_or_its_user_begins(String text) {
    jdbc.sql(
            "update device set serial_number = '5CG1234abc', user_principal_name = :u where id = 2")
        .param("u", "Anna.Lee@contoso.example")
        .update();
    assertThat(names(text(text))).containsExactly("lon-pc-10");
    assertThat(names(new Query(text, null, "BER", null))).isEmpty();
  }

  @Test
  void what_is_found_in_several_ways_is_one_list_by_name_a_page_at_a_time() {
    device(5, "PC-9", null, null, "CO_MANAGED");
    jdbc.sql("update device set serial_number = 'LON-1' where id = 5").update();
    jdbc.sql(
            "update device set user_principal_name = 'lon-x@y', serial_number = 'lon' where id = 1")
        .update();

    assertThat(names(text("lon"))).containsExactly("LON-PC-1", "lon-pc-10", "PC-9");
    Found second = search.find(text("lon"), DeviceSearch.SORTING.usual(), 1, 2);
    assertThat(second.total()).isEqualTo(3);
    assertThat(second.devices()).extracting(Device::name).containsExactly("PC-9");
    assertThat(search.find(text("lon"), DeviceSearch.SORTING.of("name,desc"), 0, 2).devices())
        .extracting(Device::name)
        .containsExactly("PC-9", "lon-pc-10");
  }

  @Test
  void a_number_that_is_an_id_finds_names_too() {
    device(100, "ZRH-1", null, null, "CO_MANAGED");
    assertThat(names(text("100"))).containsExactly("100%_!x", "ZRH-1");
  }

  @Test
  void what_is_asked_for_besides_holds_as_well() {
    assertThat(names(new Query("lon", null, null, "Surface"))).containsExactly("lon-pc-10");
    assertThat(names(new Query(null, ManagementState.CO_MANAGED, "LON", "Latitude")))
        .containsExactly("LON-PC-1");
    assertThat(names(new Query(null, null, "BER", "Surface"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\0b", "99999999999999999999999999"})
  void what_no_device_can_have_is_found_nowhere(String text) {
    assertThat(search.find(text(text), DeviceSearch.SORTING.usual(), 0, 50).total()).isZero();
    assertThat(search.find(text("x".repeat(10_000)), DeviceSearch.SORTING.usual(), 0, 50).total())
        .isZero();
  }

  @Test
  void pages_follow_each_other_to_the_end_and_no_further() {
    assertThat(search.find(text(null), DeviceSearch.SORTING.usual(), 0, 3).devices()).hasSize(3);
    assertThat(search.find(text(null), DeviceSearch.SORTING.usual(), 1, 3).devices())
        .extracting(Device::name)
        .containsExactly("lon-pc-10");
    assertThat(search.find(text(null), DeviceSearch.SORTING.usual(), 1_000_000, 3).devices())
        .isEmpty();
  }

  @Test
  void counting_ends_where_nobody_would_turn_the_page_any_more() {
    jdbc.sql(
            """
            insert into device (id, entra_device_id, name, join_state, management_state)
            select 1000 * a.n + b.n, 'n' || a.n || '-' || b.n, 'many-' || a.n || '-' || b.n, 'NONE', 'CO_MANAGED'
            from %s cross join %s"""
                .formatted(numbers("a"), numbers("b")))
        .update();
    DeviceSearch.Found found =
        search.find(text("many"), DeviceSearch.SORTING.usual(), DeviceSearch.MOST / 50, 50);
    assertThat(found.more()).isTrue();
    assertThat(found.total()).isEqualTo(DeviceSearch.MOST);
    assertThat(found.devices()).isEmpty();
    Found bySite = search.find(text("many"), DeviceSearch.SORTING.of("site"), 0, 50);
    assertThat(bySite.sort()).as("of so many").isEqualTo(DeviceSearch.SORTING.usual());
    assertThat(bySite.devices()).extracting(Device::name).isSorted().hasSize(50);
  }

  @ParameterizedTest
  @CsvSource({
    "name, 100%_!x BER-PC-1 LON-PC-1 lon-pc-10",
    "'name,desc', lon-pc-10 LON-PC-1 BER-PC-1 100%_!x",
    "state, LON-PC-1 lon-pc-10 BER-PC-1 100%_!x",
    "site, BER-PC-1 LON-PC-1 lon-pc-10 100%_!x",
    "'site,desc', lon-pc-10 LON-PC-1 BER-PC-1 100%_!x",
    "model, BER-PC-1 LON-PC-1 lon-pc-10 100%_!x",
    "build, lon-pc-10 100%_!x BER-PC-1 LON-PC-1",
    "'configmgr,desc', lon-pc-10 BER-PC-1 100%_!x LON-PC-1",
    "intune, BER-PC-1 lon-pc-10 LON-PC-1 100%_!x"
  })
  void what_is_found_is_sorted_as_asked_and_what_is_not_known_comes_last(
      String sort, String expected) {
    jdbc.sql("update device set os_build = '10.0.1' where id = 2").update();
    jdbc.sql("update device set configmgr_seen_at = timestamp '2026-11-01 00:00:00' where id = 3")
        .update();
    jdbc.sql(
            """
            update device set configmgr_seen_at = timestamp '2026-11-02 00:00:00',
              intune_seen_at = timestamp '2026-11-02 00:00:00' where id = 2""")
        .update();
    jdbc.sql("update device set intune_seen_at = timestamp '2026-11-01 00:00:00' where id = 3")
        .update();
    Found found = search.find(text(null), DeviceSearch.SORTING.of(sort), 0, 50);
    assertThat(found.devices()).extracting(Device::name).containsExactly(expected.split(" "));
    assertThat(found.sort()).isEqualTo(DeviceSearch.SORTING.of(sort));
    List<String> pages =
        IntStream.range(0, 4)
            .mapToObj(n -> search.find(text(null), found.sort(), n, 1).devices().get(0).name())
            .toList();
    assertThat(pages).containsExactly(expected.split(" "));
  }

  @Test
  void who_is_found_by_user_alone_is_counted_no_further_than_is_told() {
    jdbc.sql(
            """
            insert into device (id, entra_device_id, name, join_state, management_state,
              user_principal_name)
            select 1000 * a.n + b.n, 'n' || a.n || '-' || b.n, 'x-' || a.n || '-' || b.n, 'NONE',
              'CO_MANAGED', 'anna-' || a.n || '-' || b.n
            from %s cross join %s"""
                .formatted(numbers("a"), numbers("b")))
        .update();
    Found found = search.find(text("anna"), DeviceSearch.SORTING.usual(), 0, 50);
    assertThat(found.more()).isTrue();
    assertThat(found.total()).isEqualTo(DeviceSearch.OTHERWISE + 1);
    assertThat(search.find(text("anna-101"), DeviceSearch.SORTING.usual(), 0, 50))
        .extracting(Found::total, Found::more)
        .containsExactly(101, false);
  }

  /** 1 … 101. */
  abstract String numbers(String alias);

  private List<String> names(Query query) {
    DeviceSearch.Found found = search.find(query, DeviceSearch.SORTING.usual(), 0, 50);
    assertThat(found.total()).isEqualTo(found.devices().size());
    assertThat(found.more()).isFalse();
    return found.devices().stream().map(Device::name).toList();
  }

  private static Query text(String text) {
    return new Query(text, null, null, null);
  }

  private void device(long id, String name, String site, String model, String state) {
    jdbc.sql(
            """
            insert into device (id, entra_device_id, name, site, model, join_state, management_state)
            values (:id, :entra, :name, :site, :model, 'NONE', :state)""")
        .param("id", id)
        .param("entra", "e" + id)
        .param("name", name)
        .param("site", site)
        .param("model", model)
        .param("state", state)
        .update();
  }
}
