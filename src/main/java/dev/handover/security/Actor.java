package dev.handover.security;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Who does something, and what they may do.
 *
 * @param id the user id
 * @param roles the roles held at this moment
 */
public record Actor(String id, Set<Role> roles) {

  /** Handover itself: timers, the watch. Holds no role and can approve nothing. */
  public static final Actor SYSTEM = new Actor("handover", Set.of());

  public Actor {
    if (id == null || id.isBlank()) {
      throw new IllegalArgumentException("an actor needs a user id");
    }
    roles = Set.copyOf(roles);
  }

  /** An actor from the engine's groups; groups that are no role are ignored. */
  public static Actor of(String id, Collection<String> groups) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    Arrays.stream(Role.values()).filter(r -> groups.contains(r.group())).forEach(roles::add);
    return new Actor(id, roles);
  }

  public boolean is(Role... anyOf) {
    return !Collections.disjoint(roles, Arrays.asList(anyOf));
  }
}
