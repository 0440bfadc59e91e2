package dev.handover.rollout;

import static dev.handover.device.DeviceCount.devices;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handover.authority.Orders;
import dev.handover.calendar.Moment;
import dev.handover.device.DeviceCount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Puts together what a person sees with a task. */
@Component
class Briefs {

  private final WaveStore waves;
  private final Approvals approvals;
  private final GuardStore guards;
  private final ResidueQueries residue;
  private final Orders orders;
  private final AccessOutlook access;
  private final ApprovalRisks risks;
  private final ObjectMapper json;

  Briefs(
      WaveStore waves,
      Approvals approvals,
      GuardStore guards,
      ResidueQueries residue,
      Orders orders,
      AccessOutlook access,
      ApprovalRisks risks,
      ObjectMapper json) {
    this.waves = waves;
    this.approvals = approvals;
    this.guards = guards;
    this.residue = residue;
    this.orders = orders;
    this.access = access;
    this.risks = risks;
    this.json = json;
  }

  /**
   * @param approval what is to be approved, as it was opened; null where nothing is, and for
   *     rollouts that began before this was kept
   */
  TaskBrief of(RolloutRow rollout, TaskKind kind, int wave, Instant due, ApprovalRow approval) {
    List<TaskBrief.EvidenceRow> rows = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    int shown = evidenceWave(kind, wave);
    regression(rollout, kind, wave)
        .map(GuardStore.Look::evidence)
        .or(() -> waves.find(rollout.id(), shown).map(WaveRow::evidence))
        .map(this::read)
        .ifPresent(
            evidence -> {
              evidence.path("metrics").forEach(m -> rows.add(EvidenceRows.of(m)));
              evidence.path("reasons").forEach(r -> reasons.add(r.path("sentence").asText()));
            });
    int production = waves.all(rollout.id()).size() - 1;
    String title =
        switch (kind) {
          case APPROVE_WAVE, DECIDE_FAILED_WAVE, DECIDE_UNDECIDED_WAVE ->
              "%s (%s): %s".formatted(kind.title(), Words.wave(wave, production), rollout.title());
          default -> kind.title() + ": " + rollout.title();
        };
    return new TaskBrief(
        kind,
        title,
        summary(rollout, kind, wave) + deferrals(approval),
        String.join("\n", reasons),
        approval == null ? "" : atRisk(rollout, kind, wave),
        rows,
        evidenceHash(rollout, kind, wave),
        due,
        approval == null ? null : approval.remindAt());
  }

  private static String deferrals(ApprovalRow approval) {
    return approval == null || approval.deferrals() == 0
        ? ""
        : " This has been put off %s. %s"
            .formatted(
                approval.deferrals() == 1 ? "once" : approval.deferrals() + " times, the last time",
                approval.deferral());
  }

  private String atRisk(RolloutRow rollout, TaskKind kind, int wave) {
    return kind.stage()
        .map(stage -> ApprovalAnswers.atRisk(risks.of(rollout, stage, stage.no(wave))))
        .orElse("");
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

  /** What a person who lets the rollout go on should know: which waves do so at a person's risk. */
  private String regressions(RolloutRow rollout) {
    int production = waves.all(rollout.id()).size() - 1;
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

  private static int evidenceWave(TaskKind kind, int wave) {
    return switch (kind) {
      case APPROVE_EXPANSION -> 0;
      case APPROVE_WAVE -> wave - 1;
      case DECIDE_FAILED_WAVE, DECIDE_UNDECIDED_WAVE -> wave;
      case APPROVE_START, MOVE_SLIDER, MOVE_SLIDER_BACK, REVIEW_EXCEPTIONS -> -1;
    };
  }

  private String summary(RolloutRow rollout, TaskKind kind, int wave) {
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
              + lockedOut(rollout, ApprovalStage.START, 0)
              + approvalsSoFar(rollout, ApprovalStage.START, 0);
      case APPROVE_EXPANSION ->
          asked
              + "The pilot of %s has been moved, judged and passed. Next come the waves, each judged like the pilot; in the end %s to Intune with %s."
                  .formatted(
                      devices(size(rollout, 0)),
                      DeviceCount.of(rollout.population(), "device goes", "devices go"),
                      workload)
              + joined(rollout, 1)
              + lockedOut(rollout, ApprovalStage.EXPANSION, 0)
              + approvalsSoFar(rollout, ApprovalStage.EXPANSION, 0)
              + regressions(rollout);
      case APPROVE_WAVE ->
          asked
              + "With this wave %s to Intune with %s."
                  .formatted(
                      DeviceCount.of(size(rollout, wave), "more device goes", "more devices go"),
                      workload)
              + joined(rollout, wave)
              + lockedOut(rollout, ApprovalStage.WAVE, wave)
              + approvalsSoFar(rollout, ApprovalStage.WAVE, wave)
              + regressions(rollout);
      case DECIDE_UNDECIDED_WAVE ->
          "The evidence proves neither that this wave is well nor that it is not."
              + unsent(rollout, wave)
              + goingBack(rollout);
      case DECIDE_FAILED_WAVE ->
          (regression(rollout, kind, wave).isPresent()
                  ? "This wave had passed; it has been watched on and has failed since, and what waited for approval is withdrawn."
                  : "The gate failed this wave: it is worse than the plan tolerates.")
              + unsent(rollout, wave)
              + goingBack(rollout);
      case MOVE_SLIDER ->
          "All waves have passed. With its slider at Intune, %s is managed by Intune on every co-managed device, those that join later among them."
                  .formatted(workload)
              + withTheSlider(rollout)
              + regressions(rollout);
      case MOVE_SLIDER_BACK ->
          "The rollout is being put back. The slider of %s has to leave Intune first, so that Configuration Manager gets the devices back that leave the pilot collection."
              .formatted(workload);
      case REVIEW_EXCEPTIONS ->
          "All devices have left the pilot collection, but some have not been reported back at Configuration Manager by both systems.";
    };
  }

  private String joined(RolloutRow rollout, int wave) {
    int joined = waves.get(rollout.id(), wave).joined();
    return joined == 0
        ? ""
        : " %s since earlier approvals were given, which no longer count."
            .formatted(
                DeviceCount.of(
                    joined, "of its devices has joined it", "of its devices have joined it"));
  }

  private static String withTheSlider(RolloutRow rollout) {
    return rollout.lateDevices() == 0
        ? ""
        : " It also moves %s since the last wave."
            .formatted(
                DeviceCount.of(
                    rollout.lateDevices(), "device that has come", "devices that have come"));
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

  /** What to weigh before rolling back: whether holding is better, and what would stay behind. */
  private String goingBack(RolloutRow rollout) {
    return residue
        .report(rollout.id())
        .map(
            report ->
                (report.holdBecause() == null
                        ? " "
                        : " Hold rather than roll back unless the harm grows. "
                            + report.holdBecause()
                            + " ")
                    + report.sentence())
        .orElse("");
  }

  private String lockedOut(RolloutRow rollout, ApprovalStage stage, int wave) {
    return access.ahead(rollout, stage, wave).map(o -> " " + o.sentence()).orElse("");
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

  private JsonNode read(String evidence) {
    try {
      return json.readTree(evidence);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored evidence is not JSON", e);
    }
  }
}
