package dev.handover.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions are code: none comes in with a request, and one that did would reach nothing. */
class ExpressionAttackTest extends SecureServer {

  private static final String CODE = "${''.getClass().forName('java.lang.Runtime')}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"assigneeExpression\":\"x\"}",
        "{\"orQueries\":[{\"assigneeExpression\":\"x\"}]}",
        "{\"orQueries\":[{\"orQueries\":[{\"taskOwnerExpression\":\"x\"}]}]}",
        "{\"orQueries\":[{\"assignee\\u0045xpression\":\"x\"}]}",
        "{\"orQueries\":[{\"\\u0061ssigneeExpressio\\u006e\":\"x\"}]}",
        "{\"orQueries\":[{\"assigneeExpression\":null}]}",
        "{\"orQueries\":[],\"orQueries\":[{\"assigneeExpression\":\"x\"}]}",
        "[{\"assigneeExpression\":\"x\"}]",
        "{\"orQueries\":[{\"ASSIGNEEEXPRESSION \":\"x\"}]}",
        "{\"query\":{\"orQueries\":[{\"dueBeforeExpression\":\"x\"}]}}"
      })
  void no_request_brings_an_expression(String body) {
    for (String path :
        List.of("/engine-rest/task", "/engine-rest/engine/default/task", "/engine-rest/filter")) {
      assertThat(json("admin", "POST", path, body).status()).as(path).isEqualTo(400);
    }
    Browser browser = browser();
    browser.logIn("admin", "sandbox");
    browser.get("/camunda/app/tasklist/default/");
    for (String path :
        List.of(
            "/camunda/api/engine/engine/default/task",
            "/camunda/api/cockpit/plugin/base/default/process-instance",
            "/camunda/api/tasklist/plugin/x")) {
      Answer answer =
          browser.post(
              path,
              body,
              "Content-Type",
              "application/json",
              "X-XSRF-TOKEN",
              browser.cookies.getOrDefault("XSRF-TOKEN", ""));
      assertThat(answer.status()).as(path).isEqualTo(400);
      assertThat(answer.body()).contains("Expressions are not accepted");
    }
  }

  @Test
  void the_same_query_without_an_expression_is_answered() {
    String body = "{\"orQueries\":[{\"assignee\":\"x\",\"nameLike\":\"y\"}]}";
    assertThat(json("admin", "POST", "/engine-rest/task?maxResults=10", body).status())
        .isEqualTo(200);
    Browser browser = browser();
    browser.logIn("admin", "sandbox");
    browser.get("/camunda/app/tasklist/default/");
    Answer answer =
        browser.post(
            "/camunda/api/engine/engine/default/task?maxResults=10",
            body,
            "Content-Type",
            "application/json;charset=UTF-8",
            "X-XSRF-TOKEN",
            browser.cookies.get("XSRF-TOKEN"));
    assertThat(answer.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "assigneeExpression=x",
        "a=1&assigneeExpression=x",
        "assignee%45xpression=x",
        "assigneeexpression",
        "a=%00",
        "a=%zz"
      })
  void no_query_string_brings_one_either(String query) {
    int status = rawStatus("GET /engine-rest/task?" + query + " HTTP/1.1");
    assertThat(status).isEqualTo(400);
  }

  @Test
  void a_body_that_could_hide_one_is_not_taken() throws IOException {
    String body = "{\"orQueries\":[{\"assigneeExpression\":\"x\"}]}";
    assertThat(post(body.getBytes(StandardCharsets.UTF_8), "multipart/form-data; boundary=x"))
        .isEqualTo(415);
    for (String type :
        List.of(
            "text/plain",
            "application/xml",
            "application/problem+json",
            "application/hal+json",
            "application/x-www-form-urlencoded",
            "application/json;charset=utf-7",
            "application/json;charset=IBM500",
            "nonsense")) {
      assertThat(post(body.getBytes(StandardCharsets.UTF_8), type)).as(type).isEqualTo(415);
    }
    for (var charset : List.of(StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE)) {
      assertThat(post(body.getBytes(charset), "application/json")).as("" + charset).isEqualTo(400);
    }
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(body.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(post(zipped.toByteArray(), "application/json", "Content-Encoding", "gzip"))
        .isEqualTo(415);
    assertThat(post(zipped.toByteArray(), "application/json")).isEqualTo(400);
    assertThat(post(("{}" + body).getBytes(StandardCharsets.UTF_8), "application/json"))
        .isEqualTo(400);
    byte[] large = ("{\"a\":\"" + "x".repeat(1_000_001) + "\"}").getBytes(StandardCharsets.UTF_8);
    assertThat(post(large, "application/json")).isEqualTo(413);
  }

  @Test
  void an_expression_that_came_in_all_the_same_reaches_no_class() {
    List<String> attacks =
        List.of(
            CODE,
            "${''.class}",
            "${''['class']}",
            "${''[\"getClass\"]()}",
            "${currentUser().getClass()}",
            "${now().getClass().getClassLoader()}",
            "${dateTime().getChronology().toString()}",
            "${dataSource.getConnection()}",
            "${identityService.newUser('x')}",
            "${environment.getProperty('spring.datasource.password')}",
            "${engineUsers}");
    for (String attack : attacks) {
      assertThatThrownBy(
              () ->
                  engine
                      .getTaskService()
                      .createTaskQuery()
                      .or()
                      .taskAssigneeExpression(attack)
                      .endOr()
                      .list())
          .as(attack)
          .hasStackTraceContaining("xpression");
    }
  }

  @Test
  void an_expression_in_a_process_reaches_values_and_process_beans_only() {
    assertThat(evaluate("${word.length() == 4 and execution.processBusinessKey == 'key'}"))
        .isEqualTo("true");
    for (String attack :
        List.of(
            "${execution.processEngineServices.repositoryService}",
            "${execution.getProcessEngineServices()}",
            "${execution.getBpmnModelInstance()}",
            "${execution.setVariable('a', 1)}",
            "${word.getClass()}",
            "${dataSource}",
            "${securityChains}")) {
      assertThatThrownBy(() -> evaluate(attack)).as(attack).isInstanceOf(RuntimeException.class);
    }
  }

  private String evaluate(String expression) {
    String model =
        """
        <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
            xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="x">
          <bpmn:process id="evaluate" isExecutable="true" camunda:historyTimeToLive="P1D">
            <bpmn:startEvent id="startEvent_a" /><bpmn:sequenceFlow id="f" sourceRef="startEvent_a" targetRef="b" />
            <bpmn:serviceTask id="b" camunda:expression="%s" camunda:resultVariable="r" />
            <bpmn:sequenceFlow id="g" sourceRef="b" targetRef="c" /><bpmn:userTask id="c" />
          </bpmn:process>
        </bpmn:definitions>
        """
            .formatted(expression.replace("\"", "&quot;"));
    String deployment =
        engine
            .getRepositoryService()
            .createDeployment()
            .addString("evaluate.bpmn", model)
            .deploy()
            .getId();
    try {
      String instance =
          engine
              .getRuntimeService()
              .startProcessInstanceByKey("evaluate", "key", Map.of("word", "four"))
              .getId();
      return String.valueOf(engine.getRuntimeService().getVariable(instance, "r"));
    } finally {
      engine.getRepositoryService().deleteDeployment(deployment, true);
    }
  }

  @Test
  void malformed_input_never_ends_in_a_failure_of_ours() {
    Random random = new Random(42);
    String[] seeds = {
      "", "{", "}", "[", "null", "\"", "{\"a\":", "[[[[", "1e999999", "\u0000", "{}{}"
    };
    for (int i = 0; i < 150; i++) {
      byte[] noise = new byte[random.nextInt(40)];
      random.nextBytes(noise);
      byte[] seed = seeds[i % seeds.length].getBytes(StandardCharsets.UTF_8);
      byte[] body = new byte[seed.length + noise.length];
      System.arraycopy(seed, 0, body, 0, seed.length);
      System.arraycopy(noise, 0, body, seed.length, noise.length);
      assertThat(post(body, "application/json")).as(seeds[i % seeds.length]).isLessThan(500);
    }
    String deep = "{\"a\":".repeat(3_000) + "1" + "}".repeat(3_000);
    assertThat(post(deep.getBytes(StandardCharsets.UTF_8), "application/json")).isEqualTo(400);
    assertThat(post("null".getBytes(StandardCharsets.UTF_8), "application/json")).isEqualTo(400);
    assertThat(
            post("{\"assignee\":\"\\u0000\"}".getBytes(StandardCharsets.UTF_8), "application/json"))
        .isEqualTo(400);
  }

  private int post(byte[] body, String type, String... more) {
    String[] headers = new String[4 + more.length];
    headers[0] = "Authorization";
    headers[1] = basic("admin", "sandbox");
    headers[2] = "Content-Type";
    headers[3] = type;
    System.arraycopy(more, 0, headers, 4, more.length);
    return browser().send("POST", "/engine-rest/task", body, headers).status();
  }

  /** For what no client library would send. */
  private int rawStatus(String requestLine) {
    try (Socket socket = new Socket("127.0.0.1", port())) {
      String request =
          requestLine
              + "\r\nHost: localhost\r\nConnection: close\r\nAuthorization: "
              + basic("admin", "sandbox")
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return Integer.parseInt(answer.substring(9, 12));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
