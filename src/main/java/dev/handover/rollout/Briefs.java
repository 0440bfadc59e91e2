package dev.handover.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handover.calendar.Moment;
import dev.handover.device.DeviceCount;
import dev.handover.health.SignalRegistry;
import dev.handover.rollout.TaskBrief.Fact;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Puts together what a person sees with a task. */
@Component
class Briefs {

  private final WaveStore waves;
  private final Approvals approvals;
  private final GuardStore guards;
  private final ResidueQueries residue;
  private final AccessOutlook access;
  private final ApprovalRisks risks;
  private final TaskSummary summary;
  private final PlanFacts plan;
  private final SignalRegistry signals;
  private final ObjectMapper json;
  private final Clock clock;

  Briefs(
      WaveStore waves,
      Approvals approvals,
      GuardStore guards,
      ResidueQueries residue,
      AccessOutlook access,
      ApprovalRisks risks,
      TaskSummary summary,
      PlanFacts plan,
      SignalRegistry signals,
      ObjectMapper json,
      Clock clock) {
    this.waves = waves;
    this.approvals = approvals;
    this.guards = guards;
    this.residue = residue;
    this.access = access;
    this.risks = risks;
    this.summary = summary;
    this.plan = plan;
    this.signals = signals;
    this.json = json;
    this.clock = clock;
  }

  /**
   * @param approval what is to be approved, as it was opened; null where nothing is, and for
   *     rollouts that began before this was kept
   */
  TaskBrief of(RolloutRow rollout, TaskKind kind, int wave, Instant due, ApprovalRow approval) {
    List<TaskBrief.EvidenceRow> rows = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    int shown = evidenceWave(kind, wave);
    // A decision binds to what is shown: an approval to the evidence on which the wave has passed.
    Optional<GuardStore.Look> since =
        kind.stage().flatMap(stage -> guards.regression(rollout.id(), shown));
    since.ifPresent(look -> reasons.add("It has regressed since it passed: " + look.why()));
    regression(rollout, kind, wave)
        .map(GuardStore.Look::evidence)
        .or(() -> waves.find(rollout.id(), shown).map(WaveRow::evidence))
        .map(this::read)
        .ifPresent(
            evidence -> {
              evidence
                  .path("metrics")
                  .forEach(
                      m ->
                          rows.add(
                              EvidenceRows.of(
                                  m, signals, since.isPresent() ? ", before it regressed" : "")));
              evidence
                  .path("reasons")
                  .forEach(
                      r ->
                          reasons.add(
                              (since.isPresent() ? "When it passed: " : "")
                                  + r.path("sentence").asText()));
            });
    int production = waves.production(rollout.id());
    String title =
        switch (kind) {
          case APPROVE_WAVE, DECIDE_FAILED_WAVE, DECIDE_UNDECIDED_WAVE ->
              "%s (%s): %s".formatted(kind.title(), Words.wave(wave, production), rollout.title());
          default -> kind.title() + ": " + rollout.title();
        };
    Optional<Outlook> outlook = kind.stage().flatMap(s -> access.ahead(rollout, s, wave));
    return new TaskBrief(
        kind,
        title,
        summary.of(rollout, kind, wave, outlook, regression(rollout, kind, wave).isPresent())
            + unanswered(kind, due, wave, rollout, approval)
            + deferrals(approval),
        "/rollouts/" + rollout.id(),
        String.join("\n", reasons),
        ApprovalAnswers.atRisk(
            approval == null && kind.isApproval() ? List.of() : risks(rollout, kind, wave)),
        rows,
        facts(rollout, kind, outlook),
        evidenceHash(rollout, kind, wave),
        due,
        approval == null ? halfWay(due) : approval.remindAt());
  }

  /** Where nobody is reminded: the middle of the time that is left. */
  private Instant halfWay(Instant due) {
    Instant now = clock.instant();
    return due == null ? null : now.plus(Duration.between(now, due).dividedBy(2));
  }

