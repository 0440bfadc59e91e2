package dev.handover.rollout;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.handover.workload.Workload;
import java.time.Instant;
import java.util.List;

/**
 * A rollout as people and programs read it.
 *
 * @param paused whether anything holds it
 * @param holds what keeps it from moving on, and who may lift that
 * @param stage where it stands, in words: {@code wave 2 of 4}
 * @param population devices it may move, excluded ones not counted
 * @param waves waves after the pilot and before production
 * @param ordered devices whose move has been ordered
 * @param moved devices whose move has reached Configuration Manager
 * @param confirmed devices on which both systems have reported the new authority
 * @param returned devices that were put back, confirmed by both systems
 * @param atIntune devices that were confirmed and have not been put back
 * @param late devices that came to match the plan after it was accepted
 * @param verdict the gate's last verdict on the newest wave; null before the first
 * @param waiting what it waits for; null where it waits for nothing
 * @param rollbackReason why it is put back, {@code cancelReason} why it was cancelled; null where
 *     it is not
 * @param programmeId the programme that has begun it; null for a rollout of its own
 */
public record RolloutView(
    String id,
    String title,
    Workload workload,
    RolloutState state,
    boolean paused,
    List<Hold> holds,
    String stage,
    String createdBy,
    Instant createdAt,
    Instant startAt,
    Instant deadlineAt,
    Instant endedAt,
    int population,
    int waves,
    int ordered,
    int moved,
    int confirmed,
    int returned,
    int atIntune,
    Late late,
    String verdict,
    Waiting waiting,
    String rollbackReason,
    String cancelReason,
    String programmeId,
    String processInstanceId,
    String planHash,
    JsonNode plan) {

  /**
   * Late joiners.
   *
   * @param waiting those that are in no wave, as last counted
   * @param joined those that have joined waves, with the devices released from quarantine
   * @param leftOut those that nobody agreed to; they stay at Configuration Manager
   * @param asked of those that joined, how many the approval that waits is about and about no other
   * @param countedAt null before the first count
   */
  public record Late(int waiting, int joined, int leftOut, int asked, Instant countedAt) {}

  /**
   * What a rollout waits for.
   *
   * @param what a word such as {@code approval} or {@code window}; {@code for} in JSON
   * @param until when that ends by itself; null where only somebody's act ends it
   * @param reason a sentence for people
   */
  public record Waiting(
      @JsonProperty("for") String what, Instant since, Instant until, String reason) {}
}
