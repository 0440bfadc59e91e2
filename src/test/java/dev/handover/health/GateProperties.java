package dev.handover.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handover.health.Evidence.MetricEvidence;
import dev.handover.health.GateRules.MetricRule;
import dev.handover.health.Judgement.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The gate against the definition of its verdicts, written a second time and without any wit. */
class GateProperties {

  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

  private record Case(GateRules rules, Evidence evidence, Instant now) {}

  @Property(tries = 100_000)
  void it_passes_exactly_what_the_definition_passes(@ForAll long seed) {
    Case c = random(new SplittableRandom(seed));

    assertThat(Gate.judge(c.rules(), c.evidence(), c.now()).verdict() == Verdict.PASS)
        .as("%s", c)
        .isEqualTo(passes(c));
  }

  @Example
  void the_cases_are_worth_their_name() {
    long passing =
        LongStream.range(0, 5_000).filter(n -> passes(random(new SplittableRandom(n)))).count();
    long failing =
        LongStream.range(0, 5_000).filter(n -> fails(random(new SplittableRandom(n)))).count();

    assertThat(passing).isGreaterThan(100);
    assertThat(failing).isGreaterThan(100);
  }

  @Property(tries = 2_000)
  void it_fails_exactly_what_the_definition_fails(@ForAll long seed) {
    Case c = random(new SplittableRandom(seed));

    assertThat(Gate.judge(c.rules(), c.evidence(), c.now()).verdict() == Verdict.FAIL)
        .as("%s", c)
        .isEqualTo(fails(c));
  }

  @Property(tries = 2_000)
  void every_judgement_has_reasons_and_its_verdict_is_the_worst_of_them(@ForAll long seed) {
    Case c = random(new SplittableRandom(seed));
    Judgement judgement = Gate.judge(c.rules(), c.evidence(), c.now());

    assertThat(judgement.reasons()).isNotEmpty();
    assertThat(judgement.reasons().get(0).code().verdict()).isEqualTo(judgement.verdict());
    assertThat(judgement.reasons()).extracting(Reason::sentence).allMatch(s -> s.endsWith("."));
    assertThat(judgement.lookAgainAt() == null).isEqualTo(judgement.settled());
    assertThat(judgement.settled() || judgement.lookAgainAt().isAfter(c.now())).isTrue();
  }

  @Property(tries = 2_000)
  void a_failure_stays_whatever_is_reported_later(@ForAll long seed) {
    Case c = random(new SplittableRandom(seed));
    Judgement first = Gate.judge(c.rules(), c.evidence(), c.now());
    List<MetricEvidence> later =
        first.metrics().stream()
            .map(
                m ->
                    new MetricEvidence(
                        m.name(), c.evidence().confirmed(), 0, 0, 0, 0, 0, m.maxLlr(), c.now()))
            .toList();
    Evidence allHealthy =
        new Evidence(
            c.evidence().cohort(),
            c.evidence().excluded(),
            c.evidence().ordered(),
            c.evidence().confirmed(),
            later,
            List.of());

    Judgement second = Gate.judge(c.rules(), allHealthy, c.now().plusSeconds(60));

    assertThat(first.verdict() != Verdict.FAIL || second.verdict() == Verdict.FAIL).isTrue();
  }

  /** gate.md, read aloud: only this passes. */
  private static boolean passes(Case c) {
    Evidence e = c.evidence();
    int counted = e.cohort() - e.excluded();
    long required = c.rules().metrics().stream().filter(r -> !r.advisory()).count();
    boolean possible =
        required > 0
            && counted > 0
            && consistent(e)
            && e.sourceErrors().isEmpty()
            && e.excluded() * 100L <= Math.round(c.rules().maxExcluded() * 100) * e.cohort()
            && !c.now().isBefore(c.rules().startedAt().plus(c.rules().minSoak()));
    if (!possible) {
      return false;
    }
    for (MetricRule r : c.rules().metrics()) {
      if (r.advisory()) {
        continue;
      }
      MetricEvidence m = find(e, r.name());
      if (m == null) {
        return false;
      }
      boolean covered =
          (m.healthy() + m.unhealthy()) * 100L
              >= Math.round(c.rules().minCoverage() * 100) * counted;
      int silentUnhealthy = c.rules().silent() == SilentRule.UNHEALTHY ? m.silent() : 0;
      boolean heldBySilence = c.rules().silent() == SilentRule.HOLD && m.silent() > 0;
      double llr = llr(r, m.unhealthy() + silentUnhealthy, m.healthy());
      boolean failedEver = Math.max(llr, m.maxLlr()) >= -Math.log(r.alpha());
      // Whoever has reported nothing may turn out silent.
      int open = counted - m.healthy() - m.unhealthy() - m.stale() - m.silent();
      double worst =
          c.rules().silent() == SilentRule.UNHEALTHY
              ? llr(r, m.unhealthy() + m.silent() + open, m.healthy())
              : llr;
      boolean passed = llr <= Math.log(r.beta()) && worst <= Math.log(r.beta());
      if (!covered || heldBySilence || failedEver || !passed) {
        return false;
      }
    }
    return true;
  }

