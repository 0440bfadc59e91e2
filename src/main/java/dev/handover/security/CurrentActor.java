package dev.handover.security;

import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/** Who is calling. A controller may also take an {@link Actor} as a parameter. */
@Component
public class CurrentActor {

  /**
   * @throws IllegalStateException outside of an authenticated request, which no route allows
   */
  public Actor get() {
    return find().orElseThrow(() -> new IllegalStateException("nobody is signed in"));
  }

  /** Empty outside of an authenticated request. */
  public Optional<Actor> find() {
    Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
    return authentication != null && authentication.getPrincipal() instanceof SignedIn signedIn
        ? Optional.of(signedIn.actor())
        : Optional.empty();
  }
}
