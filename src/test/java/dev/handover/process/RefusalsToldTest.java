package dev.handover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.rollout.Refused;
import jakarta.ws.rs.core.Response.Status;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.exception.NullValueException;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.camunda.bpm.engine.rest.exception.InvalidRequestException;
import org.junit.jupiter.api.Test;

/** What the engine's own faces tell of a refusal. */
class RefusalsToldTest {

  @Test
  void what_is_no_longer_there_is_not_found_and_no_failure_of_the_server() {
    assertThatThrownBy(
            () -> told(new NullValueException("Cannot find task with id 7: task is null")))
        .isInstanceOfSatisfying(
            InvalidRequestException.class,
            e -> assertThat(e.getStatus()).isEqualTo(Status.NOT_FOUND))
        .hasMessage("Cannot find task with id 7.");
  }

  @Test
  void a_missing_value_that_names_nothing_sought_stays_what_it_is() {
    assertThatThrownBy(() -> told(new NullValueException("taskId is null")))
        .isInstanceOf(NullValueException.class);
  }

  @Test
  void what_the_domain_forbids_is_forbidden() {
    assertThatThrownBy(() -> told(new RuntimeException(Refused.forbidden("Not you."))))
        .isInstanceOf(AuthorizationException.class)
        .hasMessage("Not you.");
  }

  private static void told(RuntimeException thrown) {
    RefusalsTold refusals = new RefusalsTold();
    refusals.setNext(
        new CommandExecutor() {
          @Override
          public <T> T execute(Command<T> command) {
            throw thrown;
          }
        });
    refusals.execute(c -> null);
  }
}
