package dev.handover.process;

import dev.handover.plan.InvalidPlan;
import dev.handover.rollout.NotReady;
import dev.handover.rollout.Refused;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response.Status;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.exception.NotFoundException;
import org.camunda.bpm.engine.impl.GetDeployedTaskFormCmd;
import org.camunda.bpm.engine.impl.cmd.ExecuteJobsCmd;
import org.camunda.bpm.engine.impl.cmd.UpdateDecisionDefinitionHistoryTimeToLiveCmd;
import org.camunda.bpm.engine.impl.cmd.UpdateProcessDefinitionHistoryTimeToLiveCmd;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandInterceptor;
import org.camunda.bpm.engine.impl.metrics.MetricsQueryImpl;
import org.camunda.bpm.engine.rest.exception.ExceptionHandlerHelper;
import org.camunda.bpm.engine.rest.exception.InvalidRequestException;

/**
 * Turns what the domain refuses into what the engine's own faces tell as bad input or as forbidden,
 * with the domain's sentence, and what the engine looks for in vain, such as a task that somebody
 * else has completed, into not found: unwrapped, either would reach people as a failure of the
 * server.
 */
final class RefusalsTold extends CommandInterceptor {

  /**
   * How the engine says it: {@code Cannot find task with id 7: task is null}, {@code ENGINE-13053
   * No job found with id '7'.'}, {@code Process instance '7' cannot be modified. The process
   * instance does not exist}.
   */
  private static final Pattern IN_VAIN =
      Pattern.compile(
          "(?:ENGINE-\\d+ )?(?:(?<of>.+): \\w+ is (?:null|empty)|(?<no>No \\w+ found with id '.*?'|.+ does not exist)[.']*)",
          Pattern.DOTALL);

  /** Commands of the engine that use what they need without asking whether it is there. */
  private static final Map<Class<?>, String> HEEDLESS =
      Map.of(
          GetDeployedTaskFormCmd.class, "There is no such task.",
          UpdateProcessDefinitionHistoryTimeToLiveCmd.class, "There is no such process definition.",
          UpdateDecisionDefinitionHistoryTimeToLiveCmd.class,
              "There is no such decision definition.",
          MetricsQueryImpl.class,
              "The engine keeps no metrics; what Handover measures is at /actuator/prometheus.");

  @Override
  public <T> T execute(Command<T> command) {
    if (command instanceof ExecuteJobsCmd) {
      // Told as an incident, and by the one route that runs a job rightly.
      return next.execute(command);
    }
    try {
      return next.execute(command);
    } catch (NullPointerException e) {
      String inVain = HEEDLESS.get(command.getClass());
      throw inVain == null ? e : told(Status.NOT_FOUND, e, inVain);
    } catch (RuntimeException e) {
      throw told(e);
    }
  }

  private static RuntimeException told(RuntimeException thrown) {
    RuntimeException refusal = refusal(thrown);
    if (refusal instanceof Refused refused && refused.kind() == Refused.Kind.FORBIDDEN) {
      return new AuthorizationException(refused.getMessage());
    }
    if (refusal != null) {
      return told(Status.BAD_REQUEST, refusal, refusal.getMessage());
    }
    if (!(thrown instanceof ProcessEngineException)) {
      return thrown;
    }
    Optional<String> inVain = inVain(thrown.getMessage());
    if (inVain.isPresent()) {
      return told(Status.NOT_FOUND, thrown, inVain.get());
    }
    return thrown instanceof BadUserRequestException
        ? told(
            thrown instanceof NotFoundException ? Status.NOT_FOUND : Status.BAD_REQUEST,
            thrown,
            thrown.getMessage())
        : thrown;
  }

  private static Optional<String> inVain(String message) {
    Matcher said = IN_VAIN.matcher(String.valueOf(message));
    return said.matches()
        ? Optional.of((said.group("of") == null ? said.group("no") : said.group("of")) + ".")
        : Optional.empty();
  }

  /**
   * As the engine's faces write it, but with its answer made: they would put words of their own
   * before any exception that they know, and some would make a failure of the server of it.
   */
  private static RuntimeException told(Status status, Exception cause, String sentence) {
    return new WebApplicationException(
        sentence,
        cause,
        ExceptionHandlerHelper.getInstance()
            .getResponse(new InvalidRequestException(status, cause, sentence)));
  }

  /** Whether it tells that the engine looked for something in vain. */
  static boolean inVain(RuntimeException thrown) {
    return thrown instanceof WebApplicationException told
        && told.getResponse().getStatus() == Status.NOT_FOUND.getStatusCode();
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
