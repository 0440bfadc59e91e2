package dev.handover.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.handover.TestDatabase;
import dev.handover.calendar.Freeze;
import dev.handover.calendar.Freezes;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** What would come of a plan. */
class PlanPreviewsTest extends ReadinessStage {

  /** Findings about when a plan moves. */
  private static final Set<String> TIMES =
      Set.of("DEADLINE_TOO_SOON", "WAVE_NEVER_MOVES", "START_IN_THE_PAST");

  private final List<String> asked = new ArrayList<>();
  private final RolloutPolicy policyTables =
      (workload, population, byAutomation, access) -> {
        asked.add("%s %d %s %s".formatted(workload, population, byAutomation, access));
        return new RolloutPolicy.Asked(
            List.of(
                new RolloutPolicy.Stage(ApprovalStage.START, 0, "change-managers"),
                new RolloutPolicy.Stage(ApprovalStage.EXPANSION, 2, "change-managers"),
                new RolloutPolicy.Stage(ApprovalStage.WAVE, 0, "administrators")),
            SliderMode.PERSON,
            OnFailure.ASK);
      };
  private final Freezes freezes = new Freezes(jdbc);
  private final RolloutWorkflow workflow = mock(RolloutWorkflow.class);
  private final PlanPreviews previews =
      new PlanPreviews(
          plans,
          readiness,
          new PilotSamples(new ApplicationCover(new NamedParameterJdbcTemplate(dataSource)), jdbc),
          policyTables,
          forecasts,
          workflow);

  @Override
  DataSource dataSource() {
    return TestDatabase.h2();
  }

  @BeforeEach
  void nothingIsFrozen() {
    asked.clear();
    when(workflow.approvers(any())).thenReturn(3);
    TestDatabase.empty(dataSource, "change_freeze");
    jdbc.sql("update device set site = case when id < 5 then 'LON' else 'BER' end").update();
  }

  @Test
  void it_tells_who_moves_when_and_who_has_to_agree() {
    jdbc.sql("update device set management_state = 'COEXISTENCE' where id = 6").update();

    PlanPreview preview = preview("client-apps", "approvals: {start: 1, expansion: 1, wave: 0}");

    assertThat(preview.check().matched()).isEqualTo(6);
    assertThat(preview.check().population()).isEqualTo(5);
    assertThat(preview.check().leftOut())
        .containsExactly(
            new PlanCheck.LeftOut(
                "THIRD_PARTY_MDM", "are managed by a third-party MDM and are nobody's to move", 1));
    assertThat(preview.moves()).extracting(PlanPreview.Move::wave).containsExactly(0, 1, 2);
    assertThat(preview.moves().get(0).at()).isEqualTo(clock.instant());
    assertThat(preview.approvals())
        .as("the greater number, the plan's or policy's")
        .extracting(RolloutPolicy.Stage::approvals)
        .containsExactly(1, 2, 0);
    assertThat(preview.handover()).isEqualTo(SliderMode.PERSON);
    assertThat(preview.failureAsks()).isTrue();
    assertThat(asked).containsExactly("client-apps 5 false false");
  }

  @Test
  void it_tells_how_the_pilot_stands_for_the_rest_and_what_it_misses() {
    PilotSample sample = preview("client-apps", "").pilot();

    assertThat(sample.devices()).isEqualTo(2);
    assertThat(sample.attributes())
        .singleElement()
        .satisfies(
            site -> {
              assertThat(site.key()).isEqualTo("site");
              assertThat(site.values()).isEqualTo(2);
              assertThat(site.missed()).isZero();
              assertThat(site.parts())
                  .containsExactly(
                      new PilotSample.Part("LON", 4, 1), new PilotSample.Part("BER", 2, 1));
            });
    assertThat(sample.combinations()).isEqualTo(2);
    assertThat(sample.uncovered()).isZero();

    jdbc.sql("update device set site = 'S' || id").update();
    PilotSample varied = preview("client-apps", "").pilot();
    assertThat(varied.uncovered()).isEqualTo(4);
    assertThat(varied.uncoveredDevices()).isEqualTo(4);
    assertThat(varied.attributes().get(0).missed()).isEqualTo(4);
  }

  @Test
  void a_freeze_counts_where_it_touches_what_would_move() {
    freeze("client-apps", null);
    assertThat(preview("client-apps", "").moves().get(0).waits()).contains("Frozen until");
    assertThat(preview("office-click-to-run-apps", "").moves().get(0).waits()).isNull();

    TestDatabase.empty(dataSource, "change_freeze");
    freeze(null, "BER");
    assertThat(preview("client-apps", "").moves().get(0).waits()).contains("Frozen until");
    jdbc.sql("update device set site = 'LON'").update();
    assertThat(preview("client-apps", "").moves().get(0).waits()).isNull();
  }

  @Test
  void a_plan_that_cannot_end_by_its_deadline_is_warned_of() {
    assertThat(times("schedule: {deadline: P3D}")).as("two days and a half at best").isEmpty();

    freeze("client-apps", null);
    assertThat(times("schedule: {deadline: P3D}"))
        .singleElement()
        .satisfies(
            late -> {
              assertThat(late.severity()).isEqualTo(Finding.Severity.WARNING);
              assertThat(late.message())
                  .startsWith("Even if every wave passes at once it ends at ")
                  .contains(", after its deadline at ")
                  .endsWith("and would be held then (schedule.deadline).");
            });
    assertThat(times("schedule: {deadline: P12D}")).isEmpty();
  }

