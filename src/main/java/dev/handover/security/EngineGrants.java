package dev.handover.security;

import static dev.handover.security.Role.ADMINISTRATOR;
import static dev.handover.security.Role.AUDITOR;
import static dev.handover.security.Role.AUTOMATION;
import static dev.handover.security.Role.CHANGE_MANAGER;
import static dev.handover.security.Role.REQUESTER;
import static org.camunda.bpm.engine.authorization.Authorization.ANY;
import static org.camunda.bpm.engine.authorization.Resources.APPLICATION;
import static org.camunda.bpm.engine.authorization.Resources.BATCH;
import static org.camunda.bpm.engine.authorization.Resources.DECISION_DEFINITION;
import static org.camunda.bpm.engine.authorization.Resources.DECISION_REQUIREMENTS_DEFINITION;
import static org.camunda.bpm.engine.authorization.Resources.DEPLOYMENT;
import static org.camunda.bpm.engine.authorization.Resources.FILTER;
import static org.camunda.bpm.engine.authorization.Resources.OPERATION_LOG_CATEGORY;
import static org.camunda.bpm.engine.authorization.Resources.PROCESS_DEFINITION;
import static org.camunda.bpm.engine.authorization.Resources.PROCESS_INSTANCE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.authorization.BatchPermissions;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.authorization.UserOperationLogCategoryPermissions;

/**
 * What each role may do in the engine itself, that is in its webapps and its REST API. What may be
 * approved by whom is decided by the domain, whatever is granted here.
 */
final class EngineGrants {

  static final String ROLLOUT = "workloadRollout";
  static final String PROGRAMME = "migrationProgramme";
  static final List<String> PROCESSES =
      List.of(
          ROLLOUT,
          PROGRAMME,
          "approval",
          "rolloutWave",
          "waveRegression",
          "rollback",
          "remoteAction",
          "coManagementEnablement",
          "waveWatch");
  static final List<String> POLICIES =
      List.of("rolloutPolicy", "approvalPolicy", "readinessPolicy");

  private EngineGrants() {}

  /**
   * One grant to a group; the group has nothing else on that resource.
   *
   * @param without taken away from what {@code permissions} comprise
   */
  record Grant(
      Role role,
      Resource resource,
      String id,
      List<Permission> permissions,
      List<Permission> without) {}

  /**
   * @param filters the ids of the filters that stand ready in Tasklist
   */
  static List<Grant> all(Map<TasklistFilter, String> filters) {
    List<Grant> grants = new ArrayList<>();
    for (Role starter : List.of(REQUESTER, AUTOMATION)) {
      for (String started : List.of(ROLLOUT, PROGRAMME)) {
        grants.add(
            grant(
                starter,
                PROCESS_DEFINITION,
                started,
                ProcessDefinitionPermissions.READ,
                ProcessDefinitionPermissions.CREATE_INSTANCE));
      }
      grants.add(grant(starter, PROCESS_INSTANCE, ANY, Permissions.CREATE));
    }
    for (String process : PROCESSES) {
      grants.add(
          grant(
              CHANGE_MANAGER,
              PROCESS_DEFINITION,
              process,
              ProcessDefinitionPermissions.READ,
              ProcessDefinitionPermissions.READ_INSTANCE,
              ProcessDefinitionPermissions.READ_HISTORY,
              ProcessDefinitionPermissions.READ_TASK,
              ProcessDefinitionPermissions.TASK_WORK));
    }
    for (String policy : POLICIES) {
      grants.add(grant(CHANGE_MANAGER, DECISION_DEFINITION, policy, Permissions.READ));
    }
    for (Role worker : List.of(REQUESTER, CHANGE_MANAGER)) {
      grants.add(grant(worker, APPLICATION, "tasklist", Permissions.ACCESS));
    }
    filters.forEach(
        (filter, id) ->
            filter
                .readers()
                .forEach(reader -> grants.add(grant(reader, FILTER, id, Permissions.READ))));
    grants.addAll(auditor());
    grants.addAll(administrator());
    return grants;
  }

  private static List<Grant> auditor() {
    return List.of(
        grant(AUDITOR, APPLICATION, "cockpit", Permissions.ACCESS),
        grant(
            AUDITOR,
            PROCESS_DEFINITION,
            ANY,
            ProcessDefinitionPermissions.READ,
            ProcessDefinitionPermissions.READ_INSTANCE,
            ProcessDefinitionPermissions.READ_TASK,
            ProcessDefinitionPermissions.READ_HISTORY),
        grant(AUDITOR, DECISION_DEFINITION, ANY, Permissions.READ, Permissions.READ_HISTORY),
        grant(AUDITOR, DECISION_REQUIREMENTS_DEFINITION, ANY, Permissions.READ),
        grant(AUDITOR, DEPLOYMENT, ANY, Permissions.READ),
        grant(AUDITOR, BATCH, ANY, BatchPermissions.READ, BatchPermissions.READ_HISTORY),
        grant(AUDITOR, OPERATION_LOG_CATEGORY, ANY, UserOperationLogCategoryPermissions.READ));
  }

  /** All, but to deploy, to remove definitions, and to start a rollout past its requester. */
  private static List<Grant> administrator() {
    List<Grant> grants = new ArrayList<>();
    for (Resources resource : Resources.values()) {
      grants.add(
          switch (resource) {
            case DEPLOYMENT -> grant(ADMINISTRATOR, DEPLOYMENT, ANY, Permissions.READ);
            case PROCESS_DEFINITION ->
                new Grant(
                    ADMINISTRATOR,
                    PROCESS_DEFINITION,
                    ANY,
                    List.of(ProcessDefinitionPermissions.ALL),
                    List.of(
                        ProcessDefinitionPermissions.DELETE,
                        ProcessDefinitionPermissions.CREATE_INSTANCE));
            default -> grant(ADMINISTRATOR, resource, ANY, Permissions.ALL);
          });
    }
    return grants;
  }

  private static Grant grant(Role role, Resource resource, String id, Permission... permissions) {
    return new Grant(role, resource, id, List.of(permissions), List.of());
  }
}
