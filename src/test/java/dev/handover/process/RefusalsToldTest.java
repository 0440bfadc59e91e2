package dev.handover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.plan.InvalidPlan;
import dev.handover.rollout.Refused;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response.Status;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.exception.NotFoundException;
import org.camunda.bpm.engine.exception.NullValueException;
import org.camunda.bpm.engine.impl.GetDeployedTaskFormCmd;
import org.camunda.bpm.engine.impl.interceptor.Command;
import org.camunda.bpm.engine.impl.interceptor.CommandExecutor;
import org.camunda.bpm.engine.rest.dto.ExceptionDto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the engine's own faces tell of a refusal. */
class RefusalsToldTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          Cannot find task with id 7: task is null     | Cannot find task with id 7.
          no subscription to 'x': subscriptions is empty | no subscription to 'x'.
          ENGINE-13053 No job found with id '7'.'      | No job found with id '7'.
          No job found with id '7'.                    | No job found with id '7'.
          ENGINE-13036 Process instance '7' cannot be modified. The process instance does not exist \
          | Process instance '7' cannot be modified. The process instance does not exist.
          """)
  void what_is_not_there_is_not_found_and_no_failure_of_the_server(String said, String told) {
    assertTold(new ProcessEngineException(said), Status.NOT_FOUND, told);
    assertTold(new NullValueException(said), Status.NOT_FOUND, told);
  }

  @Test
  void what_the_engine_itself_calls_not_found_or_bad_input_stays_that_on_every_face() {
    assertTold(new NotFoundException("no such definition"), Status.NOT_FOUND, "no such definition");
    assertTold(new BadUserRequestException("no such form"), Status.BAD_REQUEST, "no such form");
  }

  @Test
  void a_command_that_uses_a_task_without_asking_whether_it_is_there_finds_none() {
    NullPointerException npe = new NullPointerException("task is null");
    assertThatThrownBy(() -> told(npe, new GetDeployedTaskFormCmd("7")))
        .isInstanceOf(WebApplicationException.class)
        .hasMessage("There is no such task.");
    assertThatThrownBy(() -> told(npe)).isSameAs(npe);
  }

  @Test
  void a_missing_value_that_names_nothing_sought_stays_what_it_is() {
    assertThatThrownBy(() -> told(new NullValueException("taskId is null")))
        .isInstanceOf(NullValueException.class);
    assertThatThrownBy(() -> told(new ProcessEngineException("the database is gone")))
        .isInstanceOf(ProcessEngineException.class);
  }

  /** The engine's faces put their own words before every exception that they know. */
  @Test
  void what_the_domain_refuses_is_told_in_its_words_only() {
    assertTold(
        new ProcessEngineException("wrapped", new InvalidPlan("waves", "They must increase.")),
        Status.BAD_REQUEST,
        "waves: They must increase.");
    assertTold(Refused.conflict("It has changed."), Status.BAD_REQUEST, "It has changed.");
  }

  @Test
  void what_the_domain_forbids_is_forbidden() {
    assertThatThrownBy(() -> told(new RuntimeException(Refused.forbidden("Not you."))))
        .isInstanceOf(AuthorizationException.class)
        .hasMessage("Not you.");
  }

  private static void assertTold(RuntimeException thrown, Status status, String sentence) {
    assertThatThrownBy(() -> told(thrown))
        .isInstanceOfSatisfying(
            WebApplicationException.class,
            e -> {
              assertThat(e.getResponse().getStatusInfo()).isEqualTo(status);
              assertThat(((ExceptionDto) e.getResponse().getEntity()).getMessage())
                  .isEqualTo(sentence);
            })
        .hasMessage(sentence);
  }

  private static void told(RuntimeException thrown) {
    told(thrown, c -> null);
  }

  private static void told(RuntimeException thrown, Command<?> command) {
    RefusalsTold refusals = new RefusalsTold();
    refusals.setNext(
        new CommandExecutor() {
          @Override
          public <T> T execute(Command<T> command) {
            throw thrown;
          }
        });
    refusals.execute(command);
  }
}
