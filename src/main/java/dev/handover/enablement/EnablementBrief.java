package dev.handover.enablement;

import dev.handover.rollout.TaskBrief.Fact;
import java.time.Instant;
import java.util.List;

/**
 * What a person needs to see to answer a question about an enablement.
 *
 * @param summary what is asked and what follows from each answer, and from none
 * @param page where it is shown, a path on this server
 * @param evidenceHash what an answer that goes on binds to
 * @param due when it is decided by itself; null where it is not
 */
public record EnablementBrief(
    String title,
    String summary,
    String page,
    List<Fact> facts,
    String evidenceHash,
    Instant due) {}
