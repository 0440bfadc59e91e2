package dev.handover.process;

import dev.handover.rollout.Refused;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.util.List;
import java.util.stream.Stream;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;
import org.springframework.stereotype.Component;

/** People as the engine knows them, with the roles that they hold. */
@Component
final class Colleagues {

  private final IdentityService identity;
  private final Caller caller;

  Colleagues(IdentityService identity, Caller caller) {
    this.identity = identity;
    this.caller = caller;
  }

  /** How many people may approve what this one asks for. */
  int approvers(Actor asks) {
    return caller.asHandover(
        () ->
            (int)
                Stream.of(Role.CHANGE_MANAGER, Role.ADMINISTRATOR)
                    .flatMap(
                        r -> identity.createUserQuery().memberOfGroup(r.group()).list().stream())
                    .map(User::getId)
                    .distinct()
                    .filter(user -> !user.equals(asks.id()))
                    .count());
  }

  /**
   * @throws Refused if there is no such user
   */
  Actor named(String user) {
    return caller.asHandover(
        () -> {
          if (identity.createUserQuery().userId(user).count() == 0) {
            throw Refused.invalid("There is no user '%s'.".formatted(user));
          }
          List<String> groups =
              identity.createGroupQuery().groupMember(user).list().stream()
                  .map(Group::getId)
                  .toList();
          return Actor.of(user, groups);
        });
  }
}
