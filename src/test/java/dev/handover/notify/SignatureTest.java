package dev.handover.notify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignatureTest {

  /** The example that the makers of the standard publish. */
  @Test
  void it_is_the_one_that_standard_webhooks_has() {
    assertThat(
            Signature.of(
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1614265330,
                "{\"test\": 2432232314}"))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void every_subscription_has_a_secret_of_its_own() {
    assertThat(Signature.newSecret()).isNotEqualTo(Signature.newSecret()).hasSize(50);
  }
}
