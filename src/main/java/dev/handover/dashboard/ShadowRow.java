package dev.handover.dashboard;

import dev.handover.rollout.ReplayReport;
import dev.handover.rollout.ShadowReport;
import dev.handover.rollout.WaveState;
import java.time.Instant;
import java.util.List;

/**
 * What one shadow policy says of one wave.
 *
 * @param at when it decided, null where it has not
 */
public record ShadowRow(
    String policy,
    String wave,
    String verdict,
    String tone,
    String mark,
    Instant at,
    String sentence) {

  static List<ShadowRow> of(List<ShadowReport> shadows) {
    return shadows.stream()
        .flatMap(s -> s.report().waves().stream().map(wave -> of(s.name(), wave)))
        .toList();
  }

  private static ShadowRow of(String policy, ReplayReport.Wave wave) {
    String verdict = wave.replayed().verdict().name();
    WaveState state = wave.replayed().decided() ? WaveState.HELD : wave.state();
    Wording.Tone tone = Wording.verdictTone(verdict, state);
    return new ShadowRow(
        policy,
        wave.title(),
        Wording.verdict(verdict, state),
        tone.css(),
        tone.mark(),
        wave.replayed().decided() ? wave.replayed().at() : null,
        wave.reached()
            ? wave.sentence()
            : wave.sentence() + " By this policy the rollout would not have come to it.");
  }
}
