package dev.handover.security;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Groups;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.impl.cfg.AbstractProcessEnginePlugin;
import org.camunda.bpm.engine.impl.persistence.entity.AuthorizationEntity;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Makes the engine's groups, grants and first users what they have to be, at every start, before
 * anything else uses the engine. Changes nothing where all is as it should be.
 */
@Component
class EngineBootstrap extends AbstractProcessEnginePlugin {

  /** Two nodes that start at once get into each other's way; the second look finds all done. */
  private static final int ATTEMPTS = 3;

  private final FirstUsers firstUsers;

  EngineBootstrap(
      @Value("${handover.estate}") String estate,
      @Value("${handover.security.first-admin.id:}") String adminId,
      @Value("${handover.security.first-admin.password:}") String adminPassword) {
    this.firstUsers = new FirstUsers(estate, adminId, adminPassword);
  }

  @Override
  public void postProcessEngineBuild(ProcessEngine engine) {
    for (int attempt = 1; ; attempt++) {
      try {
        apply(engine);
        return;
      } catch (ProcessEngineException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void apply(ProcessEngine engine) {
    Arrays.stream(Role.values()).forEach(role -> group(engine, role.group(), "WORKFLOW"));
    // The webapps ask for a first administrator until this group has a member. It is granted
    // nothing; the grants are those of our administrators.
    group(engine, Groups.CAMUNDA_ADMIN, Groups.GROUP_TYPE_SYSTEM);
    Map<TasklistFilter, String> filters = new EnumMap<>(TasklistFilter.class);
    for (TasklistFilter filter : TasklistFilter.values()) {
      filters.put(filter, filter.in(engine));
    }
    EngineGrants.all(filters).forEach(grant -> grant(engine, grant));
    firstUsers.apply(engine.getIdentityService());
  }

  private static void group(ProcessEngine engine, String id, String type) {
    IdentityService identity = engine.getIdentityService();
    if (identity.createGroupQuery().groupId(id).count() == 0) {
      Group group = identity.newGroup(id);
      group.setName(id.substring(0, 1).toUpperCase(Locale.ROOT) + id.substring(1));
      group.setType(type);
      identity.saveGroup(group);
    }
  }

  private static void grant(ProcessEngine engine, EngineGrants.Grant grant) {
    AuthorizationService service = engine.getAuthorizationService();
    List<Authorization> known =
        service
            .createAuthorizationQuery()
            .authorizationType(Authorization.AUTH_TYPE_GRANT)
            .groupIdIn(grant.role().group())
            .resourceType(grant.resource())
            .resourceId(grant.id())
            .list();
    AuthorizationEntity wanted = new AuthorizationEntity(Authorization.AUTH_TYPE_GRANT);
    wanted.setResource(grant.resource());
    grant.permissions().forEach(wanted::addPermission);
    grant.without().forEach(wanted::removePermission);
    if (known.isEmpty()) {
      wanted.setGroupId(grant.role().group());
      wanted.setResourceId(grant.id());
      service.saveAuthorization(wanted);
    } else if (known.get(0) instanceof AuthorizationEntity is
        && is.getPermissions() != wanted.getPermissions()) {
      is.setPermissions(wanted.getPermissions());
      service.saveAuthorization(is);
    }
  }
}
