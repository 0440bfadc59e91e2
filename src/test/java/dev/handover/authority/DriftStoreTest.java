package dev.handover.authority;

import static dev.handover.authority.Divergence.BOTH_CLAIM;
import static dev.handover.authority.Divergence.NEITHER_CLAIMS;
import static dev.handover.authority.Divergence.SETTINGS_NOT_FOLLOWED;
import static dev.handover.workload.Authority.CONFIGURATION_MANAGER;
import static dev.handover.workload.Authority.INTUNE;
import static dev.handover.workload.Workload.CLIENT_APPS;
import static dev.handover.workload.Workload.COMPLIANCE_POLICIES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.groups.Tuple.tuple;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.authority.DriftStore.Drift;
import dev.handover.authority.DriftStore.Filter;
import dev.handover.estate.ReadCursors;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What differs, since when, and what of it lasts; on both databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DriftStoreTest {

  private static final Duration ALLOWED = Duration.ofHours(24);
  private static final int BIT = COMPLIANCE_POLICIES.bit();

  private final DataSource dataSource = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final TestClock clock = new TestClock();
  private final DriftStore drift =
      new DriftStore(jdbc, new ReadCursors(jdbc), new DriftSettings(ALLOWED), clock);

  abstract DataSource dataSource();

  static class OnH2Test extends DriftStoreTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  static class OnPostgresTest extends DriftStoreTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @BeforeEach
  void clean() {
    TestDatabase.empty(dataSource, "device", "read_cursor", "collection_member", "slider");
    clock.set(TestClock.START);
    for (Workload workload : Workload.values()) {
      jdbc.sql("insert into slider values (:w, 'CONFIGURATION_MANAGER', :c, :at)")
          .param("w", workload.slug())
          .param("c", "HO" + workload.bit())
          .param("at", Sql.time(TestClock.START))
          .update();
    }
  }

  @Test
  void split_brain_and_settings_that_are_not_followed_are_told_apart() {
    device(1, 0, 0);
    device(2, 0, BIT);
    device(3, BIT, 0);
    device(4, BIT, BIT);
    device(5, BIT, null);
    device(6, null, BIT);
    look();
    clock.advance(ALLOWED);

    assertThat(drift.page(Filter.ALL, DriftStore.SORTING.usual(), 0, 10))
        .extracting(Drift::deviceId, Drift::kind, Drift::byConfigurationManager, Drift::byIntune)
        .containsExactly(
            tuple(2L, BOTH_CLAIM, CONFIGURATION_MANAGER, INTUNE),
            tuple(3L, NEITHER_CLAIMS, INTUNE, CONFIGURATION_MANAGER),
            tuple(4L, SETTINGS_NOT_FOLLOWED, INTUNE, INTUNE));
    assertThat(drift.page(Filter.ALL, DriftStore.SORTING.usual(), 0, 10))
        .allSatisfy(d -> assertThat(d.workload()).isEqualTo(COMPLIANCE_POLICIES))
        .allSatisfy(d -> assertThat(d.effective()).isEqualTo(CONFIGURATION_MANAGER))
        .allSatisfy(d -> assertThat(d.since()).isEqualTo(TestClock.START))
        .allSatisfy(
            d -> assertThat(d.reason()).isEqualTo(AuthorityReason.SLIDER_AT_CONFIGURATION_MANAGER));
  }

  @Test
  void it_is_drift_once_it_has_lasted_as_long_as_is_allowed() {
    device(1, BIT, BIT);
    look();
    clock.advance(ALLOWED.minusSeconds(1));
    assertThat(drift.count(Filter.ALL)).isZero();
    assertThat(drift.byWorkload()).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(drift.count(Filter.ALL)).isEqualTo(1);
    assertThat(drift.byWorkload()).containsOnlyKeys(COMPLIANCE_POLICIES).containsValue(1);
  }

  @Test
  void a_device_that_follows_in_time_never_drifts_and_starts_anew_the_next_time() {
    device(1, BIT, BIT);
    look();
    pass(Duration.ofHours(20));
    report(1, 0, 0);
    assertThat(look()).isEqualTo(1);
    pass(Duration.ofHours(20));
    report(1, BIT, BIT);
    Instant again = clock.instant();
    look();
    pass(Duration.ofHours(20));
    assertThat(drift.count(Filter.ALL)).isZero();
    pass(Duration.ofHours(4));
    assertThat(drift.page(Filter.ALL, DriftStore.SORTING.usual(), 0, 10))
        .extracting(Drift::since)
        .containsExactly(again);
  }

  @Test
  void a_device_that_is_moved_meanwhile_has_the_whole_allowance_again() {
    device(1, 0, BIT);
    look();
    pass(Duration.ofHours(23));
    jdbc.sql("update slider set position = 'INTUNE' where workload = :w")
        .param("w", COMPLIANCE_POLICIES.slug())
        .update();
    Instant moved = clock.instant();
    assertThat(look()).isEqualTo(1);
    pass(Duration.ofHours(23));
    assertThat(drift.count(Filter.ALL)).isZero();
    pass(Duration.ofHours(1));
    assertThat(drift.page(Filter.ALL, DriftStore.SORTING.usual(), 0, 10))
        .extracting(Drift::since, Drift::kind, Drift::effective)
        .containsExactly(tuple(moved, BOTH_CLAIM, INTUNE));
  }

  @Test
  void another_kind_of_difference_goes_on_from_when_it_began() {
    device(1, 0, BIT);
    look();
    pass(Duration.ofHours(23));
    report(1, BIT, BIT);
    assertThat(look()).isEqualTo(1);
    pass(Duration.ofHours(1));
    assertThat(drift.page(Filter.ALL, DriftStore.SORTING.usual(), 0, 10))
        .extracting(Drift::since, Drift::kind)
        .containsExactly(tuple(TestClock.START, SETTINGS_NOT_FOLLOWED));
  }

  @Test
  void only_what_has_changed_is_written_and_at_most_every_five_minutes() {
    device(1, BIT, BIT);
    device(2, BIT, BIT);
    assertThat(look()).isEqualTo(2);
    report(1, 0, 0);
    assertThat(look()).isZero();
    clock.advance(Duration.ofMinutes(5));
    assertThat(look()).isEqualTo(1);
    clock.advance(Duration.ofMinutes(5));
    assertThat(look()).isZero();
    assertThat(jdbc.sql("select count(*) from drift_change").query(Integer.class).single())
        .isZero();
  }

  @Test
  void a_device_that_is_no_longer_co_managed_no_longer_differs() {
    device(1, BIT, BIT);
    look();
    jdbc.sql("update device set management_state = 'COEXISTENCE'").update();
    clock.advance(Duration.ofDays(2));
    look();
    assertThat(drift.count(Filter.ALL)).isZero();
  }

  @Test
  void a_page_can_be_asked_for_by_workload_kind_and_site() {
    int apps = CLIENT_APPS.bit();
    device(1, BIT + apps, BIT + apps);
    device(2, 0, BIT);
    device(3, apps, 0);
    look();
    jdbc.sql("update device set site = 'BER' where id = 3").update();
    pass(ALLOWED);
    look();

    assertThat(ids(Filter.ALL)).containsExactly(1L, 1L, 2L, 3L);
    assertThat(ids(new Filter(CLIENT_APPS, Set.of(), null))).containsExactly(1L, 3L);
    assertThat(ids(new Filter(null, Set.of(BOTH_CLAIM, NEITHER_CLAIMS), null)))
        .containsExactly(2L, 3L);
    assertThat(ids(new Filter(null, Set.of(), "BER"))).containsExactly(3L);
    assertThat(ids(new Filter(CLIENT_APPS, Set.of(NEITHER_CLAIMS), "LON"))).isEmpty();
    assertThat(drift.page(Filter.ALL, DriftStore.SORTING.usual(), 1, 3))
        .extracting(Drift::deviceId)
        .containsExactly(3L);
    assertThat(drift.page(Filter.ALL, DriftStore.SORTING.usual(), 9, 500)).isEmpty();
  }

  @Test
  void a_list_by_device_goes_by_their_names() {
    for (int id = 1; id <= 3; id++) {
      device(id, 0, BIT);
    }
    look();
    pass(ALLOWED);
    look();
    jdbc.sql("update device set name = case id when 1 then 'b' when 2 then 'C' else 'a' end")
        .update();
    assertThat(drift.page(Filter.ALL, DriftStore.SORTING.of("device"), 0, 10))
        .extracting(Drift::deviceId)
        .containsExactly(3L, 1L, 2L);
  }

  @Test
  void every_bit_is_read_as_its_own_workload() {
    for (Workload workload : Workload.values()) {
      device(workload.bit(), workload.bit(), workload.bit());
    }
    look();
    pass(ALLOWED);
    assertThat(drift.page(Filter.ALL, DriftStore.SORTING.usual(), 0, 50))
        .hasSize(7)
        .allSatisfy(d -> assertThat(d.deviceId()).isEqualTo(d.workload().bit()));
  }

  @Test
  void an_allowance_that_cannot_be_meant_stops_the_start() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DriftSettings(Duration.ofSeconds(24)))
        .withMessage("handover.drift.allowance must be between PT1H and P30D, not PT24S");
    assertThatIllegalArgumentException().isThrownBy(() -> new DriftSettings(Duration.ofDays(31)));
  }

  private List<Long> ids(Filter filter) {
    List<Long> ids =
        drift.page(filter, DriftStore.SORTING.usual(), 0, 50).stream()
            .map(Drift::deviceId)
            .toList();
    assertThat(drift.count(filter)).isEqualTo(ids.size());
    return ids;
  }

  private void pass(Duration time) {
    clock.advance(time);
  }

  private int look() {
    return TestDatabase.transactions(dataSource).execute(t -> drift.follow());
  }

  private void report(long id, Integer byConfigMgr, Integer byIntune) {
    jdbc.sql(
            """
            update device set configmgr_at_intune = :cm, intune_at_intune = :intune
            where id = :id""")
        .param("id", id)
        .param("cm", byConfigMgr)
        .param("intune", byIntune)
        .update();
  }

  private void device(long id, Integer byConfigMgr, Integer byIntune) {
    jdbc.sql(
            """
            insert into device (id, entra_device_id, name, site, join_state, management_state)
            values (:id, :name, :name, 'LON', 'ENTRA_JOINED', 'CO_MANAGED')""")
        .param("id", id)
        .param("name", "d" + id)
        .update();
    report(id, byConfigMgr, byIntune);
  }
}
