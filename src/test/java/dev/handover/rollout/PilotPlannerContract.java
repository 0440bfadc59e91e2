package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.authority.Eligibility.Selection;
import dev.handover.health.Signals;
import dev.handover.plan.Plan;
import dev.handover.plan.Plans;
import dev.handover.sql.Sql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a plan's pilot can prove, in one database. */
abstract class PilotPlannerContract {

  private static final Selection ALL =
      new Selection(
          "(select d.id, d.model, d.os_build, d.site, case when d.site = 'OUT' then 'NOT_JOINED' end as reason from device d)",
          List.of());

  private final JdbcClient jdbc = JdbcClient.create(dataSource());
  private final List<Finding> findings = new ArrayList<>();

  abstract DataSource dataSource();

  @BeforeEach
  void clean() {
    TestDatabase.empty(dataSource(), "observation", "slider", "device");
  }

  @Test
  void a_pilot_that_cannot_pass_is_told_how_many_it_takes() {
    PlanCheck.Power power = power(plan(20, "P3D", "")).get(0);

    assertThat(power.fewestDevices()).isEqualTo(36);
    assertThat(power.expectedDevices()).isEqualTo(57);
    assertThat(power.chancePass()).isZero();
    assertThat(power.chanceFalsePass()).isZero();
    assertThat(power.chanceUndecided() + power.chanceFalseStop()).isCloseTo(1, within(1e-9));
    assertThat(findings).extracting(Finding::code).containsExactly("PILOT_CANNOT_PASS");
    assertThat(findings.get(0).message())
        .startsWith(
            "20 devices cannot prove that the share of devices non-compliant stays below 10 %: it takes 36 at least,"
                + " every one healthy. Take ")
        .endsWith(
            ", with which it is decided nine times in ten; otherwise a person may have to decide.");
  }

  @Test
  void a_pilot_that_may_pass_but_often_stays_undecided_is_told_so() {
    PlanCheck.Power power = power(plan(60, "P3D", "")).get(0);

    assertThat(power.chancePass()).isBetween(.6, .9);
    assertThat(power.chanceUndecided()).isGreaterThan(.1);
    assertThat(findings).extracting(Finding::code).containsExactly("PILOT_MAY_END_UNDECIDED");
    assertThat(findings.get(0).severity()).isEqualTo(Finding.Severity.WARNING);
  }

  @Test
  void the_number_that_is_advised_is_enough() {
    power(plan(20, "P3D", ""));
    int advised =
        Integer.parseInt(findings.get(0).message().replaceAll(".*Take ([0-9]+), with.*", "$1"));
    findings.clear();

    assertThat(power(plan(advised, "P3D", "")).get(0).chanceUndecided()).isLessThanOrEqualTo(.1);
    assertThat(findings).isEmpty();
  }

  @Test
  void rates_that_no_pilot_tells_apart_are_named() {
    power(plan(20, "P3D", "", "expected: 0.02, limit: 0.020001"));

    assertThat(findings.get(0).message()).endsWith("set them further apart.");
  }

  @Test
  void an_advisory_metric_is_told_and_never_warned_of() {
    List<PlanCheck.Power> power =
        power(
            plan(
                200,
                "P3D",
                "",
                "expected: 0.02, limit: 0.1 }\n"
                    + "    - { name: check-in-missing, expected: 0.001, limit: 0.002, advisory:"
                    + " true"));

    assertThat(power)
        .extracting(PlanCheck.Power::metric)
        .containsExactly("noncompliant", "check-in-missing");
    assertThat(findings).isEmpty();
  }

  @Test
  void a_comparison_is_told_with_the_devices_it_has_and_what_so_many_can_prove() {
    String metric = "kind: change, margin: 0.05, expected: 0.02, limit: 0.1";
    fleet(400);

    PilotPlanner.Proof proof = proof(plan(200, "P3D", "", metric));
    assertThat(proof.power()).isEmpty();
    assertThat(proof.compared()).extracting(PlanCheck.Compared::control).containsExactly(200);
    assertThat(findings).extracting(Finding::code).containsExactly("COMPARED");
    assertThat(findings.get(0).message())
        .isEqualTo(
            "The share of devices non-compliant is compared with that of about 200 devices like the pilot's that stay with Configuration Manager; so many can prove that it rises by less than 2.7 % more, and the margin is 5 %. Where nobody is left to compare with, as in a last wave that takes all, its absolute limit of 10 % judges.");

    findings.clear();
    proof = proof(plan(380, "P3D", "", metric));
    assertThat(proof.compared()).extracting(PlanCheck.Compared::control).containsExactly(20);
    assertThat(findings).extracting(Finding::code).containsExactly("PILOT_CANNOT_PASS");
    assertThat(findings.get(0).message())
        .startsWith(
            "380 devices, compared with about 20 like them that stay with Configuration Manager, are in no other rollout and have reported lately, cannot prove that the share of devices non-compliant rises by less than 5 % more")
        .contains("it takes 105 devices of each, every one healthy. Take fewer, so that as many");
    findings.clear();
    proof(plan(80, "P3D", "", metric));
    assertThat(findings.get(0).message()).contains("about 80 like them").contains(". Take more (");
    findings.clear();
    jdbc.sql("delete from observation where device_id > (select min(id) + 99 from device)")
        .update();
    proof(plan(80, "P3D", "", metric));
    assertThat(findings.get(0).message())
        .contains("about 20 like them")
        .contains(". No pilot of these can, ");
  }

