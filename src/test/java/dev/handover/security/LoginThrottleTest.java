package dev.handover.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Guessing is slow, and nobody can keep somebody else out. */
class LoginThrottleTest {

  private final AtomicLong nanos = new AtomicLong();
  private final LoginThrottle throttle = new LoginThrottle(nanos::get);

  @Test
  void five_wrong_passwords_from_one_address_block_that_name_there_only() {
    fail(5, "10.0.0.1", "admin");
    assertThat(throttle.blocked("10.0.0.1", "admin")).isTrue();
    assertThat(throttle.blocked("10.0.0.1", "auditor")).isFalse();
    assertThat(throttle.blocked("10.0.0.2", "admin")).isFalse();
  }

  @Test
  void a_block_ends_after_its_window_and_not_before() {
    fail(5, "10.0.0.1", "admin");
    nanos.addAndGet(LoginThrottle.WINDOW.toNanos() - 1);
    assertThat(throttle.blocked("10.0.0.1", "admin")).isTrue();
    nanos.incrementAndGet();
    assertThat(throttle.blocked("10.0.0.1", "admin")).isFalse();
  }

  @Test
  void a_success_forgives_what_was_mistyped() {
    fail(4, "10.0.0.1", "admin");
    throttle.succeeded("10.0.0.1", "admin");
    fail(4, "10.0.0.1", "admin");
    assertThat(throttle.blocked("10.0.0.1", "admin")).isFalse();
  }

  @Test
  void many_names_from_one_address_block_the_address() {
    for (int i = 0; i < LoginThrottle.PER_ADDRESS; i++) {
      fail(1, "10.0.0.1", "user" + i);
    }
    assertThat(throttle.blocked("10.0.0.1", "another")).isTrue();
  }

  @Test
  void one_name_from_many_addresses_is_blocked_but_not_where_its_owner_has_been() {
    throttle.succeeded("10.9.9.9", "admin");
    for (int i = 0; i < LoginThrottle.PER_USER; i++) {
      fail(1, "10.0.1." + i, "admin");
    }
    assertThat(throttle.blocked("10.0.2.1", "admin")).isTrue();
    assertThat(throttle.blocked("10.9.9.9", "admin")).isFalse();
  }

  @Test
  void addresses_of_one_ipv6_network_are_one() {
    for (int i = 0; i < 5; i++) {
      fail(1, "2001:db8:1:2:0:0:0:" + i, "admin");
    }
    assertThat(throttle.blocked("2001:db8:1:2:ffff:0:0:1", "admin")).isTrue();
    assertThat(throttle.blocked("2001:db8:1:3:0:0:0:1", "admin")).isFalse();
  }

  private void fail(int times, String address, String user) {
    for (int i = 0; i < times; i++) {
      throttle.failed(address, user);
    }
  }
}
