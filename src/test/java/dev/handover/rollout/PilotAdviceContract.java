package dev.handover.rollout;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.authority.Eligibility;
import dev.handover.authority.SliderOrders;
import dev.handover.authority.SliderReach;
import dev.handover.health.Signals;
import dev.handover.plan.InvalidPlan;
import dev.handover.plan.Plans;
import dev.handover.rollout.PilotRecommendation.Uncovered;
import dev.handover.rollout.ReadinessPolicy.Rule;
import dev.handover.sql.Sql;
import java.util.List;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What pilot is recommended for a fleet, on both databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PilotAdviceContract {

  private final DataSource dataSource = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final TestClock clock = new TestClock();
  private final PilotAdvice advice =
      TestDatabase.transactional(
          dataSource,
          PilotAdvice.class,
          new PilotAdvice(
              new Plans(Signals.names()),
              new Readiness(
                  new Eligibility(new NamedParameterJdbcTemplate(dataSource), clock),
                  mock(SliderOrders.class),
                  new SliderReach(jdbc),
                  mock(MoveForecasts.class),
                  mock(Flux.class),
                  (workload, codes) ->
                      codes.stream()
                          .collect(toMap(c -> c, c -> new Rule(Finding.Severity.WARNING, false))),
                  mock(EstateReadiness.class),
                  mock(AccessImpact.class),
                  jdbc,
                  clock),
              new ApplicationCover(new NamedParameterJdbcTemplate(dataSource)),
              jdbc));

  abstract DataSource dataSource();

  private long devices;

  @BeforeEach
  void anEstate() {
    TestDatabase.empty(
        dataSource,
        "collection_member",
        "collection",
        "slider",
        "device_application",
        "application",
        "device");
    devices = 0;
    jdbc.sql("insert into slider values ('client-apps', 'PILOT_INTUNE', 'PILOT', :at)")
        .param("at", Sql.time(TestClock.START))
        .update();
    jdbc.sql("insert into collection (id, name, built_in) values ('X', 'executives', false)")
        .update();
  }

  @Test
  void the_pilot_meets_what_is_common_and_is_decided_and_says_what_it_misses() {
    devices(400, "Latitude", "22631", "LON");
    devices(300, "Latitude", "26100", "BER");
    devices(200, "Surface", "22631", "BER");
    devices(90, "Surface", "26100", "LON");
    devices(3, "ThinkPad", "22631", "LON");
    devices(7, "OptiPlex", null, "MAD");
    executives("model = 'OptiPlex'");

    PilotRecommendation pilot = advice.recommend(plan("pilot: { size: 1, coverAbove: 1% }"));

    assertThat(pilot.fewestToCover()).isEqualTo(4);
    assertThat(pilot.fewestToPass()).isPositive().isLessThan(pilot.size());
    assertThat(pilot.fewestToDecide()).isEqualTo(pilot.size());
    assertThat(pilot.power()).isNotEmpty().allMatch(p -> p.chanceUndecided() <= .1);
    assertThat(pilot.devices()).hasSize(pilot.size()).doesNotHaveDuplicates().isSorted();
    assertThat(pilot.stratifyBy()).containsExactly("model", "osBuild", "site");
    assertThat(ofModel(pilot, "Latitude")).isGreaterThan(ofModel(pilot, "Surface"));
    assertThat(ofModel(pilot, "OptiPlex")).as("excluded").isZero();
    assertThat(pilot.covers())
        .filteredOn(c -> c.what().contains(", "))
        .extracting(PilotRecommendation.Covered::what)
        .startsWith("model Latitude, osBuild 22631, site LON");
    assertThat(pilot.uncovered())
        .contains(
            new Uncovered(
                "model OptiPlex, osBuild unknown, site MAD",
                7,
                "None of them may move: all are excluded or not eligible."));
    assertThat(pilot.notCovered()).isEqualTo(pilot.uncovered().size());
    assertThat(advice.recommend(plan("pilot: { size: 1, coverAbove: 1% }"))).isEqualTo(pilot);
  }

  @Test
  void the_fewest_devices_with_every_important_application_are_in_the_pilot() {
    devices(600, "Latitude", "22631", "LON");
    devices(100, "Surface", "22631", "BER");
    install("Office", "id > 0");
    install("CAD", "id between 3 and 30");
    install("Ledger", "id in (5, 630, 631, 632, 633, 634, 635)");
    install("Old Ledger", "id in (640, 641)");
    devices(20, "OptiPlex", "22631", "MAD");
    install("Board room", "model = 'OptiPlex'");
    executives("model = 'OptiPlex'");

    PilotRecommendation pilot = advice.recommend(plan("pilot: { size: 1, coverAbove: 1% }"));

    assertThat(pilot.devices()).as("the one with all three").contains(5L);
    assertThat(pilot.fewestToCover()).as("and one Surface").isEqualTo(2);
    assertThat(pilot.covers())
        .filteredOn(c -> c.what().startsWith("application "))
        .extracting(PilotRecommendation.Covered::what)
        .contains("application Office", "application CAD", "application Ledger");
    assertThat(pilot.uncovered())
        .contains(
            new Uncovered(
                "application Board room",
                20,
                "None of them may move: all are excluded or not eligible."));
    assertThat(pilot.covers().size() + pilot.uncovered().size())
        .isEqualTo(pilot.covered() + pilot.notCovered());
    assertThat(pilot.notKnown()).isNull();
    assertThat(advice.recommend(plan("pilot: { size: 1, coverAbove: 1% }"))).isEqualTo(pilot);
  }

  @Test
  void an_application_below_the_share_is_named_and_devices_without_a_known_one_are_told() {
    devices(700, "Latitude", "22631", "LON");
    install("Office", "id <= 600");
    install("Rare", "id = 9999");

    PilotRecommendation nothing = advice.recommend(plan("pilot: { size: 1 }"));
    assertThat(nothing.notKnown()).startsWith("Of 100 devices that may move no application");
    // more than one number can hold, each on a device of its own
    for (int n = 1; n <= 150; n++) {
      install("App %03d".formatted(n), "id = " + (n + 100));
    }
    PilotRecommendation all = advice.recommend(plan("pilot: { size: 1, coverAbove: 0.1% }"));
    assertThat(all.fewestToCover()).isEqualTo(150);
    assertThat(all.covers()).filteredOn(c -> c.what().startsWith("application App")).hasSize(150);
    PilotRecommendation few = advice.recommend(plan("pilot: { size: 1, coverAbove: 1% }"));
    assertThat(few.fewestToCover()).isOne();
    assertThat(few.uncovered())
        .filteredOn(u -> u.what().startsWith("application App"))
        .isNotEmpty()
        .allSatisfy(
            u ->
                assertThat(u.why())
                    .isEqualTo("1 of them may move, which is below the share of 1.0 %."));
  }

  private void install(String application, String devices) {
    jdbc.sql(
            "insert into application (name) select :name where not exists (select 1 from application where name = :name)")
        .param("name", application)
        .update();
    jdbc.sql(
            "insert into device_application select a.id, d.id from application a cross join device d where a.name = :name and d.id in (select id from device where "
                + devices
                + ") and not exists (select 1 from device_application i where i.application_id = a.id and i.device_id = d.id)")
        .param("name", application)
        .update();
  }

  @Test
  void what_is_below_the_share_is_named_with_its_devices() {
    devices(490, "Latitude", "22631", "LON");
    devices(2, "ThinkPad", "26100", "BER");

    PilotRecommendation pilot = advice.recommend(plan("pilot: { size: 1, coverAbove: 0.01 }"));

    assertThat(pilot.fewestToCover()).isOne();
    // where the gate wants more devices than there are combinations, even the rare ones get one
    assertThat(ofModel(pilot, "ThinkPad")).isOne();
    assertThat(pilot.uncovered()).isEmpty();
  }

  @Test
  void more_combinations_than_the_gate_needs_devices_make_the_pilot_larger() {
    for (int site = 0; site < 300; site++) {
      devices(2, "Latitude", "22631", "S%03d".formatted(site));
    }
    devices(1, "Rare", "1", "S000");

    PilotRecommendation pilot = advice.recommend(plan("pilot: { size: 1, coverAbove: 0.3% }"));

    assertThat(pilot.size()).isEqualTo(pilot.fewestToCover()).isEqualTo(300);
    assertThat(pilot.uncovered())
        .contains(
            new Uncovered(
                "model Rare", 1, "1 of them may move, which is below the share of 0.3 %."));
  }

  @Test
  void where_there_are_too_few_devices_all_that_may_move_are_recommended() {
    devices(5, "Latitude", "22631", "LON");
    devices(1, "Latitude", "22631", "LON");
    executives("id = 6");

    PilotRecommendation pilot = advice.recommend(plan("pilot: { size: 1 }"));

    assertThat(pilot.devices()).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(pilot.coverAbove()).isEqualTo(0.005);
    TestDatabase.empty(dataSource, "collection_member", "device");
    assertThatThrownBy(() -> advice.recommend(plan("pilot: { size: 1 }")))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("none may be moved");
  }

  @Test
  void a_plan_that_the_check_would_refuse_gets_no_recommendation() {
    assertThatThrownBy(
            () ->
                advice.recommend(
                    plan("pilot: { size: 1 }").replace("app-install-failed", "noncompliant")))
        .isInstanceOf(InvalidPlan.class)
        .hasMessageContaining("gate.metrics[0].name");
    assertThatThrownBy(
            () -> advice.recommend(plan("pilot: { size: 1 }").replace("managementState", "state")))
        .isInstanceOf(InvalidPlan.class)
        .hasMessageContaining("population");
  }

  private int ofModel(PilotRecommendation pilot, String model) {
    List<Long> ids = pilot.devices();
    return jdbc.sql("select count(*) from device where model = :model and id in (:ids)")
        .param("model", model)
        .param("ids", ids)
        .query(Integer.class)
        .single();
  }

  private void devices(int number, String model, String build, String site) {
    long before = devices;
    devices += number;
    new NamedParameterJdbcTemplate(dataSource)
        .batchUpdate(
            """
            insert into device (id, entra_device_id, name, model, os_build, site, join_state,
              management_state, configmgr_mask, configmgr_at_intune, configmgr_seen_at,
              intune_seen_at)
            values (:id, :name, :name, :model, :build, :site, 'ENTRA_JOINED', 'CO_MANAGED', 8193,
              0, :now, :now)""",
            LongStream.rangeClosed(before + 1, devices)
                .mapToObj(
                    id ->
                        new MapSqlParameterSource("id", id)
                            .addValue("name", "d" + id)
                            .addValue("model", model)
                            .addValue("build", build)
                            .addValue("site", site)
                            .addValue("now", Sql.time(TestClock.START)))
                .toArray(MapSqlParameterSource[]::new));
  }

  private void executives(String which) {
    jdbc.sql(
            "insert into collection_member (collection, device_id) select 'X', id from device where "
                + which)
        .update();
  }

  private static String plan(String pilot) {
    return """
        workload: client-apps
        population: managementState==CO_MANAGED
        exclude: [executives]
        %s
        waves: [100%%]
        soak: { pilot: P1D, wave: PT12H, production: P2D }
        gate: { metrics: [ { name: app-install-failed, expected: 0.02, limit: 0.1 } ] }
        """
        .formatted(pilot);
  }
}
