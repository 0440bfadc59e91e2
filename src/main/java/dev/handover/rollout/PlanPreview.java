package dev.handover.rollout;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.handover.plan.Plan;
import java.time.Instant;
import java.util.List;

/**
 * A plan that can be read, and what would come of it if it were started now.
 *
 * @param pilot how its pilot would be drawn; null where there is nobody to draw from
 * @param moves when its waves would move, the slider last; empty where the waves cannot be told
 * @param approvals who would have to agree; empty where nothing would be moved
 * @param handover who moves the slider in the end; {@code NONE} where it stays
 * @param failureAsks whether a person is asked about a wave that fails, whatever the plan says
 */
public record PlanPreview(
    @JsonIgnore Plan plan,
    @JsonUnwrapped PlanCheck check,
    PilotSample pilot,
    List<Move> moves,
    List<RolloutPolicy.Stage> approvals,
    SliderMode handover,
    boolean failureAsks) {

  public PlanPreview {
    moves = List.copyOf(moves);
    approvals = List.copyOf(approvals);
  }

  /**
   * When a wave moves at the earliest: as the calendar stands now, if all before it pass at once
   * and nobody has to be waited for.
   *
   * @param wave 0 is the pilot; after the last one, the watch over production
   * @param at null where it would never move
   * @param passes when it may pass; null with it
   * @param waits what the calendar has it wait for, in a sentence; null where nothing
   */
  public record Move(int wave, Instant at, Instant passes, String waits) {}
}
