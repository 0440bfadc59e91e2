package dev.handover.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.authentication.BadCredentialsException;

/** Passwords against the engine's users, behind the throttle. */
class EngineUsersTest extends SecureServer {

  private EngineUsers users;

  @BeforeEach
  void freshThrottle() {
    AtomicLong nanos = new AtomicLong();
    users = new EngineUsers(engine.getIdentityService(), new LoginThrottle(nanos::get));
  }

  @Test
  void the_right_password_gives_the_roles_of_the_groups() {
    assertThat(users.signIn("admin", "sandbox", "10.0.0.1"))
        .isEqualTo(Actor.of("admin", List.of("administrators")));
  }

  @Test
  void a_throttled_attempt_is_answered_like_a_wrong_one_even_with_the_right_password() {
    String wrong = messageOf("wrong", "10.0.0.1");
    for (int i = 0; i < 5; i++) {
      messageOf("wrong", "10.0.0.1");
    }
    assertThat(messageOf("sandbox", "10.0.0.1")).isEqualTo(wrong);
  }

  @Test
  void guessing_from_elsewhere_does_not_lock_the_owner_out() {
    users.signIn("admin", "sandbox", "127.0.0.1");
    for (int i = 0; i < 200; i++) {
      messageOf("wrong", "10.0.0." + i % 20);
    }
    assertThat(users.signIn("admin", "sandbox", "127.0.0.1").id()).isEqualTo("admin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\u0000b", "a'b", "ä", "a b", "../admin", "admin\n"})
  void a_name_that_cannot_be_one_is_not_even_looked_up(String name) {
    assertThatThrownBy(() -> users.signIn(name, "sandbox", "10.0.0.1"))
        .isInstanceOf(BadCredentialsException.class);
  }

  private String messageOf(String password, String address) {
    try {
      users.signIn("admin", password, address);
      return "signed in";
    } catch (BadCredentialsException e) {
      return e.getMessage();
    }
  }
}
