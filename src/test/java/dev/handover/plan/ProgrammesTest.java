package dev.handover.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.handover.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programmes as they are written: what all plans share is said once, and places stay true. */
class ProgrammesTest {

  private static final Programmes PROGRAMMES =
      new Programmes(new Plans(Set.of("noncompliant", "app-install-failed", "update-error")));

  private static final String COMMON =
      """
      title: Everything to Intune
      population: site==LON
      exclude: [executives]
      pilot: { size: 20, stratifyBy: [model] }
      waves: [50%, 100%]
      soak: { pilot: P1D, wave: PT12H, production: P2D }
      gate:
        minCoverage: 0.8
        metrics: [{ name: noncompliant, expected: 0.02, limit: 0.1 }]
      schedule: { window: nights }
      """;

  @Test
  void what_is_said_once_holds_for_all_and_what_a_rollout_says_itself_counts() {
    Programme programme =
        parse(
            """
            rollouts:
              - workload: client-apps
                title: Apps first
                exclude: []
                gate: { metrics: [{ name: app-install-failed, expected: 0.01, limit: 0.2 }] }
                schedule: { deadline: P30D }
              - workload: compliance-policies
                pilot: { size: 60 }
            """);
    assertThat(programme.title()).isEqualTo("Everything to Intune");
    assertThat(programme.onFailure()).isEqualTo(Programme.OnFailure.STOP);
    Plan apps = programme.rollouts().get(0).plan();
    assertThat(apps.title()).isEqualTo("Apps first");
    assertThat(apps.population()).isEqualTo("site==LON");
    assertThat(apps.exclude()).isEmpty();
    assertThat(apps.gate().minCoverage()).isEqualTo(0.8);
    assertThat(apps.gate().metrics())
        .extracting(MetricPolicy::name)
        .containsExactly("app-install-failed");
    assertThat(apps.schedule().window()).isEqualTo("nights");
    assertThat(apps.schedule().deadline()).isEqualTo(Duration.ofDays(30));
    Plan compliance = programme.rollouts().get(1).plan();
    assertThat(compliance.title()).isEqualTo("Compliance policies to Intune");
    assertThat(compliance.exclude()).containsExactly("executives");
    assertThat(compliance.pilot()).isEqualTo(new Pilot(60, List.of(Stratum.MODEL), 0.005));
    assertThat(compliance.schedule().deadline()).isNull();
  }

  @Test
  void where_nothing_is_said_the_recommended_order_decides_who_waits_for_whom() {
    Programme programme =
        parse(
            """
            rollouts:
              - workload: device-configuration
              - workload: endpoint-protection
              - workload: client-apps
              - workload: compliance-policies
            """);
    assertThat(programme.rollouts())
        .extracting(Programme.Entry::workload, e -> Set.copyOf(e.after()))
        .containsExactly(
            tuple(
                Workload.DEVICE_CONFIGURATION,
                Set.of(
                    Workload.COMPLIANCE_POLICIES,
                    Workload.CLIENT_APPS,
                    Workload.ENDPOINT_PROTECTION)),
            tuple(
                Workload.ENDPOINT_PROTECTION,
                Set.of(Workload.COMPLIANCE_POLICIES, Workload.CLIENT_APPS)),
            tuple(Workload.CLIENT_APPS, Set.of(Workload.COMPLIANCE_POLICIES)),
            tuple(Workload.COMPLIANCE_POLICIES, Set.of()));
  }

  @Test
  void what_the_text_says_goes_before_what_is_usual_and_never_makes_a_circle_with_it() {
    Programme programme =
        parse(
            """
            onFailure: goOn
            rollouts:
              - { workload: compliance-policies, after: [client-apps] }
              - workload: client-apps
              - { workload: windows-update-policies, after: [] }
            """);
    assertThat(programme.onFailure()).isEqualTo(Programme.OnFailure.GO_ON);
    assertThat(programme.before(Workload.CLIENT_APPS)).isEmpty();
    assertThat(programme.before(Workload.COMPLIANCE_POLICIES))
        .containsExactly(Workload.CLIENT_APPS);
    assertThat(programme.sideBySide(Workload.CLIENT_APPS, Workload.WINDOWS_UPDATE_POLICIES))
        .isTrue();
    assertThat(programme.sideBySide(Workload.CLIENT_APPS, Workload.COMPLIANCE_POLICIES)).isFalse();
  }

  @Test
  void a_problem_stands_at_the_place_where_it_was_written_and_is_told_once() {
    assertProblems(
        COMMON.replace("size: 20", "size: 0")
            + """
            rollouts:
              - workload: client-apps
              - workload: compliance-policies
                gate: { metrics: [{ name: noncompliant, expected: 0.2, limit: 0.1 }] }
              - workload: windows-update-policies
                waves: [100%, 5%]
                schedule: { deadline: PT0S }
            """,
        "pilot.size",
        "rollouts[1].gate.metrics[0].limit",
        "rollouts[2].waves[1]",
        "rollouts[2].waves[1]",
        "rollouts[2].schedule.deadline");
  }

