package dev.handover.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** What people see when the database is gone. */
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:gone;DB_CLOSE_DELAY=-1")
@DirtiesContext
class NoDatabaseTest extends SecureServer {

  @Autowired HikariDataSource data;

  @Test
  void the_error_page_stays_in_its_frame() {
    Browser requester = browser();
    requester.logIn("requester", "sandbox");
    data.close();
    Answer devices = requester.get("/devices", "Accept", "text/html");
    assertThat(devices.status()).isEqualTo(500);
    assertThat(devices.body())
        .contains("That did not work", "href=\"/devices\"", ">requester<")
        .doesNotContain("Hikari", "\tat ");
  }
}
