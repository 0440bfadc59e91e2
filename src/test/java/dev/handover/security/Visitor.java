package dev.handover.security;

import org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/** Somebody who has signed in. */
public final class Visitor {

  private Visitor() {}

  public static RequestPostProcessor of(Actor actor) {
    return SecurityMockMvcRequestPostProcessors.authentication(EngineUsers.token(actor));
  }
}
