package dev.handover.rollout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What is at risk with an approval; nothing, where all that has moved passed cleanly. */
@Component
class ApprovalRisks {

  private final WaveStore waves;
  private final QuarantineStore quarantines;
  private final AccessOutlook access;
  private final JdbcClient jdbc;

  ApprovalRisks(
      WaveStore waves, QuarantineStore quarantines, AccessOutlook access, JdbcClient jdbc) {
    this.waves = waves;
    this.quarantines = quarantines;
    this.access = access;
    this.jdbc = jdbc;
  }

  /** The gravest first. */
  List<ApprovalRisk> of(RolloutRow rollout, ApprovalStage stage, int wave) {
    List<ApprovalRisk> risks = new ArrayList<>();
    if (stage != ApprovalStage.START) {
      accepted(rollout, stage.opens(wave) - 1).forEach(risks::add);
      quarantine(rollout, risks);
    }
    access
        .ahead(rollout, stage, wave)
        .filter(outlook -> !outlook.warnings().isEmpty())
        .map(
            outlook ->
                new ApprovalRisk(
                    ApprovalRisk.Kind.ACCESS,
                    "Conditional Access",
                    "Conditional Access: " + String.join(" ", outlook.warnings())))
        .ifPresent(risks::add);
    return risks;
  }

  /** Of the last wave, and of any that regressed after it had passed. */
  private List<ApprovalRisk> accepted(RolloutRow rollout, int last) {
    int production = waves.production(rollout.id());
    return jdbc
        .sql(
            """
            select distinct d.wave_no from decision d
            where d.rollout_id = :rollout and d.outcome = :accepted and d.stage in (:stages)
              and (d.wave_no = :last or exists (
                select 1 from wave_guard g
                where g.rollout_id = d.rollout_id and g.wave_no = d.wave_no
                  and g.regressed_at is not null))
            order by d.wave_no""")
        .param("rollout", rollout.id())
        .param("accepted", Outcome.ACCEPT_RISK.slug())
        .param(
            "stages",
            Arrays.stream(TaskKind.values())
                .filter(TaskKind::decidesOnWave)
                .map(Enum::name)
                .toList())
        .param("last", last)
        .query(Integer.class)
        .list()
        .stream()
        .map(no -> Words.wave(no, production))
        .map(
            name ->
                new ApprovalRisk(
                    ApprovalRisk.Kind.ACCEPTED,
                    name,
                    "%s has not passed the gate cleanly; its risk was accepted.".formatted(name)))
        .toList();
  }

  private void quarantine(RolloutRow rollout, List<ApprovalRisk> risks) {
    String standing =
        quarantines.of(rollout.id()).stream()
            .filter(QuarantineView::standing)
            .map(QuarantineView::title)
            .collect(Collectors.joining(", "));
    if (!standing.isEmpty()) {
      risks.add(
          new ApprovalRisk(
              ApprovalRisk.Kind.QUARANTINE,
              "quarantine",
              "In quarantine, and kept out: %s.".formatted(standing)));
    }
  }
}
