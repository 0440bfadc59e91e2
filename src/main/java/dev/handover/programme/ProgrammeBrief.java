package dev.handover.programme;

import dev.handover.rollout.TaskBrief.Fact;
import java.util.List;

/**
 * What a person needs to see to decide how a programme goes on.
 *
 * @param summary what has happened and what follows from each answer
 * @param page where the programme is shown, a path on this server
 * @param facts why, and how each of its rollouts stands
 * @param evidenceHash what the answer binds to
 */
public record ProgrammeBrief(
    String title, String summary, String page, List<Fact> facts, String evidenceHash) {}
