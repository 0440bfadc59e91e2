package dev.handover.enablement;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * An enablement as people and programs read it.
 *
 * @param automaticEnrolment what it is to become: {@code none}, {@code pilot} or {@code all}
 * @param stage what it is set to now, on the way there
 * @param enrolmentCollection the name of the pilot; null where there is none
 * @param stagingCollections the pilot collection of each slider, by the workload's slug
 * @param before what automatic enrolment was, and is put back to
 * @param enrollingSince since when devices may enrol; null before
 * @param deadline until when enough have to have enrolled; null before
 * @param verdict on the stage: WAITING, PASSED, FAILED or UNDECIDED; null before the first
 * @param sentence why
 * @param counts how its devices stand; null in lists, and before any is watched
 */
public record EnablementView(
    String id,
    EnablementState state,
    String automaticEnrolment,
    String stage,
    String enrolmentCollection,
    Map<String, String> stagingCollections,
    double minEnrolled,
    Duration within,
    String reason,
    String requestedBy,
    Instant requestedAt,
    Instant confirmBy,
    String confirmedBy,
    String before,
    Instant enrollingSince,
    Instant deadline,
    String verdict,
    String sentence,
    EnrolmentCounts counts,
    Instant endedAt,
    String processInstanceId) {}
