package dev.handover.process;

import dev.handover.rollout.Refused;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.springframework.stereotype.Component;

/** On whose behalf the engine is called: a person, or Handover itself. */
@Component
final class Caller {

  private final IdentityService identity;

  Caller(IdentityService identity) {
    this.identity = identity;
  }

  /**
   * Who is logged in to the engine now, whichever way they came.
   *
   * @throws Refused if nobody is
   */
  Actor current() {
    return someone()
        .orElseThrow(
            () ->
                Refused.forbidden(
                    "Nobody is logged in; a rollout needs a person to answer for it."));
  }

  /** Empty where nobody is logged in. */
  Optional<Actor> someone() {
    return Optional.ofNullable(identity.getCurrentAuthentication())
        .filter(authentication -> authentication.getUserId() != null)
        .map(
            authentication ->
                Actor.of(
                    authentication.getUserId(),
                    Optional.ofNullable(authentication.getGroupIds()).orElse(List.of())));
  }

  /** Calls the engine as this person, with the engine's own checks of what they may do. */
  <T> T as(Actor actor, Supplier<T> call) {
    List<String> groups = actor.roles().stream().map(Role::group).toList();
    return with(() -> identity.setAuthentication(actor.id(), groups), call);
  }

  /** Calls the engine as Handover itself: nobody is logged in, so nothing is withheld. */
  <T> T asHandover(Supplier<T> call) {
    return with(identity::clearAuthentication, call);
  }

  private <T> T with(Runnable login, Supplier<T> call) {
    Authentication before = identity.getCurrentAuthentication();
    login.run();
    try {
      return call.get();
    } finally {
      if (before == null) {
        identity.clearAuthentication();
      } else {
        identity.setAuthentication(before);
      }
    }
  }
}
