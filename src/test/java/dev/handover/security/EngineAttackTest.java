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
import javax.script.ScriptEngineManager;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known to break an engine of this version, tried against ours. */
class EngineAttackTest extends SecureServer {

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
  void nobody_creates_an_administrator_through_the_setup_even_while_there_is_none() {
    String body =
        "{\"profile\":{\"id\":\"mallory\"},\"credentials\":{\"password\":\"Long-enough-1!\"}}";
    var identity = engine.getIdentityService();
    identity.deleteMembership("admin", "camunda-admin");
    try {
      for (String path :
          List.of(
              "/camunda/api/admin/setup/default/user/create",
              "/camunda/api/admin/setup/default/",
              "/camunda/api/admin/setup")) {
        Browser browser = browser();
        browser.get("/camunda/api/admin/auth/user/default");
        Answer answer =
            browser.post(
                path,
                body,
                "Content-Type",
                "application/json",
                "X-XSRF-TOKEN",
                browser.cookies.getOrDefault("XSRF-TOKEN", ""));
        assertThat(answer.status()).as(path).isIn(401, 403);
      }
      assertThat(identity.createUserQuery().userId("mallory").count()).isZero();
    } finally {
      identity.createMembership("admin", "camunda-admin");
    }
  }

  @Test
  void no_human_role_deploys() {
    long before = engine.getRepositoryService().createDeploymentQuery().count();
    String part =
        "--x\r\nContent-Disposition: form-data; name=\"data\"; filename=\"a.bpmn\"\r\n\r\n"
            + "<x/>\r\n--x--\r\n";
    for (String user : FirstUsers.SANDBOX.keySet()) {
      for (String root : List.of("/engine-rest", "/engine-rest/engine/default")) {
        for (String path : List.of("/deployment/create", "/deployment/1/redeploy", "/deployment")) {
          Answer answer = as(user, "POST", root + path, "multipart/form-data; boundary=x", part);
          assertThat(answer.status()).as(user + root + path).isEqualTo(403);
        }
        assertThat(as(user, "DELETE", root + "/deployment/1").status()).isEqualTo(403);
        assertThat(as(user, "DELETE", root + "/process-definition/1").status()).isEqualTo(403);
      }
    }
    Browser browser = browser();
    browser.logIn("admin", "sandbox");
    browser.get("/camunda/app/cockpit/default/");
    Answer answer =
        browser.post(
            "/camunda/api/engine/engine/default/deployment/create",
            part,
            "Content-Type",
            "multipart/form-data; boundary=x",
            "X-XSRF-TOKEN",
            browser.cookies.get("XSRF-TOKEN"));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(engine.getRepositoryService().createDeploymentQuery().count()).isEqualTo(before);
  }

  @Test
  void a_password_cannot_be_tried_out_through_the_engine() {
    String body = "{\"username\":\"admin\",\"password\":\"sandbox\"}";
    assertThat(json("requester", "POST", "/engine-rest/identity/verify", body).status())
        .isEqualTo(403);
  }

  @Test
  void a_java_serialized_variable_is_refused() {
    String id = engine.getRuntimeService().startProcessInstanceByKey("workloadRollout").getId();
    String body =
        """
        {"value":"rO0ABXQAAXg=","type":"Object","valueInfo":{"objectTypeName":"java.lang.String",
         "serializationDataFormat":"application/x-java-serialized-object"}}""";
    Answer answer =
        json("admin", "PUT", "/engine-rest/process-instance/" + id + "/variables/x", body);
    assertThat(answer.status()).isBetween(400, 500);
    assertThat(engine.getRuntimeService().getVariables(id)).doesNotContainKey("x");
    assertThatThrownBy(
            () ->
                engine
                    .getRuntimeService()
                    .setVariable(
                        id,
                        "x",
                        Variables.serializedObjectValue("rO0ABXQAAXg=")
                            .objectTypeName("java.lang.String")
                            .serializationDataFormat("application/x-java-serialized-object")
                            .create()))
        .hasMessageContaining("Java serialization format is prohibited");
  }

  @Test
  void the_engine_is_configured_closed() throws ClassNotFoundException {
    var c = (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
    assertThat(c.isAuthorizationEnabled()).isTrue();
    assertThat(c.isEnableExpressionsInAdhocQueries()).isFalse();
    assertThat(c.isEnableExpressionsInStoredQueries()).isFalse();
    assertThat(c.isDeserializationTypeValidationEnabled()).isTrue();
    assertThat(c.isJavaSerializationFormatEnabled()).isFalse();
    assertThat(c.getQueryMaxResultsLimit()).isEqualTo(2000);
    assertThat(c.isEnablePasswordPolicy()).isTrue();
    assertThat(c.getHistoryLevel().getName()).isEqualTo("activity");
    assertThat(c.getHistoryCleanupBatchWindowStartTime()).isEqualTo("01:00");
    assertThat(c.isMetricsEnabled()).isFalse();
    assertThat(c.getBeans()).isEmpty();
    for (String script : List.of("javascript", "groovy", "python", "ruby", "nashorn")) {
      assertThat(new ScriptEngineManager().getEngineByName(script)).as(script).isNull();
    }
    assertThatThrownBy(
            () -> Class.forName("org.camunda.connect.plugin.impl.ConnectProcessEnginePlugin"))
        .isInstanceOf(ClassNotFoundException.class);
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
