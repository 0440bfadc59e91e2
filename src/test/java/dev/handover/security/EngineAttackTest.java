package dev.handover.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import javax.script.ScriptEngineManager;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.Test;

/** Ways into an engine of this version other than by expressions, tried against ours. */
class EngineAttackTest extends SecureServer {

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
          assertThat(answer.status()).as(user + root + path).isEqualTo(415);
          assertThat(as(user, "POST", root + path).status()).as(user + root + path).isEqualTo(403);
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
    assertThat(answer.status()).isEqualTo(415);
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
}
