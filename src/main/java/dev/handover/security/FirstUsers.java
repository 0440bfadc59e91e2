package dev.handover.security;

import static dev.handover.security.Role.ADMINISTRATOR;
import static dev.handover.security.Role.AUDITOR;
import static dev.handover.security.Role.AUTOMATION;
import static dev.handover.security.Role.CHANGE_MANAGER;
import static dev.handover.security.Role.REQUESTER;

import java.util.Map;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.authorization.Groups;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.IdentityServiceImpl;

/**
 * The users of a fresh installation: six with a well-known password in the sandbox, elsewhere one
 * administrator from the settings.
 */
final class FirstUsers {

  static final String SANDBOX_PASSWORD = "sandbox";

  static final Map<String, Role> SANDBOX =
      Map.of(
          "requester", REQUESTER,
          "approver1", CHANGE_MANAGER,
          "approver2", CHANGE_MANAGER,
          "admin", ADMINISTRATOR,
          "auditor", AUDITOR,
          "automation", AUTOMATION);

  private static final Map<String, String> NAMES =
      Map.of(
          "requester", "Rita Requester",
          "approver1", "Anna Approver",
          "approver2", "Aron Approver",
          "admin", "Ada Administrator",
          "auditor", "Udo Auditor",
          "automation", "Release Automation");

  private final boolean sandbox;
  private final String adminId;
  private final String adminPassword;

  FirstUsers(String estate, String adminId, String adminPassword) {
    this.sandbox = estate.equals(StartRules.SANDBOX);
    this.adminId = adminId;
    this.adminPassword = adminPassword;
  }

  /**
   * @throws UnsafeStart if a real estate's users still have the sandbox's password
   */
  void apply(IdentityService identity) {
    if (sandbox) {
      SANDBOX.forEach((id, role) -> create(identity, id, SANDBOX_PASSWORD, role, true));
      return;
    }
    for (String id : SANDBOX.keySet()) {
      if (identity.checkPassword(id, SANDBOX_PASSWORD)) {
        throw new UnsafeStart(
            "The user '%s' still has the sandbox's password.".formatted(id),
            "Use a database that no sandbox has used, or change the password and start again.");
      }
    }
    boolean nobody = identity.createUserQuery().memberOfGroup(ADMINISTRATOR.group()).count() == 0;
    if (nobody && !adminId.isBlank() && !adminPassword.isBlank()) {
      create(identity, adminId, adminPassword, ADMINISTRATOR, false);
    }
  }

  private static void create(
      IdentityService identity, String id, String password, Role role, boolean anyPassword) {
    if (identity.createUserQuery().userId(id).count() == 0) {
      User user = identity.newUser(id);
      String[] names = NAMES.getOrDefault(id, id + " Administrator").split(" ");
      user.setFirstName(names[0]);
      user.setLastName(names[1]);
      user.setPassword(password);
      if (anyPassword) {
        ((IdentityServiceImpl) identity).saveUser(user, true);
      } else {
        identity.saveUser(user);
      }
    }
    join(identity, id, role.group());
    if (role == ADMINISTRATOR) {
      join(identity, id, Groups.CAMUNDA_ADMIN);
    }
  }

  private static void join(IdentityService identity, String user, String group) {
    if (identity.createUserQuery().userId(user).memberOfGroup(group).count() == 0) {
      identity.createMembership(user, group);
    }
  }
}
