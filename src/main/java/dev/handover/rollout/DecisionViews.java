package dev.handover.rollout;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Decisions with what has become of them: approvals that no longer count say why. Reads only. */
@Component
public class DecisionViews {

  private final RolloutStore rollouts;
  private final RolloutQueries queries;
  private final WaveStore waves;
  private final Approvals approvals;
  private final RolloutWorkflow workflow;

  DecisionViews(
      RolloutStore rollouts,
      RolloutQueries queries,
      WaveStore waves,
      Approvals approvals,
      RolloutWorkflow workflow) {
    this.rollouts = rollouts;
    this.queries = queries;
    this.waves = waves;
    this.approvals = approvals;
    this.workflow = workflow;
  }

  /** Everything that was decided about a rollout, in order. */
  public List<DecisionView> of(String id) {
    RolloutRow rollout = rollouts.get(id);
    return judged(rollout, queries.decisions(id));
  }

  /** Approvals of this stage that people gave and that no longer count. */
  List<DecisionView> voidApprovals(RolloutRow rollout, ApprovalStage stage, int no) {
    List<DecisionView> ofStage =
        queries.decisions(rollout.id()).stream()
            .filter(d -> d.stage().equals(stage.name()) && d.wave() == no)
            .toList();
    return judged(rollout, ofStage).stream().filter(d -> d.voidBecause() != null).toList();
  }

  private List<DecisionView> judged(RolloutRow rollout, List<DecisionView> decisions) {
    if (decisions.stream().noneMatch(DecisionView::approves)) {
      return decisions;
    }
    String version = workflow.processVersion(rollout.id());
    return decisions.stream()
        .map(d -> d.approves() ? because(rollout, d, version).map(d::voided).orElse(d) : d)
        .toList();
  }

  /** As {@link DecisionStore#actors} leaves out; what a wave has begun with is used, not void. */
  private Optional<String> because(RolloutRow rollout, DecisionView d, String version) {
    ApprovalStage stage = ApprovalStage.valueOf(d.stage());
    Optional<WaveRow> opened = waves.find(rollout.id(), stage.opens(d.wave()));
    if (opened.filter(DecisionViews::begun).isPresent()) {
      return Optional.empty();
    }
    Optional<String> regressed =
        waves
            .approvalsFrom(rollout.id(), stage.opens(d.wave()))
            .filter(from -> !from.isBefore(d.at()))
            .map(from -> "a wave that had passed has regressed since");
    if (!rollout.state().goesForward()) {
      return regressed;
    }
    if (!d.planHash().equals(rollout.planHash())) {
      return Optional.of("the plan has changed");
    }
    if (!d.scopeHash().equals(rollout.scopeHash())) {
      return Optional.of("the devices of the rollout have changed");
    }
    if (!d.evidenceHash().equals(approvals.evidenceHash(rollout, stage, d.wave()))) {
      return Optional.of("the evidence has changed");
    }
    if (regressed.isPresent()) {
      return regressed;
    }
    if (d.processVersion() != null && !Objects.equals(d.processVersion(), version)) {
      return Optional.of(
          "the rollout runs on another version of its process now (%s, then %s)"
              .formatted(version, d.processVersion()));
    }
    return Optional.empty();
  }

  private static boolean begun(WaveRow wave) {
    return wave.state() != WaveState.PLANNED && wave.state() != WaveState.WAITING;
  }
}
