package dev.handover.remote;

import dev.handover.estate.RemoteAction;
import java.time.Instant;

/**
 * A remote action as others read it.
 *
 * @param id such as {@code A-12}
 * @param action its slug
 * @param requestedBy a user, or {@code handover} for a sync after a move
 * @param rolloutId the rollout on whose behalf; null where it was asked for on this device alone
 * @param automatic whether it is a sync after a move
 * @param sendAt when it is sent at the earliest; null once it has been
 * @param sentAt when it was sent, or may have been
 * @param startedAt when it began, by Intune's account
 * @param why of an end that is not done
 * @param approval null where it needs none
 */
public record ActionView(
    String id,
    long deviceId,
    String deviceName,
    String action,
    Progress state,
    String requestedBy,
    Instant requestedAt,
    String reason,
    String rolloutId,
    Integer wave,
    boolean automatic,
    Instant sendAt,
    Instant sentAt,
    Instant startedAt,
    Instant endedAt,
    String why,
    Approval approval) {

  /**
   * @param expiresAt when it is refused by itself
   * @param decidedBy who has decided; null while nobody has
   */
  public record Approval(
      Instant expiresAt,
      String decidedBy,
      Instant decidedAt,
      String comment,
      String processInstanceId) {}

  public String title() {
    return RemoteAction.of(action).map(RemoteAction::title).orElse(action);
  }
}
