package dev.handover.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PlanPropertiesTest {

  private static final Set<String> METRICS = Set.of("noncompliant", "blue-screens", "policy-error");
  private static final Plans PLANS = new Plans(METRICS);

  @Property(tries = 300)
  void every_plan_survives_the_way_to_canonical_text_and_back(@ForAll("plans") Plan plan) {
    String text = PLANS.json(plan);

    assertThat(PLANS.parse(text)).isEqualTo(plan);
    assertThat(PLANS.json(PLANS.parse(text))).isEqualTo(text);
  }

  @Property(tries = 300)
  void every_plan_survives_the_way_to_yaml_and_back(@ForAll("plans") Plan plan) {
    assertThat(PLANS.parse(PlanDraft.read(PLANS.json(plan)).yaml())).isEqualTo(plan);
  }

  @Property(tries = 300)
  void every_plan_survives_the_way_over_the_form_and_back(@ForAll("plans") Plan plan) {
    PlanDraft draft = PlanDraft.read(PLANS.json(plan));
    PlanForm form = new PlanForm(draft);
    Map<String, String> typed = new HashMap<>();
    form.fields().forEach(field -> typed.put(field, form.value(field)));

    assertThat(form.changes(typed, draft)).isEmpty();
    assertThat(PLANS.parse(draft.yaml())).isEqualTo(plan);

    PlanDraft other = PlanDraft.empty();
    for (int i = 0; i < form.metrics(); i++) {
      other.add(PlanForm.METRICS, JsonNodeFactory.instance.objectNode());
    }
    new PlanForm(other).changes(typed, other);
    PlanForm again = new PlanForm(PlanDraft.read(other.yaml()));
    assertThat(again.fields()).isEqualTo(form.fields());
    assertThat(again.fields())
        .allMatch(field -> PlanForm.same(field, again.value(field), form.value(field)));
  }

  @Property(tries = 500)
  void no_text_makes_the_reader_fail_in_any_way_but_its_own(
      @ForAll String noise, @ForAll("plans") Plan plan, @ForAll Random random) {
    StringBuilder broken = new StringBuilder(PLANS.json(plan));
    for (int i = 0; i < 3; i++) {
      int at = random.nextInt(broken.length());
      broken.replace(at, Math.min(broken.length(), at + random.nextInt(4)), noise);
    }
    assertThatCode(
            () -> {
              try {
                PLANS.parse(broken.toString());
              } catch (InvalidPlan refused) {
                assertThat(refused.problems()).isNotEmpty();
              }
            })
        .doesNotThrowAnyException();
  }

  @Provide
  Arbitrary<Plan> plans() {
    Arbitrary<String> text =
        Arbitraries.strings()
            .withCharRange(' ', '~')
            .withCharRange('à', 'ÿ')
            .ofMinLength(1)
            .ofMaxLength(59)
            .map(s -> "x" + s.strip());
    Arbitrary<Duration> duration =
        Arbitraries.integers().between(1, 10_000_000).map(Duration::ofSeconds);
    Arbitrary<Pilot> pilot =
        Combinators.combine(
                Arbitraries.integers().between(1, 1_000_000),
                Arbitraries.subsetOf(Stratum.values()),
                Arbitraries.integers().between(1, 1_000))
            .as((size, strata, n) -> new Pilot(size, List.copyOf(strata), n / 1_000.0));
    Arbitrary<List<Double>> waves =
        Arbitraries.integers()
            .between(1, 9_999)
            .set()
            .ofMaxSize(49)
            .map(PlanPropertiesTest::shares);
    Arbitrary<Soak> soak = Combinators.combine(duration, duration, duration).as(Soak::new);
    Arbitrary<Approvals> approvals =
        Arbitraries.integers().between(0, 10).list().ofSize(3).map(n -> approvals(n));
    Arbitrary<Schedule> schedule =
        Combinators.combine(
                Arbitraries.longs()
                    .between(1_600_000_000, 4_000_000_000L)
                    .map(Instant::ofEpochSecond)
                    .injectNull(0.3),
                text.injectNull(0.3))
            .as((start, window) -> new Schedule(start, window, null, null));
    return Combinators.combine(
            Combinators.combine(
                    text, text, text.set().ofMaxSize(5).map(List::copyOf), text.injectNull(0.5))
                .as(
                    (title, population, exclude, overlapReason) ->
                        Arrays.asList(title, population, exclude, overlapReason)),
            Arbitraries.of(Workload.class),
            pilot,
            waves,
            soak,
            gates(),
            schedule,
            approvals)
        .as(
            (texts, workload, p, w, s, gate, sched, a) ->
                new Plan(
                    (String) texts.get(0),
                    workload,
                    (String) texts.get(1),
                    ((List<?>) texts.get(2)).stream().map(String.class::cast).toList(),
                    p,
                    w,
                    s,
                    gate,
                    sched,
                    a,
                    (String) texts.get(3),
                    impact(workload, p.size()),
                    p.size() % 2 == 0
                        ? List.of()
                        : List.of(new Shadow("other", "{\"soak\":{\"pilot\":\"PT1H\"}}"))));
  }

  private static Impact impact(Workload workload, int n) {
    return workload == Workload.COMPLIANCE_POLICIES
        ? new Impact(
            n % 3 == 0 ? null : n, n % 2 == 0 ? null : 0.01, List.of("a%d@b.c".formatted(n)))
        : Impact.NOT_CAPPED;
  }

  private static Approvals approvals(List<Integer> n) {
    Duration within = Duration.ofHours(3L + n.get(0) * 24L);
    return new Approvals(
        n.get(0), n.get(1), n.get(2), within.dividedBy(3), within.dividedBy(2), within);
  }

  private static List<Double> shares(Set<Integer> tenThousandths) {
    List<Double> shares = new ArrayList<>();
    new TreeSet<>(tenThousandths).forEach(n -> shares.add(n / 10_000.0));
    shares.add(1.0);
    return Collections.unmodifiableList(shares);
  }

  private static Arbitrary<GatePolicy> gates() {
    Arbitrary<Double> rate = Arbitraries.doubles().between(1e-6, 0.4).ofScale(6);
    Arbitrary<MetricPolicy> metric =
        Combinators.combine(Arbitraries.of(METRICS), rate, rate, rate, rate)
            .as(
                (name, p0, more, alpha, beta) ->
                    new MetricPolicy(name, p0, p0 + more, alpha, beta, false));
    return Combinators.combine(
            metric.list().ofMinSize(1).ofMaxSize(3).uniqueElements(MetricPolicy::name),
            Arbitraries.doubles().between(0.01, 1).ofScale(4),
            Arbitraries.of(SilentRule.class),
            Arbitraries.of(OnVerdict.class),
            Arbitraries.of(OnVerdict.class))
        .as(
            (metrics, coverage, silent, onFail, onHold) ->
                new GatePolicy(
                    metrics, coverage, null, Duration.ofHours(36), silent, onFail, onHold));
  }
}