  /** By when it has to be answered, and what is done where it is not. */
  private String unanswered(
      TaskKind kind, Instant due, int wave, RolloutRow rollout, ApprovalRow approval) {
    if (due == null) {
      return "";
    }
    if (approval != null && approval.leavesOut()) {
      int joined = waves.get(rollout.id(), kind.stage().orElseThrow().opens(wave)).joined();
      return " Rejected, or without an answer by %s, only the %s left out: at Configuration Manager %s, the slider stays at Pilot Intune as long as it would move %s, and the rollout goes on."
          .formatted(
              Moment.words(due),
              joined == 1
                  ? "device that has joined is"
                  : DeviceCount.number(joined) + " devices that have joined are",
              joined == 1 ? "it stays" : "they stay",
              joined == 1 ? "it" : "them");
    }
    return " Without an answer by %s %s."
        .formatted(
            Moment.words(due),
            kind == TaskKind.APPROVE_START
                ? "the rollout ends, and nothing has been moved"
                : "everything is rolled back");
  }

  private static String deferrals(ApprovalRow approval) {
    return approval == null || approval.deferrals() == 0
        ? ""
        : " This has been put off %s. %s"
            .formatted(
                approval.deferrals() == 1 ? "once" : approval.deferrals() + " times, the last time",
                approval.deferral());
  }

  /** What is at risk with going on; the gravest first. */
  List<ApprovalRisk> risks(RolloutRow rollout, TaskKind kind, int wave) {
    return kind.decidesOnWave()
        ? List.of(ApprovalRisk.notPassed(waves.name(rollout.id(), wave)))
        : kind.stage().map(stage -> risks.of(rollout, stage, stage.no(wave))).orElseGet(List::of);
  }

  /** What a decision on this task binds to. */
  String evidenceHash(RolloutRow rollout, TaskKind kind, int wave) {
    return switch (kind) {
      case APPROVE_START -> approvals.evidenceHash(rollout, ApprovalStage.START, 0);
      case APPROVE_EXPANSION -> approvals.evidenceHash(rollout, ApprovalStage.EXPANSION, 0);
      case APPROVE_WAVE -> approvals.evidenceHash(rollout, ApprovalStage.WAVE, wave);
      case DECIDE_FAILED_WAVE, DECIDE_UNDECIDED_WAVE ->
          regression(rollout, kind, wave)
              .map(GuardStore.Look::hash)
              .orElseGet(() -> approvals.evidenceHash(rollout, wave));
      case MOVE_SLIDER, MOVE_SLIDER_BACK, REVIEW_EXCEPTIONS -> rollout.planHash();
    };
  }

  /** The guard's look that failed the wave which is decided on; empty where the gate did. */
  private Optional<GuardStore.Look> regression(RolloutRow rollout, TaskKind kind, int wave) {
    return kind == TaskKind.DECIDE_FAILED_WAVE
        ? guards.regression(rollout.id(), wave)
        : Optional.empty();
  }

  private static int evidenceWave(TaskKind kind, int wave) {
    return switch (kind) {
      case APPROVE_EXPANSION -> 0;
      case APPROVE_WAVE -> wave - 1;
      case DECIDE_FAILED_WAVE, DECIDE_UNDECIDED_WAVE -> wave;
      case APPROVE_START, MOVE_SLIDER, MOVE_SLIDER_BACK, REVIEW_EXCEPTIONS -> -1;
    };
  }

  /** What is told in full below the decision, which has to be seen first. */
  private List<Fact> facts(RolloutRow rollout, TaskKind kind, Optional<Outlook> outlook) {
    List<Fact> facts = new ArrayList<>();
    outlook.ifPresent(o -> facts.add(new Fact("Conditional Access", o.sentence())));
    if (kind.stage().isPresent()) {
      facts.addAll(plan.of(rollout));
    }
    if (kind.decidesOnWave()) {
      residue
          .report(rollout.id())
          .ifPresent(report -> facts.add(new Fact("If rolled back", report.sentence())));
    }
    return facts;
  }

  private JsonNode read(String evidence) {
    try {
      return json.readTree(evidence);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored evidence is not JSON", e);
    }
  }
}