  @Test
  void what_nobody_has_written_is_missing_in_the_rollout() {
    assertProblems(
        """
        title: Without a population
        rollouts:
          - workload: client-apps
            gate: { metrics: [{ name: noncompliant, expected: 0.01, limit: 0.1 }] }
            waves: [100%]
            pilot: { size: 10 }
            soak: { pilot: P1D, wave: P1D }
        """,
        "rollouts[0].population", "rollouts[0].soak.production");
  }

  @Test
  void keys_that_are_none_are_refused_where_they_stand() {
    assertProblems(
        COMMON
            + """
            workload: client-apps
            onFailure: proceed
            rollouts:
              - { workload: client-apps, afterwards: [] }
              - just-text
            """,
        "workload",
        "onFailure",
        "rollouts[0].afterwards",
        "rollouts[1]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rollouts: []", "rollouts: client-apps", "onFailure: stop"})
  void a_programme_of_nothing_is_refused(String rollouts) {
    assertProblems(COMMON + rollouts, "rollouts");
  }

  @Test
  void a_workload_is_moved_once() {
    assertThat(
            problems(COMMON + "rollouts: [{ workload: client-apps }, { workload: client-apps }]"))
        .containsExactly(
            new Problem(
                "rollouts[1].workload",
                "rollouts[0] moves client-apps already; a programme has at most one rollout per workload."));
  }

  @Test
  void who_waits_for_what_is_not_there_waits_in_vain() {
    assertThat(
            problems(
                COMMON
                    + """
                    rollouts:
                      - { workload: client-apps, after: [compliance-policies, office, client-apps] }
                      - { workload: windows-update-policies, after: [client-apps, client-apps] }
                    """))
        .extracting(Problem::path, p -> p.message().replaceAll(" is not one of.*", " is none"))
        .containsExactly(
            tuple(
                "rollouts[0].after[0]",
                "No rollout of this programme moves compliance-policies; those of it move client-apps, windows-update-policies."),
            tuple("rollouts[0].after[1]", "'office' is none"),
            tuple("rollouts[0].after[2]", "A rollout cannot wait for itself."),
            tuple("rollouts[1].after[1]", "This is there twice."));
  }

  @Test
  void a_circle_is_refused() {
    assertThat(
            problems(
                COMMON
                    + """
                    rollouts:
                      - { workload: client-apps, after: [windows-update-policies] }
                      - { workload: office-click-to-run-apps, after: [client-apps] }
                      - { workload: windows-update-policies, after: [office-click-to-run-apps] }
                    """))
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.path()).isEqualTo("rollouts[0].after");
              assertThat(p.message())
                  .isEqualTo(
                      "Client apps waits for Windows Update policies, which waits for Client apps in turn: neither would ever begin.");
            });
  }

  @Test
  void what_takes_others_with_it_comes_after_them() {
    assertThat(
            problems(
                COMMON
                    + """
                    rollouts:
                      - { workload: device-configuration, after: [] }
                      - workload: endpoint-protection
                    """))
        .containsExactly(
            new Problem(
                "rollouts[0].after",
                "Device configuration takes Endpoint protection to Intune with it and has to come after it; name endpoint-protection here."));
    assertThat(
            problems(
                COMMON
                    + """
                    rollouts:
                      - workload: device-configuration
                      - { workload: endpoint-protection, after: [device-configuration] }
                    """))
        .containsExactly(
            new Problem(
                "rollouts[1].after",
                "Device configuration takes Endpoint protection to Intune with it and has to come after it; leave out device-configuration here."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "just text",
        "[1, 2]",
        "rollouts: [[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]",
        "title: \"a\\u0000b\"\nrollouts: [{ \"gate.x[99999999999]\": 1, \"rollouts[0]\": 2 }]",
        "title: \"\\u202Egnp\"\nrollouts: [{ workload: \"<script>\", after: [\"<img src=x>\"] }]"
      })
  void whatever_comes_is_refused_in_sentences(String text) {
    assertThat(problems(text)).isNotEmpty().allMatch(p -> !p.message().isBlank());
  }

  private static Programme parse(String rollouts) {
    return PROGRAMMES.parse(COMMON + rollouts);
  }

  private static List<Problem> problems(String text) {
    return catchThrowableOfType(InvalidPlan.class, () -> PROGRAMMES.parse(text)).problems();
  }

  private static void assertProblems(String text, String... paths) {
    assertThat(problems(text)).extracting(Problem::path).containsExactlyInAnyOrder(paths);
  }
}
