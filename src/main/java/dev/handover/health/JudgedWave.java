package dev.handover.health;

/**
 * What the gate said of a wave.
 *
 * @param seen the evidence that it judged
 */
public record JudgedWave(WaveKey wave, Evidence seen, Judgement judgement) {}
