package dev.handover.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.health.ChangeEvidence.Group;
import dev.handover.health.ChangeEvidence.Now;
import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.GateRules.MetricRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A compared metric against the definition of its verdicts, written again by brute force. */
class ChangeGateProperties {

  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final Duration SOAK = Duration.ofHours(24);
  private static final Instant DEADLINE = START.plus(Duration.ofHours(72));

  private record Case(GateRules rules, Evidence evidence, Instant now) {

    MetricRule rule() {
      return rules.metrics().get(0);
    }

    /** Null where nothing was measured. */
    ChangeEvidence change() {
      return evidence.changes().isEmpty() ? null : evidence.changes().get(0);
    }

    Verdict verdict() {
      return Gate.judge(rules, evidence, now).verdict();
    }
  }

  @Property(tries = 50_000)
  void it_passes_and_fails_exactly_what_the_definition_does(@ForAll long seed) {
    Case c = random(new SplittableRandom(seed));
    if (comparable(c)) {
      assertThat(c.verdict() == Verdict.PASS).as("%s", c).isEqualTo(passes(c));
      assertThat(c.verdict() == Verdict.FAIL).as("%s", c).isEqualTo(fails(c));
    }
  }

  @Property(tries = 20_000)
  void without_a_comparison_it_is_the_absolute_limit_that_judges(@ForAll long seed) {
    Case c = random(new SplittableRandom(seed));
    if (!comparable(c)) {
      MetricRule r = c.rule();
      MetricRule limit =
          new MetricRule(r.name(), r.expected(), r.limit(), r.alpha(), r.beta(), false);
      GateRules rules =
          new GateRules(
              List.of(limit),
              c.rules().minCoverage(),
              c.rules().maxExcluded(),
              c.rules().silent(),
              c.rules().minSoak(),
              c.rules().startedAt(),
              c.rules().deadline());
      Judgement byLimit = Gate.judge(rules, c.evidence(), c.now());
      Judgement judgement = Gate.judge(c.rules(), c.evidence(), c.now());

      assertThat(judgement.verdict()).as("%s", c).isEqualTo(byLimit.verdict());
      assertThat(judgement.settled()).isEqualTo(byLimit.settled());
      assertThat(judgement.metrics().get(0).llr()).isEqualTo(byLimit.metrics().get(0).llr());
      assertThat(judgement.metrics().get(0).sentence()).isNotBlank();
    }
  }

  @Property(tries = 2_000)
  void whatever_those_still_to_report_say_a_verdict_told_early_is_that_of_the_end(
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Case c = random(random);
    Verdict early = c.verdict();
    if (comparable(c) && !early.holds()) {
      Group moved = reported(c.change().moved(), random);
      Group control = reported(c.change().control(), random);
      Evidence end =
          evidence(
              c.evidence().cohort(),
              moved,
              new ChangeEvidence("blue-screens", moved, control, c.change().known(), 0),
              List.of());

      assertThat(Gate.judge(c.rules(), end, DEADLINE).verdict())
          .as("%s, at the end %s", c, end)
          .isEqualTo(early);
    }
  }

  @Example
  void the_cases_are_worth_their_name() {
    List<Case> cases =
        LongStream.range(0, 5_000).mapToObj(n -> random(new SplittableRandom(n))).toList();

    assertThat(cases.stream().filter(c -> comparable(c) && passes(c)).count()).isGreaterThan(200);
    assertThat(cases.stream().filter(c -> comparable(c) && fails(c)).count()).isGreaterThan(200);
    assertThat(cases.stream().filter(c -> !comparable(c)).count()).isGreaterThan(200);
  }

  /** There is a control group, and enough is known from before. */
  private static boolean comparable(Case c) {
    return c.change() != null
        && size(c.change().control()) > 0
        && size(c.change().moved()) > 0
        && c.change().known() * 100L
            >= Math.round(c.rules().minCoverage() * 100) * c.evidence().cohort();
  }

  /** The whole interval below the margin, however bad those are that have said nothing. */
  private static boolean passes(Case c) {
    boolean counts = silenceCounts(c);
    long covered = Math.round(c.rules().minCoverage() * 100);
    return !c.now().isBefore(START.plus(SOAK))
        && c.evidence().sourceErrors().isEmpty()
        && said(c.change().moved()) * 100L >= covered * c.evidence().cohort()
        && said(c.change().control()) * 100L >= covered * size(c.change().control())
        && (c.rules().silent() == SilentRule.UNHEALTHY || silent(c.change().moved()) == 0)
        && excess(
                c,
                table(c.change().moved(), true, true),
                table(c.change().control(), counts, false))[2]
            < c.rule().change().margin();
  }

  /** The whole interval above the margin, however well those are that have said nothing. */
  private static boolean fails(Case c) {
    boolean counts = silenceCounts(c);
    return !c.now().isBefore(START.plus(SOAK))
        && excess(
                c,
                table(c.change().moved(), counts, false),
                table(c.change().control(), true, true))[1]
            > c.rule().change().margin();
  }

