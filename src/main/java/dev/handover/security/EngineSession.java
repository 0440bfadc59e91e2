package dev.handover.security;

import java.util.function.Supplier;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.impl.identity.Authentication;
import org.springframework.stereotype.Component;

/**
 * In whose name the engine is called. A request carries its user; what the domain has already
 * decided (to correlate a message, say) is done in Handover's own name, because no human role may
 * touch an instance directly.
 */
@Component
public class EngineSession {

  private final IdentityService identity;

  EngineSession(IdentityService identity) {
    this.identity = identity;
  }

  /** Runs without the caller's identity and puts it back afterwards, come what may. */
  public <T> T asHandover(Supplier<T> work) {
    Authentication caller = identity.getCurrentAuthentication();
    identity.clearAuthentication();
    try {
      return work.get();
    } finally {
      if (caller != null) {
        identity.setAuthentication(caller.getUserId(), caller.getGroupIds(), caller.getTenantIds());
      }
    }
  }
}
