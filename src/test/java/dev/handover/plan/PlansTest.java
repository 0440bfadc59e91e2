package dev.handover.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handover.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlansTest {

  static final Plans PLANS = new Plans(Set.of("noncompliant", "check-in-missing", "blue-screens"));

  static final String FULL =
      """
      workload: compliance-policies
      title: Compliance to Intune, EMEA first
      population: "managementState==CO_MANAGED;site=in=(LON,BER,MAD)"
      exclude: [executives, kiosks]
      pilot: { size: 200, stratifyBy: [model, osBuild, site], coverAbove: 1% }
      waves: [5%, 0.2, 50 %, 100%]
      soak: { pilot: P3D, wave: P1D, production: P7D }
      gate:
        metrics:
          - { name: noncompliant,     expected: 0.02, limit: 8% }
          - { name: check-in-missing, expected: 0.01, limit: 0.05, alpha: 0.02, beta: 0.1 }
          - { name: blue-screens,     expected: 0.01, limit: 0.05, advisory: true }
        minCoverage: 0.8
        deadline: P9D
        maxAge: PT36H
        silent: hold
        onFail: ask
        onHold: rollback
      schedule:
        start: 2026-12-01T20:00Z
        window: emea-nights
        deadline: P30D
        expand: { recurrence: FREQ=WEEKLY;BYDAY=TU, at: "20:00", zone: Europe/Berlin }
      approvals: { start: 1, expansion: 2, wave: 0 }
      overlapReason: Both are reverted together
      impact: { maxBlockedUsers: 25, maxBlockedShare: 1%, breakGlass: [Glass-1@contoso.com] }
      shadow:
        - { name: patient, soak: { wave: P3D } }
      """;

  static final String SHORT =
      """
      workload: client-apps
      population: site==LON
      pilot: { size: 20 }
      waves: [100%]
      soak: { pilot: P1D, wave: PT12H, production: P2D }
      gate:
        metrics:
          - { name: noncompliant, expected: 0.02, limit: 0.1 }
      """;

  @Test
  void a_full_plan_is_read_as_it_is_written() {
    assertThat(PLANS.parse(FULL))
        .isEqualTo(
            new Plan(
                "Compliance to Intune, EMEA first",
                Workload.COMPLIANCE_POLICIES,
                "managementState==CO_MANAGED;site=in=(LON,BER,MAD)",
                List.of("executives", "kiosks"),
                new Pilot(200, List.of(Stratum.MODEL, Stratum.OS_BUILD, Stratum.SITE), 0.01),
                List.of(0.05, 0.2, 0.5, 1.0),
                new Soak(Duration.ofDays(3), Duration.ofDays(1), Duration.ofDays(7)),
                new GatePolicy(
                    List.of(
                        new MetricPolicy("noncompliant", 0.02, 0.08, 0.01, 0.05, false),
                        new MetricPolicy("check-in-missing", 0.01, 0.05, 0.02, 0.1, false),
                        new MetricPolicy("blue-screens", 0.01, 0.05, 0.01, 0.05, true)),
                    0.8,
                    Duration.ofDays(9),
                    Duration.ofHours(36),
                    SilentRule.HOLD,
                    OnVerdict.ASK,
                    OnVerdict.ROLLBACK),
                new Schedule(
                    Instant.parse("2026-12-01T20:00:00Z"),
                    "emea-nights",
                    Duration.ofDays(30),
                    new Expansion(
                        "FREQ=WEEKLY;BYDAY=TU", LocalTime.of(20, 0), ZoneId.of("Europe/Berlin"))),
                new Approvals(1, 2, 0),
                "Both are reverted together",
                new Impact(25, 0.01, List.of("glass-1@contoso.com")),
                List.of(new Shadow("patient", "{\"soak\":{\"wave\":\"P3D\"}}"))));
  }

  @Test
  void what_a_short_plan_leaves_out_gets_the_documented_defaults() {
    Plan plan = PLANS.parse(SHORT);

    assertThat(plan.title()).isEqualTo("Client apps to Intune");
    assertThat(plan.exclude()).isEmpty();
    assertThat(plan.pilot().stratifyBy()).isEmpty();
    assertThat(plan.pilot().coverAbove()).isEqualTo(0.005);
    assertThat(plan.schedule()).isEqualTo(new Schedule(null, null, null, null));
    assertThat(plan.approvals()).isEqualTo(new Approvals(0, 1, 0));
    assertThat(plan.impact()).isEqualTo(Impact.NOT_CAPPED);
    assertThat(plan.gate())
        .isEqualTo(
            new GatePolicy(
                List.of(new MetricPolicy("noncompliant", 0.02, 0.1, 0.01, 0.05, false)),
                0.9,
                null,
                Duration.ofDays(2),
                SilentRule.UNHEALTHY,
                OnVerdict.ROLLBACK,
                OnVerdict.ASK));
  }

  @Test
  void evidence_is_awaited_for_three_soaks_at_least_a_day_unless_the_plan_says_otherwise() {
    GatePolicy unsaid = PLANS.parse(SHORT).gate();

    assertThat(unsaid.deadlineAfter(Duration.ofDays(2))).isEqualTo(Duration.ofDays(6));
    assertThat(unsaid.deadlineAfter(Duration.ofHours(1))).isEqualTo(Duration.ofDays(1));
    assertThat(PLANS.parse(FULL).gate().deadlineAfter(Duration.ofDays(3)))
        .isEqualTo(Duration.ofDays(9));
  }

  @Test
  void people_have_a_week_to_approve_unless_the_plan_says_otherwise_and_less_brings_all_forward() {
    assertThat(PLANS.parse(SHORT).approvals())
        .isEqualTo(
            new Approvals(0, 1, 0, Duration.ofDays(1), Duration.ofDays(2), Duration.ofDays(7)));
    assertThat(PLANS.parse(SHORT + "\napprovals: { within: PT8H }").approvals())
        .isEqualTo(
            new Approvals(0, 1, 0, Duration.ofHours(2), Duration.ofHours(4), Duration.ofHours(8)));
    assertThat(PLANS.parse(SHORT + "\napprovals: { remindAfter: PT1H, within: P9D }").approvals())
        .isEqualTo(
            new Approvals(0, 1, 0, Duration.ofHours(1), Duration.ofDays(2), Duration.ofDays(9)));
  }

  @Test
  void json_is_read_even_when_it_is_indented_with_tabs() {
    Plan plan = PLANS.parse(SHORT);

    assertThat(PLANS.parse(PLANS.json(plan).replace("{", "{\n\t"))).isEqualTo(plan);
  }

  @Test
  void equal_plans_hash_alike_however_they_are_written_and_different_ones_do_not() {
    String rewritten = SHORT.replace("100%", "1.0").replace("PT12H", "PT720M");

    assertThat(PLANS.hash(PLANS.parse(rewritten)))
        .isEqualTo(PLANS.hash(PLANS.parse(SHORT)))
        .matches("[0-9a-f]{64}")
        .isNotEqualTo(PLANS.hash(PLANS.parse(SHORT.replace("size: 20", "size: 21"))));
  }

  @Test
  void the_canonical_form_is_json_in_fixed_order_with_all_defaults() {
    assertThat(PLANS.json(PLANS.parse(SHORT)))
        .isEqualTo(
            """
            {"title":"Client apps to Intune","workload":"client-apps","population":"site==LON",\
            "exclude":[],"pilot":{"size":20,"stratifyBy":[],"coverAbove":0.005},"waves":[1.0],\
            "soak":{"pilot":"PT24H","wave":"PT12H","production":"PT48H"},\
            "gate":{"metrics":[{"name":"noncompliant","kind":"limit","expected":0.02,"limit":0.1,\
            "alpha":0.01,"beta":0.05,"advisory":false}],"minCoverage":0.9,"maxAge":"PT48H",\
            "silent":"unhealthy","onFail":"rollback","onHold":"ask"},"schedule":{},\
            "approvals":{"start":0,"expansion":1,"wave":0,"remindAfter":"PT24H","escalateAfter":"PT48H",\
            "within":"PT168H"},"impact":{"breakGlass":[]}}""");
  }

  /** Each row changes one thing in the full plan: what, into what, where the problem is, words. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          compliance-policies        | compliance           | workload               | is not one of client-apps, compl
          workload: compliance-pol   | workloads: compl     | workload               | required
          workload: compliance-pol   | workloads: compl     | workloads              | the keys are workload, title
          title: Compliance to       | title: 5 #           | title                  | text
          title: Compliance to       | title: "a\\u0000b" # | title                  | control characters
          title: Compliance to       | title: "a\\u202eb" # | title                  | control characters
          population: "managem       | population: "" # "   | population             | no value
          [executives, kiosks]       | [kiosks, kiosks]     | exclude[1]             | twice
          [executives, kiosks]       | kiosks               | exclude                | list
          [executives, kiosks]       |                      | exclude                | no value
          size: 200                  | size: 0              | pilot.size             | whole number from 1 to 1000000
          size: 200                  | size: 2.5            | pilot.size             | whole number
          size: 200                  | size: 99999999999    | pilot.size             | whole number
          size: 200                  | size: "200"          | pilot.size             | whole number
          size: 200                  | siez: 200            | pilot.siez             | the keys are size, stratifyBy
          size: 200                  | siez: 200            | pilot.size             | required
          [model, osBuild, site]     | [model, colour]      | pilot.stratifyBy[1]    | is not one of model, osBuild, site
          [model, osBuild, site]     | [model, model]       | pilot.stratifyBy[1]    | twice
          [5%, 0.2, 50 %, 100%]      | []                   | waves                  | At least one wave
          [5%, 0.2, 50 %, 100%]      | [20%, 20%, 100%]     | waves[1]               | greater than the one before
          [5%, 0.2, 50 %, 100%]      | [50%, 20%, 100%]     | waves[1]               | greater than the one before
          [5%, 0.2, 50 %, 100%]      | [5%, 99.9%]          | waves[1]               | whole population
          [5%, 0.2, 50 %, 100%]      | [5%, 100.1%]         | waves[1]               | more than the whole
          [5%, 0.2, 50 %, 100%]      | [5, 1]               | waves[0]               | 0.05 or 5%
          [5%, 0.2, 50 %, 100%]      | [0%, 1]              | waves[0]               | greater than 0
          [5%, 0.2, 50 %, 100%]      | [-0.1, 1]            | waves[0]               | greater than 0
          [5%, 0.2, 50 %, 100%]      | [1e-400, 1]          | waves[0]               | greater than 0
          [5%, 0.2, 50 %, 100%]      | [1e400, 1]           | waves[0]               | share such as 0.05
          [5%, 0.2, 50 %, 100%]      | [.nan, 1]            | plan                   | line 6
          [5%, 0.2, 50 %, 100%]      | ["0.05", 1]          | waves[0]               | share such as 0.05
          [5%, 0.2, 50 %, 100%]      | [all]                | waves[0]               | share such as 0.05
          pilot: P3D                 | pilot: PT0S          | soak.pilot             | longer than zero
          pilot: P3D                 | pilot: -P3D          | soak.pilot             | longer than zero
          pilot: P3D                 | pilot: P367D         | soak.pilot             | longer than 366 days
          pilot: P3D                 | pilot: P1M           | soak.pilot             | such as P3D or PT12H
          pilot: P3D                 | pilot: 3             | soak.pilot             | such as P3D or PT12H
          ,production: P7D           | }#                   | soak.production        | required
          limit: 8%                  | limit: 2%            | gate.metrics[0].limit  | greater than normal (what is expected, 2 %)
          limit: 8%                  | limit: 100%          | gate.metrics[0].limit  | less than 1
          ,limit: 8%                 | `}#`                 | gate.metrics[0].limit  | required
          expected: 0.02             | expected: 0          | gate.metrics[0].expected | greater than 0
          expected: 0.02             | expected: low        | gate.metrics[0].expected | share such as 0.05
          name: noncompliant         | name: nonsense       | gate.metrics[0].name   | is not one of blue-screens, check
          name: check-in-missing     | name: noncompliant   | gate.metrics[1].name   | twice
          name: noncompliant         | kind: other          | gate.metrics[0].kind   | is not one of change, limit
          name: noncompliant, | name: noncompliant, margin: 1%, | gate.metrics[0].margin | belongs to a metric of kind change
          name: noncompliant, | name: noncompliant, confidence: 0.9, | gate.metrics[0].confidence | belongs to a metric of kind change
          alpha: 0.02                | alpha: 0.5           | gate.metrics[1].alpha  | less than 0.5
          beta: 0.1                  | beta: 0              | gate.metrics[1].beta   | greater than 0
          advisory: true             | advisory: yes        | gate.metrics[2].advisory | true or false
          minCoverage: 0.8           | minCoverage: 0       | gate.minCoverage       | greater than 0
          minCoverage: 0.8           | minCoverage: 1.01    | gate.minCoverage       | more than the whole
          deadline: P9D              | deadline: P6D        | gate.deadline          | longest soak is PT168H
          maxAge: PT36H              | maxAge: soon         | gate.maxAge            | such as P3D
          silent: hold               | silent: healthy      | gate.silent            | is not one of hold, unhealthy
          onFail: ask                | onFail: continue     | gate.onFail            | is not one of ask, rollback
          onHold: rollback           | onHold: go on        | gate.onHold            | is not one of ask, rollback
          2026-12-01T20:00Z          | 2026-12-01T20:00     | schedule.start         | with its offset
          2026-12-01T20:00Z          | tomorrow             | schedule.start         | with its offset
          2026-12-01T20:00Z          | 9999-12-01T20:00Z    | schedule.start         | between the years
          deadline: P30D             | deadline: P6D        | schedule.deadline      | soak for PT168H altogether
          at: "20:00"                | at: "8pm"            | schedule.expand.at     | time of day such as 20:00
          zone: Europe/Berlin        | zone: Berlin         | schedule.expand.zone   | is not a time zone
          expansion: 2               | expansion: -1        | approvals.expansion    | whole number from 0 to 10
          expansion: 2               | expansion: 2, within: P367D      | approvals.within       | longer than 366 days
          expansion: 2               | expansion: 2, within: PT0S      | approvals.within       | longer than zero
          expansion: 2               | expansion: 2, escalateAfter: P7D | approvals.escalateAfter | must be shorter than PT168H
          expansion: 2               | expansion: 2, within: P1D, remindAfter: PT12H | approvals.remindAfter | must be shorter than PT12H
          expansion: 2               | expansion: 2, remind: P1D       | approvals.remind       | remind
          expansion: 2               | expansion: 2.0       | approvals.expansion    | whole number from 0 to 10
          maxBlockedUsers: 25        | maxBlockedUsers: -1  | impact.maxBlockedUsers | whole number from 0 to 1000000
          maxBlockedUsers: 25        | maxBlockedUsers: 1%  | impact.maxBlockedUsers | whole number
          maxBlockedUsers: 25        | maxBlocked: 25       | impact.maxBlocked      | the keys are maxBlockedUsers
          maxBlockedShare: 1%        | maxBlockedShare: 0   | impact.maxBlockedShare | greater than 0
          maxBlockedShare: 1%        | maxBlockedShare: 101% | impact.maxBlockedShare | more than the whole
          [Glass-1@contoso.com]      | [glass]              | impact.breakGlass[0]   | user principal name
          [Glass-1@contoso.com]      | [a@b.c, A@b.c]       | impact.breakGlass[1]   | twice
          [Glass-1@contoso.com]      | a@b.c                | impact.breakGlass      | list
          workload: compliance-pol   | workload: client-apps # | impact              | Only a rollout of compliance
          """)
  void a_mistake_is_refused_with_its_place_and_a_sentence(
      String written, String mistake, String path, String words) {
    String text = FULL.replaceAll(" +", " ").replace(", production", ",production");
    text = text.replace(", limit: 8%", ",limit: 8%");
    assertThat(text).contains(written);

    List<Problem> problems = problems(text.replace(written, mistake == null ? "" : mistake));

    assertThat(problems)
        .anySatisfy(
            problem -> {
              assertThat(problem.path()).isEqualTo(path);
              assertThat(problem.message()).contains(words).endsWith(".");
            });
  }

  @Test
  void all_mistakes_are_told_at_once() {
    String text =
        """
        workload: printing
        population: 7
        pilot: { size: -1 }
        waves: [50%, 20%]
        soak: P3D
        gate:
          metrics:
            - { name: noncompliant, expected: 0.1, limit: 0.1 }
            - noncompliant
        colour: red
        """;

    assertThat(problems(text))
        .extracting(Problem::path)
        .containsExactlyInAnyOrder(
            "colour",
            "workload",
            "population",
            "pilot.size",
            "waves[1]",
            "waves[1]",
            "soak",
            "gate.metrics[0].limit",
            "gate.metrics[1]");
  }

  @Test
  void no_default_stands_in_for_metrics_that_are_left_out_and_where_to_find_some_is_said() {
    assertThat(problems(SHORT.substring(0, SHORT.indexOf("  metrics")) + "  minCoverage: 0.9"))
        .containsExactly(
            new Problem(
                "gate.metrics",
                "This is required: nothing passes without evidence. GET"
                    + " /api/signals?workload=client-apps lists them, each with an expected share"
                    + " and a limit to take."));
  }

  @Test
  void a_gate_that_could_only_advise_is_refused() {
    assertThat(problems(SHORT.replace("limit: 0.1", "limit: 0.1, advisory: true")))
        .extracting(Problem::path)
        .containsExactly("gate.metrics");
    assertThat(problems(SHORT.substring(0, SHORT.indexOf("metrics")) + "metrics: []"))
        .extracting(Problem::path)
        .containsExactly("gate.metrics");
  }

  @Test
  void more_than_fifty_waves_are_refused() {
    String shares = "0.01" + ", 0.02".repeat(50);

    assertThat(problems(SHORT.replace("100%", shares)))
        .containsExactly(new Problem("waves", "These are 51 entries; at most 50 are allowed."));
  }

  static List<Problem> problems(String text) {
    InvalidPlan refused = catchThrowableOfType(InvalidPlan.class, () -> PLANS.parse(text));
    assertThat(refused).as("refusal of %s", text).isNotNull();
    return refused.problems();
  }
}