  private static boolean silenceCounts(Case c) {
    return c.rules().silent() == SilentRule.UNHEALTHY && c.evidence().sourceErrors().isEmpty();
  }

  private static double[] excess(Case c, BeforeAfter moved, BeforeAfter control) {
    return NewcombeByHand.excess(moved, control, c.rule().change().confidence());
  }

  private static BeforeAfter table(Group g, boolean silentIsUnhealthy, boolean openIsUnhealthy) {
    int[] cells = new int[4];
    for (int before = 0; before < 2; before++) {
      Now now = before == 0 ? g.healthyBefore() : g.unhealthyBefore();
      cells[2 * before] += now.healthy();
      cells[2 * before + 1] += now.unhealthy();
      cells[2 * before + (silentIsUnhealthy ? 1 : 0)] += now.silent();
      cells[2 * before + (openIsUnhealthy ? 1 : 0)] += now.open();
    }
    return new BeforeAfter(cells[0], cells[1], cells[2], cells[3]);
  }

  private static int size(Group g) {
    return said(g) + silent(g) + open(g);
  }

  private static int said(Group g) {
    return g.healthyBefore().healthy()
        + g.healthyBefore().unhealthy()
        + g.unhealthyBefore().healthy()
        + g.unhealthyBefore().unhealthy();
  }

  private static int silent(Group g) {
    return g.healthyBefore().silent() + g.unhealthyBefore().silent();
  }

  private static int open(Group g) {
    return g.healthyBefore().open() + g.unhealthyBefore().open();
  }

  private static Group reported(Group g, SplittableRandom r) {
    return new Group(reported(g.healthyBefore(), r), reported(g.unhealthyBefore(), r));
  }

  private static Now reported(Now now, SplittableRandom r) {
    int well = r.nextInt(now.open() + 1);
    return new Now(now.healthy() + well, now.unhealthy() + now.open() - well, now.silent(), 0);
  }

  private static Case random(SplittableRandom r) {
    double margin = r.nextInt(2, 30) / 100.0;
    double confidence = r.nextInt(50, 100) / 100.0;
    double bad = r.nextInt(3) == 0 ? r.nextDouble() : r.nextDouble() * margin;
    double outage = r.nextInt(3) == 0 ? r.nextDouble() * .5 : 0;
    boolean after = r.nextBoolean();
    Group moved = group(r, r.nextInt(1, 400), Math.min(1, bad + outage), after);
    Group control = r.nextInt(8) == 0 ? Group.NONE : group(r, r.nextInt(1, 400), outage, after);
    int cohort = size(moved);
    int known = r.nextInt(4) == 0 ? r.nextInt(cohort + 1) : cohort;
    ChangeEvidence change = new ChangeEvidence("blue-screens", moved, control, known, r.nextInt(3));
    GateRules rules =
        new GateRules(
            List.of(
                new MetricRule(
                    "blue-screens", .01, .05, .01, .05, false, new ChangeTest(margin, confidence))),
            r.nextInt(50, 101) / 100.0,
            .1,
            r.nextInt(3) == 0 ? SilentRule.HOLD : SilentRule.UNHEALTHY,
            SOAK,
            START,
            DEADLINE);
    List<String> errors = r.nextInt(10) == 0 ? List.of("intune-health: no answer") : List.of();
    return new Case(
        rules,
        evidence(cohort, moved, r.nextInt(10) == 0 ? null : change, errors),
        after ? DEADLINE : START.plus(Duration.ofHours(r.nextInt(12, 72))));
  }

  private static Evidence evidence(
      int cohort, Group moved, ChangeEvidence change, List<String> errors) {
    MetricEvidence counts =
        new MetricEvidence(
            "blue-screens",
            moved.healthyBefore().healthy() + moved.unhealthyBefore().healthy(),
            moved.healthyBefore().unhealthy() + moved.unhealthyBefore().unhealthy(),
            silent(moved),
            open(moved),
            0,
            0,
            0,
            null);
    return new Evidence(
        cohort,
        0,
        cohort,
        cohort,
        List.of(counts),
        change == null ? List.of() : List.of(change),
        errors);
  }

  private static Group group(SplittableRandom r, int devices, double rate, boolean after) {
    int before = r.nextInt(3) == 0 ? r.nextInt(devices / 10 + 1) : 0;
    return new Group(
        now(r, devices - before, rate, after), now(r, before, Math.max(rate, .8), after));
  }

  private static Now now(SplittableRandom r, int devices, double rate, boolean after) {
    int mute = r.nextInt(3) == 0 ? r.nextInt(devices / 5 + 1) : r.nextInt(devices / 50 + 1);
    int silent = after ? r.nextInt(mute + 1) : 0;
    int said = devices - mute;
    int unhealthy = (int) Math.min(said, Math.round(said * rate));
    return new Now(said - unhealthy, unhealthy, silent, mute - silent);
  }
}
