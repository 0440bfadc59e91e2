package dev.handover.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.camunda.bpm.engine.IdentityService;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.annotation.Transactional;

/** Who exists after the first start. */
@Transactional
class FirstUsersTest extends SecureServer {

  @Test
  void the_sandbox_has_its_six_users() {
    IdentityService identity = engine.getIdentityService();
    FirstUsers.SANDBOX.forEach(
        (user, role) -> {
          assertThat(identity.checkPassword(user, "sandbox")).as(user).isTrue();
          assertThat(identity.createUserQuery().userId(user).memberOfGroup(role.group()).count())
              .isEqualTo(1);
        });
  }

  @Test
  void a_real_estate_refuses_users_with_the_password_of_the_sandbox() {
    assertThatThrownBy(() -> new FirstUsers("microsoft", "", "").apply(engine.getIdentityService()))
        .isInstanceOf(UnsafeStart.class)
        .hasMessageContaining("sandbox's password");
  }

  @Test
  void a_real_estate_gets_one_administrator_from_its_settings_and_only_once() {
    IdentityService identity = engine.getIdentityService();
    FirstUsers.SANDBOX.keySet().forEach(identity::deleteUser);
    new FirstUsers("microsoft", "", "").apply(identity);
    assertThat(identity.createUserQuery().memberOfGroup("administrators").count()).isZero();
    new FirstUsers("microsoft", "root", "A-real-secret-7").apply(identity);
    assertThat(identity.checkPassword("root", "A-real-secret-7")).isTrue();
    new FirstUsers("microsoft", "second", "A-real-secret-8").apply(identity);
    assertThat(identity.createUserQuery().userId("second").count()).isZero();
  }

  @Test
  void the_first_administrator_needs_a_password_that_the_policy_accepts() {
    IdentityService identity = engine.getIdentityService();
    FirstUsers.SANDBOX.keySet().forEach(identity::deleteUser);
    assertThatThrownBy(() -> new FirstUsers("microsoft", "root", "short").apply(identity))
        .hasMessageContaining("policy");
  }
}