  @Test
  void a_comparison_with_nobody_is_judged_by_the_limit_and_told_as_such() {
    PilotPlanner.Proof proof =
        proof(plan(20, "P3D", "", "kind: change, margin: 0.05, expected: 0.02, limit: 0.1"));

    assertThat(proof.compared()).isEmpty();
    assertThat(proof.power()).extracting(PlanCheck.Power::fewestDevices).containsExactly(36);
    assertThat(findings)
        .extracting(Finding::code, Finding::severity)
        .containsExactly(
            tuple("UNCOMPARED", Finding.Severity.WARNING),
            tuple("PILOT_CANNOT_PASS", Finding.Severity.WARNING));
    assertThat(findings.get(0).message())
        .endsWith("would be judged by its absolute limit of 10 %.");
  }

  @Test
  void a_pilot_may_pass_when_as_many_as_needed_have_checked_in_again() {
    // Of ten devices, the one that takes nine to cover was seen five days ago.
    for (int days = 0; days < 8; days++) {
      device(days / 4, "LON");
    }
    device(5, "LON");
    device(13, "LON");
    device(13, "OUT");
    device(13, "OUT");

    assertThat(power(plan(200, "P3D", "")).get(0).days()).isEqualTo(5);
    assertThat(findings).extracting(Finding::code).containsExactly("PILOT_TIME");
    assertThat(findings.get(0).message())
        .isEqualTo(
            "Of the devices that would move, 90 % checked in with Intune in the last 5 days;"
                + " judged by that, so many of the pilot will have reported as long after its"
                + " move. With a soak of 3 days it can pass after 5 days.");
  }

  @Test
  void a_pilot_passes_no_sooner_than_its_soak_ends() {
    device(0, "LON");

    assertThat(power(plan(200, "P3D", "")).get(0).days()).isEqualTo(3);
  }

  @Test
  void a_deadline_before_enough_have_checked_in_is_warned_of() {
    device(6, "LON");

    assertThat(power(plan(200, "P1D", "deadline: P5D")).get(0).days()).isEqualTo(6);
    assertThat(findings).extracting(Finding::code).containsExactly("DEADLINE_BEFORE_COVERAGE");
    assertThat(findings.get(0).message()).contains("in the last 6 days").contains("after 5 days");
  }

  @Test
  void a_fleet_that_tells_nothing_gives_no_days() {
    assertThat(power(plan(200, "P3D", "")).get(0).days()).isNull();
    assertThat(findings).isEmpty();
  }

  private List<PlanCheck.Power> power(Plan plan) {
    return proof(plan).power();
  }

  private PilotPlanner.Proof proof(Plan plan) {
    return new PilotPlanner(jdbc, TestClock.START).proof(plan, ALL, findings);
  }

  /** Devices all alike, each with a healthy reading. */
  private void fleet(int devices) {
    jdbc.sql(
            """
            insert into slider (workload, position, pilot_collection, read_at)
            values ('compliance-policies', 'PILOT_INTUNE', 'HND00001', :now)""")
        .param("now", Sql.time(TestClock.START))
        .update();
    for (int i = 0; i < devices; i++) {
      device(0, "LON");
    }
    jdbc.sql("update device set intune_seen_at = null").update();
    jdbc.sql(
            """
            insert into observation (device_id, metric, observed_at, unhealthy)
            select id, 'noncompliant', :now, false from device""")
        .param("now", Sql.time(TestClock.START))
        .update();
  }

  private static Plan plan(int pilot, String soak, String gate) {
    return plan(pilot, soak, gate, "expected: 0.02, limit: 0.1");
  }

  private static Plan plan(int pilot, String soak, String gate, String metric) {
    return new Plans(Signals.names())
        .parse(
            """
            title: Compliance
            workload: compliance-policies
            population: "managementState==CO_MANAGED"
            pilot: { size: %d }
            waves: [100%%]
            soak: { pilot: %s, wave: P1D, production: P1D }
            gate:
              metrics:
                - { name: noncompliant, %s }
              %s
            """
                .formatted(pilot, soak, metric, gate));
  }

  private void device(int daysAgo, String site) {
    jdbc.sql(
            """
            insert into device (entra_device_id, name, join_state, management_state, site,
              intune_seen_at)
            values (:entra, 'PC', 'ENTRA_JOINED', 'CO_MANAGED', :site, :seen)""")
        .param("entra", UUID.randomUUID().toString())
        .param("site", site)
        .param("seen", Sql.time(TestClock.START.minus(Duration.ofDays(daysAgo))))
        .update();
  }
}
