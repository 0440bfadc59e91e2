package dev.handover.rollout;

import static dev.handover.device.DeviceCount.devices;

import dev.handover.authority.Direction;
import dev.handover.authority.Orders;
import dev.handover.authority.SliderReach;
import dev.handover.calendar.Moment;
import dev.handover.device.DeviceCount;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** What is asked of a person and what follows, in a few sentences above the decision. */
@Component
class TaskSummary {

  private final WaveStore waves;
  private final Approvals approvals;
  private final GuardStore guards;
  private final DecisionStore decisions;
  private final ResidueQueries residue;
  private final Orders orders;
  private final SliderReach reach;
  private final PlanFacts plan;
  private final Holds holds;
  private final ReadPlans plans;

  TaskSummary(
      WaveStore waves,
      Approvals approvals,
      GuardStore guards,
      DecisionStore decisions,
      ResidueQueries residue,
      Orders orders,
      SliderReach reach,
      PlanFacts plan,
      Holds holds,
      ReadPlans plans) {
    this.waves = waves;
    this.approvals = approvals;
    this.guards = guards;
    this.decisions = decisions;
    this.residue = residue;
    this.orders = orders;
    this.reach = reach;
    this.plan = plan;
    this.holds = holds;
    this.plans = plans;
  }

  /**
   * @param access who would lose access with what is approved; empty where nobody can
   * @param regressed whether the wave that is decided on had passed before it failed
   */
  String of(
      RolloutRow rollout, TaskKind kind, int wave, Optional<Outlook> access, boolean regressed) {
    String workload = rollout.workload().title();
    String asked = "%s asked for it. ".formatted(rollout.createdBy());
    return switch (kind) {
      case APPROVE_START ->
          asked
              + "A pilot of %s goes to Intune with %s first; %s in the end."
                  .formatted(
                      devices(size(rollout, 0)),
                      workload,
                      DeviceCount.of(rollout.population(), "device does", "devices do"))
              + access.map(Outlook::forbids).orElse("")
              + approvalsSoFar(rollout, ApprovalStage.START, 0)
              + held(rollout);
      case APPROVE_EXPANSION ->
          asked
              + "The pilot of %s has been moved and judged. Still to move: %s, each judged like the pilot; in the end %s to Intune with %s."
                  .formatted(
                      devices(size(rollout, 0)),
                      plan.waveSizes(rollout),
                      DeviceCount.of(rollout.population(), "device goes", "devices go"),
                      workload)
              + joined(rollout, 1)
              + access.map(Outlook::forbids).orElse("")
              + approvalsSoFar(rollout, ApprovalStage.EXPANSION, 0)
              + held(rollout)
              + regressions(rollout);
      case APPROVE_WAVE ->
          asked
              + "With this wave %s to Intune with %s."
                  .formatted(
                      DeviceCount.of(size(rollout, wave), "more device goes", "more devices go"),
                      workload)
              + joined(rollout, wave)
              + access.map(Outlook::forbids).orElse("")
              + approvalsSoFar(rollout, ApprovalStage.WAVE, wave)
              + held(rollout)
              + regressions(rollout);
      case DECIDE_UNDECIDED_WAVE ->
          "The evidence proves neither that this wave is well nor that it is not."
              + " Waiting longer gives it up to %s more.".formatted(Words.of(more(rollout, wave)))
              + goingBack(rollout, "Rather wait longer than roll back, unless the harm grows:")
              + unsent(rollout, wave);
      case DECIDE_FAILED_WAVE ->
          (regressed
                  ? "This wave had passed; it has been watched on and has failed since, and what waited for approval is withdrawn."
                  : "The gate failed this wave: it is worse than the plan tolerates.")
              + goingBack(rollout, "Going back can do harm of its own:")
              + decisions
                  .hold(waves.get(rollout.id(), wave))
                  .map(words -> " " + Sentence.of(words))
                  .orElse("")
              + unsent(rollout, wave);
      // Of an order from before those taken along were kept, the late ones are known.
      case MOVE_SLIDER ->
          "All waves have passed. With its slider at Intune, %s is managed by Intune on every co-managed device, those that join later among them."
                  .formatted(workload)
              + Words.takenAlong(Math.max(reach.along(rollout.id()), rollout.lateDevices()))
              + regressions(rollout);
      case MOVE_SLIDER_BACK ->
          "The rollout is being put back. The slider of %s has to leave Intune first, so that Configuration Manager gets the devices back that leave the pilot collection."
              .formatted(workload);
      case REVIEW_EXCEPTIONS -> notBack(rollout);
    };
  }

  private String notBack(RolloutRow rollout) {
    Orders.Open open = orders.open(rollout.id(), Direction.TO_CONFIGMGR);
    int missing = open.unconfirmed() + open.failed();
    return "All devices have left the pilot collection, but %s not been reported back at Configuration Manager by both systems; %s. Waiting longer looks for them for %s more."
        .formatted(
            DeviceCount.of(missing, "device has", "devices have"),
            DeviceCount.of(open.confirmed(), "other has", "others have"),
            Words.of(Rollback.TIME_TO_COME_BACK));
  }

  private String joined(RolloutRow rollout, int wave) {
    int joined = waves.get(rollout.id(), wave).joined();
    return joined == 0
        ? ""
        : " %s since it was planned; an approval given before that no longer counts."
            .formatted(
                DeviceCount.of(
                    joined, "of its devices has joined it", "of its devices have joined it"));
  }

  /** What accepting the risk leaves undone. */
  private String unsent(RolloutRow rollout, int wave) {
    int devices = orders.unsent(rollout.id(), wave);
    return devices == 0
        ? ""
        : " If you accept the risk, %s at Configuration Manager, and so does the slider at Pilot Intune."
            .formatted(
                DeviceCount.of(
                    devices,
                    "device that is not yet sent stays",
                    "devices that are not yet sent stay"));
  }

  /** What a person who lets the rollout go on should know: which waves do so at a person's risk. */
  private String regressions(RolloutRow rollout) {
    int production = waves.production(rollout.id());
    return guards.regressions(rollout.id()).stream()
        .map(
            look ->
                " %s had passed and has regressed since (%s); that risk has been accepted. %s"
                    .formatted(
                        Words.wave(look.no(), production),
                        Moment.words(look.regressedAt()),
                        look.why()))
        .collect(Collectors.joining());
  }

  /** How much longer a wave is watched where a person says so. */
  private Duration more(RolloutRow rollout, int wave) {
    return plans.of(rollout).gate().deadlineAfter(waves.get(rollout.id(), wave).soak());
  }

  /**
   * Why going back is not all for the good; empty where nothing is lost.
   *
   * @param advice what follows from that
   */
  private String goingBack(RolloutRow rollout, String advice) {
    return residue
        .report(rollout.id())
        .map(ResidueReport::holdBecause)
        .map(because -> " " + advice + " " + because)
        .orElse("");
  }

  /** What an approval alone does not bring about. */
  private String held(RolloutRow rollout) {
    String sentences = holds.sentences(rollout.id());
    return sentences.isEmpty()
        ? ""
        : " Approved or not, nothing moves while it is held: " + Sentence.of(sentences);
  }

  private String approvalsSoFar(RolloutRow rollout, ApprovalStage stage, int wave) {
    List<String> given = approvals.given(rollout, stage, wave);
    return " Approvals: %d of %d%s."
        .formatted(
            given.size(),
            approvals.needed(rollout, stage, wave),
            given.isEmpty() ? "" : " (" + String.join(", ", given) + ")");
  }

  private int size(RolloutRow rollout, int wave) {
    return waves.get(rollout.id(), wave).size();
  }
}