  private static boolean fails(Case c) {
    boolean consistent = consistent(c.evidence());
    for (MetricRule r : c.rules().metrics()) {
      MetricEvidence m = find(c.evidence(), r.name());
      if (r.advisory() || m == null) {
        continue;
      }
      boolean silenceCounts =
          c.rules().silent() == SilentRule.UNHEALTHY && c.evidence().sourceErrors().isEmpty();
      double now = llr(r, m.unhealthy() + (silenceCounts ? m.silent() : 0), m.healthy());
      double highest = Math.max(m.maxLlr(), consistent ? now : 0);
      if (highest >= -Math.log(r.alpha())) {
        return true;
      }
    }
    return false;
  }

  private static double llr(MetricRule r, int unhealthy, int healthy) {
    double perUnhealthy = Math.log(r.limit() / r.expected());
    double perHealthy = Math.log((1 - r.limit()) / (1 - r.expected()));
    return unhealthy * perUnhealthy + healthy * perHealthy;
  }

  private static boolean consistent(Evidence e) {
    int counted = e.cohort() - e.excluded();
    return counted >= 0
        && e.ordered() <= counted
        && e.confirmed() <= e.ordered()
        && e.metrics().stream().map(MetricEvidence::name).distinct().count() == e.metrics().size()
        && e.metrics().stream()
            .allMatch(
                m ->
                    m.healthy() + m.unhealthy() + m.stale() <= e.confirmed()
                        && m.healthy() + m.unhealthy() + m.stale() + m.silent() + m.pending()
                            <= counted);
  }

  private static MetricEvidence find(Evidence e, String name) {
    for (MetricEvidence m : e.metrics()) {
      if (m.name().equals(name)) {
        return m;
      }
    }
    return null;
  }

  /** Mostly nearly good, so that each single flaw decides often; some of it nonsense. */
  private static Case random(SplittableRandom r) {
    List<MetricRule> rules = new ArrayList<>();
    List<MetricEvidence> metrics = new ArrayList<>();
    int cohort = r.nextInt(12) == 0 ? r.nextInt(3) : r.nextInt(1, 400);
    int excluded = r.nextInt(3) == 0 ? r.nextInt(cohort / 8 + 1) : 0;
    int counted = cohort - excluded;
    int confirmed = r.nextInt(4) == 0 ? r.nextInt(counted + 1) : counted;
    int ordered = r.nextInt(confirmed, counted + 1) + (r.nextInt(40) == 0 ? 1 : 0);
    boolean after = r.nextInt(3) > 0;
    for (String name : List.of("noncompliant", "blue-screens", "policy-error")) {
      if (r.nextInt(3) > 0) {
        rules.add(rule(r, name));
      }
      if (r.nextInt(12) > 0) {
        metrics.add(counts(r, name, confirmed, counted, after));
      }
    }
    if (r.nextInt(40) == 0 && !metrics.isEmpty()) {
      metrics.add(metrics.get(0));
    }
    Instant deadline = START.plus(Duration.ofHours(72));
    Instant now = after ? deadline : START.plus(Duration.ofHours(r.nextInt(72)));
    GateRules gate =
        new GateRules(
            rules,
            r.nextInt(50, 101) / 100.0,
            r.nextInt(0, 20) / 100.0,
            r.nextInt(3) == 0 ? SilentRule.HOLD : SilentRule.UNHEALTHY,
            Duration.ofHours(r.nextInt(30)),
            START,
            deadline);
    List<String> errors = r.nextInt(10) == 0 ? List.of("intune-health: no answer") : List.of();
    return new Case(gate, new Evidence(cohort, excluded, ordered, confirmed, metrics, errors), now);
  }

  private static MetricRule rule(SplittableRandom r, String name) {
    double p0 = r.nextInt(1, 6) / 100.0;
    double p1 = p0 + r.nextInt(4, 20) / 100.0;
    return new MetricRule(name, p0, p1, .01, .05, r.nextInt(4) == 0);
  }

  private static MetricEvidence counts(
      SplittableRandom r, String name, int confirmed, int counted, boolean after) {
    int reported = r.nextInt(3) == 0 ? r.nextInt(confirmed + 1) : confirmed;
    int unhealthy = Math.min(reported, r.nextInt(reported / (r.nextInt(2, 40)) + 1));
    int stale = r.nextInt(3) == 0 ? r.nextInt(confirmed - reported + 1) : 0;
    int rest = counted - reported - stale;
    int silent = after ? rest : 0;
    double maxLlr = r.nextInt(12) == 0 ? r.nextDouble() * 6 : 0;
    int nonsense = r.nextInt(60) == 0 ? 1 : 0;
    return new MetricEvidence(
        name,
        reported - unhealthy + nonsense,
        unhealthy,
        silent,
        rest - silent,
        r.nextInt(3),
        stale,
        maxLlr,
        null);
  }
}
