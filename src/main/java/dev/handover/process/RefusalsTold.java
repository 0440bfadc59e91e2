package dev.handover.process;

import dev.handover.plan.InvalidPlan;
import dev.handover.rollout.NotReady;
import dev.handover.rollout.Refused;
import jakarta.ws.rs.core.Response.Status;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.exception.NullValueException;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.rest.exception.InvalidRequestException;

/**
 * Turns what the domain refuses into what the engine's own faces tell as bad input or as forbidden,
 * with the domain's sentence, and what the engine looks for in vain, such as a task that somebody
 * else has completed, into not found: unwrapped, either would reach people as a failure of the
 * server.
 */
final class RefusalsTold extends CommandInterceptor {

  /** How the engine says it: {@code Cannot find task with id 7: task is null}. */
  private static final Pattern IN_VAIN = Pattern.compile("(.+): \\w+ is null", Pattern.DOTALL);

  @Override
  public <T> T execute(Command<T> command) {
    try {
      return next.execute(command);
    } catch (NullValueException e) {
      Matcher inVain = IN_VAIN.matcher(String.valueOf(e.getMessage()));
      if (!inVain.matches()) {
        throw e;
      }
      throw new InvalidRequestException(Status.NOT_FOUND, e, inVain.group(1) + ".");
    } catch (RuntimeException e) {
      RuntimeException refusal = refusal(e);
      if (refusal == null) {
        throw e;
      }
      if (refusal instanceof Refused refused && refused.kind() == Refused.Kind.FORBIDDEN) {
        throw new AuthorizationException(refused.getMessage());
      }
      // The one that no face of the engine wraps as a failure of its own.
      throw new InvalidRequestException(Status.BAD_REQUEST, refusal, refusal.getMessage());
    }
  }

  /** What the domain said, however deep the engine has wrapped it; null if it did not. */
  static RuntimeException refusal(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof Refused || cause instanceof NotReady || cause instanceof InvalidPlan) {
        return (RuntimeException) cause;
      }
    }
    return null;
  }
}
