package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.authority.Eligibility.Selection;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** What the caps on devices in flux say to a plan before it starts. */
abstract class FluxPlansContract extends FluxTurnContract {

  @Test
  void a_plan_with_a_wave_that_could_never_fit_is_refused_with_the_numbers() {
    Flux flux = new Flux(HALF, store);
    List<PlanCheck.WaveSize> waves =
        List.of(
            new PlanCheck.WaveSize(0, 10, 0.1),
            new PlanCheck.WaveSize(1, 39, 0.5),
            new PlanCheck.WaveSize(2, 51, 1));

    assertThat(flux.findings(plan(null), selection(1, 100), waves))
        .containsExactly(
            Finding.blocking(
                "FLUX_CAP",
                "Wave 2 alone would put 51 devices in flux, and at most 50 may be"
                    + " (handover.flux.max-share); make it smaller (waves).",
                51));
    assertThat(
            flux.findings(
                plan(null), selection(61, 90), List.of(new PlanCheck.WaveSize(0, 20, 0.67))))
        .extracting(Finding::message)
        .containsExactly(
            "The pilot alone would put 20 devices in flux at BER, and at most 18 may be"
                + " (handover.flux.max-share-per-site); make it smaller (waves).");
    rollout("A", "client-apps", null);
    wave("A", 0, "PLANNED", 61, 80);
    assertThatThrownBy(() -> flux.requireRoom("A", selection(1, 100)))
        .isInstanceOf(NotReady.class)
        .hasMessageContaining("20 devices in flux at BER");
  }

  @Test
  void devices_that_another_rollout_has_not_moved_through_block_a_plan_without_a_reason() {
    rollout("A", "client-apps", null);
    wave("A", 0, "PASSED", 1, 10);
    wave("A", 1, "SOAKING", 11, 20);
    wave("A", 2, "PLANNED", 21, 30);
    rollout("B", "office-click-to-run-apps", null);
    wave("B", 0, "ROLLING_BACK", 31, 32);
    wave("B", 1, "PLANNED", 33, 40);
    jdbc.sql("update rollout set state = 'ROLLING_BACK' where id = 'B'").update();
    Flux flux = new Flux(new FluxSettings(null, 1, 1, 0), store);

    assertThat(flux.findings(plan(null), selection(1, 25), List.of()))
        .containsExactly(
            Finding.blocking(
                "SECOND_WORKLOAD",
                "15 of these devices are in rollout A 'of A' (client-apps), which has not moved them"
                    + " through yet; choose other sites or devices, begin after it, or say why they"
                    + " may move twice (overlapReason).",
                15));
    assertThat(flux.findings(plan("different teams"), selection(1, 25), List.of()))
        .singleElement()
        .satisfies(f -> assertThat(f.severity()).isEqualTo(Finding.Severity.WARNING))
        .satisfies(f -> assertThat(f.message()).endsWith("different teams"));
    assertThat(flux.findings(plan(null), selection(1, 10), List.of())).isEmpty();
    assertThat(flux.findings(plan(null), selection(31, 40), List.of()))
        .singleElement()
        .satisfies(f -> assertThat(f.devices()).isEqualTo(2));
  }

  @Test
  void sites_are_free_where_no_rollout_holds_a_device_that_a_plan_would_have() {
    TestDatabase.empty(dataSource, "slider");
    jdbc.sql("insert into slider values ('compliance-policies', 'PILOT_INTUNE', 'C', :at)")
        .param("at", Sql.time(TestClock.START))
        .update();
    FreeSites sites = new FreeSites(jdbc);
    assertThat(sites.of(Workload.COMPLIANCE_POLICIES).sites()).as("all are").isEmpty();

    rollout("A", "client-apps", null);
    wave("A", 0, "PASSED", 61, 90);
    wave("A", 1, "PLANNED", 60, 60);
    assertThat(sites.of(Workload.COMPLIANCE_POLICIES))
        .isEqualTo(new FreeSites.Free(List.of("BER"), 30));

    rollout("B", "compliance-policies", null);
    wave("B", 0, "PASSED", 61, 61);
    assertThat(sites.of(Workload.COMPLIANCE_POLICIES).sites()).as("of its own workload").isEmpty();
    TestDatabase.empty(dataSource, "slider");
  }

  @Test
  void waves_are_dealt_so_that_each_takes_its_share_of_every_site() {
    rollout("A", "client-apps", null);
    for (int no = 0; no <= 2; no++) {
      wave("A", no, "PLANNED", 1, 0);
    }
    Scope scope = new Scope(jdbc, new NamedParameterJdbcTemplate(dataSource));
    scope.assignWaves(
        "A",
        selection(1, 100),
        List.of(
            new PlanCheck.WaveSize(0, 0, 0),
            new PlanCheck.WaveSize(1, 30, 0.3),
            new PlanCheck.WaveSize(2, 70, 1)),
        7);

    assertThat(store.byWave("A", selection(1, 100)))
        .isEqualTo(
            Map.of(
                1, Map.of("LON", 18, "BER", 9, "", 3),
                2, Map.of("LON", 42, "BER", 21, "", 7)));
    assertThat(
            jdbc.sql("select count(*) from wave_device where wave_no = 1 and device_id <= 30")
                .query(Integer.class)
                .single())
        .as("of 18 devices at LON, those in the first half of the ids")
        .isBetween(5, 13);
  }

  private static Selection selection(int from, int to) {
    return new Selection(
        """
        (select d.id, d.site, cast(null as varchar(9)) as reason from device d
        where d.id between %d and %d)"""
            .formatted(from, to),
        List.of());
  }
}
