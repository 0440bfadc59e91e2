package dev.handover.remote;

import dev.handover.rollout.TaskBrief.Fact;
import java.time.Instant;
import java.util.List;

/**
 * What a person needs to see to approve a remote action.
 *
 * @param summary what is asked and what follows from each answer, and from none
 * @param page where the device is shown, a path on this server
 * @param evidenceHash what an approval binds to
 * @param due when it is refused by itself
 */
public record RemoteBrief(
    String title,
    String summary,
    String page,
    List<Fact> facts,
    String evidenceHash,
    Instant due) {}
