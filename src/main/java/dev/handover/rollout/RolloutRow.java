package dev.handover.rollout;

import dev.handover.workload.Workload;
import java.time.Instant;
import java.util.List;

/**
 * A rollout as stored; what the rules are applied to.
 *
 * @param plan the canonical JSON
 * @param startApprovals approvals that must stand before anything moves; null until policy has been
 *     asked, and then nothing moves
 * @param onFailure a person is asked until policy has said otherwise
 * @param generation of its orders; raised by a rollback
 * @param rollbackFrom the first wave that goes back; null while it goes forward
 * @param backBy until when devices have to come back before a person looks at the others
 * @param calendarHold why the calendar holds what would move now; null where it does not
 * @param scopeWave the wave with which the scope was sealed; 0 as long as it is that of the start
 * @param lateDevices that have come to match the plan and are in no wave, as last counted
 * @param warnings of readiness when the rollout was asked for, in sentences
 * @param sliderStays why the slider was expected to stay at Pilot Intune then; null where it was
 *     not
 */
record RolloutRow(
    String id,
    String title,
    Workload workload,
    RolloutState state,
    boolean paused,
    String plan,
    String planHash,
    String scopeHash,
    String createdBy,
    boolean byAutomation,
    Instant startAt,
    int population,
    Integer startApprovals,
    Integer expansionApprovals,
    Integer waveApprovals,
    SliderMode handover,
    OnFailure onFailure,
    int generation,
    Integer rollbackFrom,
    Instant backBy,
    String calendarHold,
    int scopeWave,
    int lateDevices,
    List<String> warnings,
    String sliderStays) {}
