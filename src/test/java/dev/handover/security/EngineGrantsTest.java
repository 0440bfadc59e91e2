package dev.handover.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What each role can do in the engine, asked of the engine itself. */
class EngineGrantsTest extends SecureServer {

  private static final String START = "/engine-rest/process-definition/key/workloadRollout/start";

  @Autowired private EngineBootstrap bootstrap;

  @Test
  void requesters_and_automation_start_rollouts_and_nobody_else_does() {
    assertThat(json("requester", "POST", START, "{}").status()).isEqualTo(200);
    assertThat(json("automation", "POST", START, "{}").status()).isEqualTo(200);
    for (String user : new String[] {"approver1", "auditor", "admin"}) {
      assertThat(json(user, "POST", START, "{}").status()).as(user).isEqualTo(403);
    }
  }

  @Test
  void change_managers_see_and_complete_tasks_and_requesters_do_not() {
    String task = task();
    assertThat(as("approver1", "GET", "/engine-rest/task/" + task).status()).isEqualTo(200);
    assertThat(as("requester", "GET", "/engine-rest/task/" + task).status()).isIn(403, 404);
    String complete = "/engine-rest/task/" + task + "/complete";
    for (String user : new String[] {"requester", "automation", "auditor"}) {
      assertThat(json(user, "POST", complete, "{}").status()).as(user).isEqualTo(403);
    }
    assertThat(json("approver1", "POST", complete, "{}").status()).isEqualTo(204);
  }

  @Test
  void tasklist_has_lists_ready_for_each_role() {
    assertThat(lists(Role.REQUESTER)).containsOnlyKeys("Open tasks");
    assertThat(lists(Role.AUDITOR)).isEmpty();
    String task = task();
    engine.getTaskService().claim(task, "approver2");
    assertThat(lists(Role.CHANGE_MANAGER)).containsOnlyKeys("Open tasks", "For change managers");
    assertThat(lists(Role.CHANGE_MANAGER).values()).allMatch(tasks -> tasks.contains(task));

    assertThat(lists(Role.ADMINISTRATOR))
        .containsOnlyKeys("Open tasks", "For change managers", "For administrators");
    assertThat(lists(Role.ADMINISTRATOR).get("For administrators")).doesNotContain(task);
  }

  /** What somebody of this role sees in Tasklist: the tasks of each list, by its name. */
  private Map<String, List<String>> lists(Role role) {
    engine.getIdentityService().setAuthentication("somebody", List.of(role.group()));
    try {
      return engine.getFilterService().createFilterQuery().listPage(0, 100).stream()
          .collect(
              Collectors.toMap(
                  Filter::getName,
                  filter ->
                      engine.getFilterService().<Task>listPage(filter.getId(), 0, 1_000).stream()
                          .map(Task::getId)
                          .toList()));
    } finally {
      engine.getIdentityService().clearAuthentication();
    }
  }

  @Test
  void change_managers_change_no_instance_past_the_domain() {
    String task = task();
    String instance =
        engine
            .getTaskService()
            .createTaskQuery()
            .taskId(task)
            .singleResult()
            .getProcessInstanceId();
    String path = "/engine-rest/process-instance/" + instance;
    assertThat(as("approver1", "GET", path).status()).isEqualTo(200);
    assertThat(as("approver1", "DELETE", path).status()).isEqualTo(403);
    assertThat(json("approver1", "PUT", path + "/variables/approved", "{\"value\":true}").status())
        .isEqualTo(403);
  }

  @Test
  void auditors_read_everything_and_change_nothing() {
    String task = task();
    assertThat(as("auditor", "GET", "/engine-rest/task/" + task).status()).isEqualTo(200);
    assertThat(as("auditor", "GET", "/engine-rest/history/process-instance?maxResults=100").body())
        .contains("workloadRollout");
    assertThat(json("auditor", "POST", "/engine-rest/task/" + task + "/claim", "{}").status())
        .isEqualTo(403);
    assertThat(
            json("auditor", "POST", "/engine-rest/user/create", "{\"profile\":{\"id\":\"x\"}}")
                .status())
        .isEqualTo(403);
  }

  @Test
  void administrators_manage_users_and_others_do_not_see_them() {
    assertThat(as("admin", "GET", "/engine-rest/user?maxResults=100").body())
        .contains("approver2", "automation");
    assertThat(as("approver1", "GET", "/engine-rest/user?maxResults=100").body())
        .doesNotContain("approver2");
    assertThat(as("approver1", "GET", "/engine-rest/authorization?maxResults=100").body())
        .isEqualTo("[]");
  }

  @Test
  void nobody_makes_himself_more_than_he_is() {
    for (String user : new String[] {"requester", "approver1", "auditor", "automation"}) {
      String path = "/engine-rest/group/administrators/members/" + user;
      assertThat(as(user, "PUT", path).status()).as(user).isEqualTo(403);
      assertThat(
              json(
                      user,
                      "POST",
                      "/engine-rest/authorization/create",
                      "{\"type\":1,\"permissions\":[\"ALL\"],\"userId\":\""
                          + user
                          + "\",\"resourceType\":6,\"resourceId\":\"*\"}")
                  .status())
          .isEqualTo(403);
    }
  }

  @Test
  void a_second_start_changes_nothing() {
    long grants = engine.getAuthorizationService().createAuthorizationQuery().count();
    long users = engine.getIdentityService().createUserQuery().count();
    long filters = engine.getFilterService().createFilterQuery().count();
    bootstrap.postProcessEngineBuild(engine);
    assertThat(engine.getAuthorizationService().createAuthorizationQuery().count())
        .isEqualTo(grants);
    assertThat(engine.getIdentityService().createUserQuery().count()).isEqualTo(users);
    assertThat(engine.getFilterService().createFilterQuery().count()).isEqualTo(filters);
  }

  @Test
  void a_grant_that_was_widened_is_put_back_at_the_next_start() {
    var service = engine.getAuthorizationService();
    var grant =
        service
            .createAuthorizationQuery()
            .groupIdIn("auditors")
            .resourceType(6)
            .resourceId("*")
            .singleResult();
    grant.addPermission(ProcessDefinitionPermissions.DELETE_INSTANCE);
    service.saveAuthorization(grant);
    bootstrap.postProcessEngineBuild(engine);
    String task = task();
    String instance =
        engine
            .getTaskService()
            .createTaskQuery()
            .taskId(task)
            .singleResult()
            .getProcessInstanceId();
    assertThat(as("auditor", "DELETE", "/engine-rest/process-instance/" + instance).status())
        .isEqualTo(403);
  }

  private String task() {
    String instance =
        engine.getRuntimeService().startProcessInstanceByKey("workloadRollout").getId();
    Task task =
        engine.getTaskService().createTaskQuery().processInstanceId(instance).singleResult();
    return task.getId();
  }
}
