package dev.handover.security;

import java.io.Serializable;
import java.security.Principal;
import java.util.EnumSet;
import java.util.Set;

/**
 * The principal of a signed-in user, kept in the session.
 *
 * @param id the user id
 * @param roles the roles, read anew on every request
 */
record SignedIn(String id, EnumSet<Role> roles) implements Principal, Serializable {

  static SignedIn of(Actor actor) {
    Set<Role> roles = actor.roles();
    return new SignedIn(
        actor.id(), roles.isEmpty() ? EnumSet.noneOf(Role.class) : EnumSet.copyOf(roles));
  }

  Actor actor() {
    return new Actor(id, roles);
  }

  @Override
  public String getName() {
    return id;
  }
}
