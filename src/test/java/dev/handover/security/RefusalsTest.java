package dev.handover.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What a refusal says, to programs and on pages. */
class RefusalsTest extends SecureServer {

  @Autowired DataSource data;

  @Test
  void the_error_page_stays_in_its_frame_while_no_connection_is_to_be_had() throws SQLException {
    Browser requester = requester();
    HikariDataSource pool = data.unwrap(HikariDataSource.class);
    long patience = pool.getConnectionTimeout();
    List<Connection> taken = new ArrayList<>();
    Answer devices;
    try {
      while (taken.size() < pool.getMaximumPoolSize()) {
        taken.add(pool.getConnection());
      }
      pool.setConnectionTimeout(250);
      devices = requester.get("/devices", "Accept", "text/html");
    } finally {
      pool.setConnectionTimeout(patience);
      for (Connection connection : taken) {
        connection.close();
      }
    }
    assertThat(devices.status()).isEqualTo(500);
    assertThat(devices.body())
        .contains("That did not work", "href=\"/devices\"", ">requester<")
        .doesNotContain("Hikari", "\tat ");
  }

  @Test
  void a_refusal_is_a_problem_document_without_an_inside() {
    for (Answer answer :
        List.of(
            browser().get("/api/journal"),
            as("requester", "GET", "/api/journal"),
            as("requester", "GET", "/api/unknown"))) {
      assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
      assertThat(answer.body()).contains("\"status\":" + answer.status(), "detail");
      assertThat(answer.body()).doesNotContain("\tat ", "Exception", "springframework");
    }
  }

  @Test
  void a_refusal_says_who_may() {
    assertThat(as("requester", "POST", "/api/rollouts/R-1/migrate").body())
        .isEqualTo(
            "{\"type\":\"urn:handover:problem:forbidden\",\"title\":\"Not allowed\",\"status\":403,"
                + "\"detail\":\"None of your roles may do this; administrators may.\"}");
    assertThat(as("auditor", "POST", "/api/rollouts/R-1/pause").body())
        .contains("; requesters, change managers, administrators and automation may.");
    assertThat(as("admin", "POST", "/api/rollouts").body())
        .contains("; requesters and automation may.");
    assertThat(as("admin", "POST", "/engine-rest/deployment/create").body())
        .contains("None of your roles may do this.");
  }

  @Test
  void a_page_that_is_refused_says_who_may_see_it() {
    Browser requester = requester();
    Answer journal = requester.get("/journal", "Accept", "text/html");
    assertThat(journal.status()).isEqualTo(403);
    assertThat(journal.body())
        .contains("Not for you", "None of your roles may do this; administrators and auditors may.")
        .doesNotContain("\tat ", "Exception");
    assertThat(requester.get("/settings", "Accept", "text/html").body())
        .contains("None of your roles may do this; administrators may.", "href=\"/devices\"");
    Answer stale =
        requester.post(
            "/rollouts/new",
            form("_csrf", "another"),
            "Content-Type",
            "application/x-www-form-urlencoded",
            "Accept",
            "text/html");
    assertThat(stale.status()).isEqualTo(403);
    assertThat(stale.body()).contains("Too long ago").doesNotContain("None of your roles");
  }

  @Test
  void an_address_that_leads_nowhere_leads_on_who_is_signed_in_and_tells_others_no_more() {
    Browser requester = requester();
    Answer nothing = requester.get("/no-such-page", "Accept", "text/html");
    assertThat(nothing.status()).isEqualTo(404);
    assertThat(nothing.body()).contains("Not here", "href=\"/devices\"", ">requester<");
    String token = requester.token("/no-such-page");
    assertThat(requester.postForm("/logout", "_csrf", token).header("Location")).contains("out");
    Answer nobody = requester.get("/no-such-page", "Accept", "text/html");
    assertThat(nobody.status()).isEqualTo(404);
    assertThat(nobody.body()).contains("Not here").doesNotContain("href=\"/devices\"", "Sign out");
  }

  @Test
  void the_icon_that_browsers_ask_for_by_themselves_is_there_for_anybody() {
    Answer icon = browser().get("/favicon.ico");
    assertThat(icon.status()).isEqualTo(200);
    assertThat(icon.header("Content-Type")).startsWith("image/");
  }

  @Test
  void a_page_that_cannot_be_says_why_where_it_knows() {
    Browser requester = requester();
    Answer finding = requester.get("/devices?finding=%3Cb%3ENO", "Accept", "text/html");
    assertThat(finding.status()).isEqualTo(400);
    assertThat(finding.body())
        .contains("&#39;&lt;b&gt;NO&#39; is no finding; there are THIRD_PARTY_MDM, ")
        .doesNotContain("<b>NO");
    assertThat(requester.get("/devices?state=NO", "Accept", "text/html").body())
        .contains("The address of this page asks for something that cannot be asked for.");
    assertThat(requester.get("/devices/no-such", "Accept", "text/html").body())
        .contains("The address of this page asks for something that cannot be asked for.");
  }

  private Browser requester() {
    Browser requester = browser();
    requester.logIn("requester", "sandbox");
    return requester;
  }
}
