package dev.handover.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the engine's own REST says no to, and how. */
class EngineRefusalsTest extends SecureServer {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          GET  | task/nothing                       |
          GET  | task/nothing/form-variables        |
          GET  | task/nothing/deployed-form         |
          POST | task/nothing/complete              | {}
          PUT  | job/nothing/retries                | {"retries":1}
          PUT  | job/nothing/duedate                | {"duedate":"2030-01-01T00:00:00.000+0000"}
          POST | job/nothing/execute                |
          POST | execution/nothing/signal           | {}
          POST | execution/nothing/messageSubscriptions/x/trigger     | {}
          POST | process-instance/nothing/modification                | {"instructions":[{"type":"cancel","activityId":"x"}]}
          POST | process-instance/nothing/modification-async          | {"instructions":[{"type":"cancel","activityId":"x"}]}
          POST | process-definition/nothing/start                     | {}
          POST | process-definition/nothing/submit-form               | {}
          PUT  | process-definition/nothing/history-time-to-live      | {"historyTimeToLive":5}
          PUT  | decision-definition/nothing/history-time-to-live     | {"historyTimeToLive":5}
          GET  | metrics/jobs-executed/sum          |
          """)
  void what_is_not_there_is_not_found(String method, String path, String body) {
    Answer answer = json("admin", method, "/engine-rest/" + path, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(404);
    assertThat(answer.body()).contains("\"message\":\"").doesNotContain("null:", "Exception:");
  }

  /** Tasklist shows it to a person. */
  @ParameterizedTest
  @CsvSource({"start", "submit-form"})
  void a_plan_that_is_refused_is_told_in_words_of_the_form_only(String way) {
    Answer answer =
        json(
            "requester",
            "POST",
            "/engine-rest/process-definition/" + workloadRollout() + "/" + way,
            "{\"variables\":{\"title\":{\"value\":\"By hand\",\"type\":\"String\"}}}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body())
        .startsWith("{\"type\":\"InvalidRequestException\",\"message\":\"Workload: ")
        .doesNotContain("Cannot instantiate");
  }

  /** The application's own, since the probe of these tests has the same key. */
  private String workloadRollout() {
    return engine
        .getRepositoryService()
        .createProcessDefinitionQuery()
        .processDefinitionKey("workloadRollout")
        .processDefinitionResourceName("processes/workload-rollout.bpmn")
        .singleResult()
        .getId();
  }
}