  @Test
  void a_plan_whose_expansions_end_before_its_waves_is_warned_of() {
    String once =
        "schedule: {deadline: P30D, expand: {recurrence: 'FREQ=DAILY;COUNT=1', at: '20:00', zone: UTC}}";

    assertThat(times(once))
        .singleElement()
        .satisfies(
            never -> {
              assertThat(never.code()).isEqualTo("WAVE_NEVER_MOVES");
              assertThat(never.message())
                  .isEqualTo(
                      "Wave 1 would never move. The plan has no further expansion (schedule.expand).");
            });
  }

  @Test
  void a_start_that_is_over_is_remarked_on_where_it_stands() {
    assertThat(times("schedule: {start: '2020-01-01T00:00:00Z'}"))
        .singleElement()
        .satisfies(
            past -> {
              assertThat(past.severity()).isEqualTo(Finding.Severity.WARNING);
              assertThat(past.message())
                  .endsWith(" is over; the rollout begins at once (schedule.start).");
            });
  }

  private List<Finding> times(String schedule) {
    return preview("client-apps", schedule).check().findings().stream()
        .filter(f -> TIMES.contains(f.code()))
        .toList();
  }

  @Test
  void approvals_that_nobody_can_complete_are_warned_of() {
    assertThat(codes(preview("client-apps", "approvals: {expansion: 3}")))
        .doesNotContain("APPROVERS_TOO_FEW");
    assertThat(preview("client-apps", "approvals: {expansion: 4}").check().findings())
        .filteredOn(f -> f.code().equals("APPROVERS_TOO_FEW"))
        .extracting(Finding::message)
        .singleElement()
        .asString()
        .startsWith("A stage needs the approval of 4 people who did not ask for the rollout")
        .contains("there are 3: nobody can complete it");
  }

  @Test
  void whom_the_slider_takes_along_is_warned_of_and_whom_it_may_not_move_keeps_it() {
    assertThat(codes(preview("client-apps", "")))
        .doesNotContain("SLIDER_TAKES_ALONG", "SLIDER_STAYS");

    jdbc.sql("update device set intune_seen_at = null where id = 6").update();
    PlanPreview along = preview("client-apps", "");
    assertThat(along.check().findings())
        .filteredOn(f -> f.code().equals("SLIDER_TAKES_ALONG"))
        .extracting(Finding::severity, Finding::devices)
        .containsExactly(tuple(Finding.Severity.WARNING, 1));
    assertThat(along.handover()).isEqualTo(SliderMode.PERSON);

    jdbc.sql("insert into collection (id, name, built_in) values ('X', 'executives', false)")
        .update();
    jdbc.sql("insert into collection_member values ('X', 6)").update();
    PlanPreview stays = preview("client-apps", "exclude: [executives]");
    assertThat(codes(stays)).contains("SLIDER_STAYS").doesNotContain("SLIDER_TAKES_ALONG");
    assertThat(stays.handover()).isEqualTo(SliderMode.NONE);
    assertThat(stays.check().findings())
        .extracting(Finding::message)
        .contains(
            "In the end the slider stays at Pilot Intune: at Intune it would also move 1 other device of the population, which the rollout leaves out.");
    TestDatabase.empty(dataSource, "collection_member", "collection");
  }

  private static List<String> codes(PlanPreview preview) {
    return preview.check().findings().stream().map(Finding::code).toList();
  }

  @Test
  void users_who_would_be_locked_out_are_a_risk_that_policy_is_told_of() {
    device(7, "u7@x.y", true, "NONCOMPLIANT");

    assertThat(preview("compliance-policies", "").check().impact().usersBlocked()).isEqualTo(1);
    assertThat(asked).containsExactly("compliance-policies 7 false true");
  }

  @Test
  void where_nothing_would_move_there_is_nothing_to_tell_but_why() {
    jdbc.sql("update device set management_state = 'INTUNE_ONLY'").update();

    PlanPreview preview = preview("client-apps", "");

    assertThat(preview.check().ready()).isFalse();
    assertThat(preview.pilot()).isNull();
    assertThat(preview.moves()).isEmpty();
    assertThat(preview.approvals()).isEmpty();
  }

  private void freeze(String workload, String site) {
    Instant now = clock.instant();
    freezes.add(
        new Freeze(null, "Ann", "Year end", now, now.plus(Duration.ofDays(9)), workload, site));
  }

  private PlanPreview preview(String workload, String rest) {
    return TestDatabase.transactions(dataSource)
        .execute(
            tx ->
                previews.of(
                    """
                    workload: %s
                    population: managementState=in=(CO_MANAGED,COEXISTENCE)
                    pilot: { size: 2, stratifyBy: [site] }
                    waves: [100%%]
                    soak: { pilot: P1D, wave: PT12H, production: P1D }
                    gate:
                      metrics:
                        - { name: client-unhealthy, expected: 0.02, limit: 0.5 }
                    %s
                    """
                        .formatted(workload, rest),
                    new Actor("requester", Set.of(Role.REQUESTER))));
  }
}
