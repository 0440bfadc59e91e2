package dev.handover.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;

/** One login for the pages and the engine's webapps. */
class WebappSignOnTest extends SecureServer {

  private static final String ME = "/camunda/api/admin/auth/user/default";

  @Test
  void our_login_opens_the_webapps() {
    Browser browser = browser();
    browser.logIn("approver1", "sandbox");
    Answer tasklist = browser.get("/camunda/app/tasklist/default/");
    assertThat(tasklist.status()).isEqualTo(200);
    assertThat(tasklist.header("Content-Security-Policy")).isNotEmpty();
    assertThat(browser.get(ME).body()).contains("approver1", "tasklist").doesNotContain("cockpit");
    assertThat(browser.get("/camunda/app/cockpit/default/").status()).isNotEqualTo(500);
  }

  @Test
  void their_login_opens_our_pages() {
    Browser browser = browser();
    assertThat(theirLogin(browser, "admin", "sandbox", "cockpit").status()).isEqualTo(200);
    assertThat(browser.get("/dashboard/who").body()).startsWith("admin ");
    assertThat(browser.get(ME).body()).contains("admin", "cockpit");
  }

  @Test
  void their_login_gives_the_session_a_new_id() {
    Browser browser = browser();
    browser.get(ME);
    String before = browser.cookies.get("JSESSIONID");
    theirLogin(browser, "admin", "sandbox", "cockpit");
    assertThat(browser.cookies.get("JSESSIONID")).isNotEqualTo(before);
  }

  @Test
  void their_login_is_refused_without_the_token_or_the_right_password_or_the_grant() {
    Browser browser = browser();
    assertThat(theirLogin(browser, "admin", "wrong", "cockpit").status()).isEqualTo(401);
    assertThat(theirLogin(browser, "requester", "sandbox", "cockpit").status()).isEqualTo(403);
    Answer forged =
        browser().postForm(ME + "/login/cockpit", "username", "admin", "password", "sandbox");
    assertThat(forged.status()).isEqualTo(403);
    assertThat(
            browser()
                .post(
                    ME + "/login/cockpit?username=admin&password=sandbox",
                    "",
                    "Content-Type",
                    "application/x-www-form-urlencoded")
                .status())
        .isEqualTo(401);
    assertThat(browser.get("/dashboard/who").status()).isEqualTo(302);
  }

  @Test
  void signing_out_there_signs_out_here() {
    Browser browser = browser();
    browser.logIn("admin", "sandbox");
    browser.get("/camunda/app/cockpit/default/");
    String token = browser.cookies.get("XSRF-TOKEN");
    assertThat(browser.post(ME + "/logout", "").status()).as("without token").isEqualTo(403);
    browser.logIn("admin", "sandbox");
    browser.get("/camunda/app/cockpit/default/");
    token = browser.cookies.get("XSRF-TOKEN");
    assertThat(browser.post(ME + "/logout", "", "X-XSRF-TOKEN", token).status()).isEqualTo(200);
    assertThat(browser.get("/dashboard/who").status()).isEqualTo(302);
    assertThat(browser.get("/camunda/api/engine/engine/default/task").status()).isEqualTo(401);
    assertThat(theirLogin(browser, "approver1", "sandbox", "tasklist").status())
        .as("the form that is shown then works")
        .isEqualTo(200);
  }

  @Test
  void signing_out_here_signs_out_there() {
    Browser browser = browser();
    browser.logIn("admin", "sandbox");
    browser.get("/camunda/app/cockpit/default/");
    browser.postForm("/logout", "_csrf", browser.token("/login"));
    assertThat(browser.get("/camunda/api/engine/engine/default/task").status()).isEqualTo(401);
  }

  @Test
  void whoever_signs_in_next_is_nobody_else_there() {
    Browser browser = browser();
    browser.logIn("admin", "sandbox");
    browser.get("/camunda/app/cockpit/default/");
    browser.logIn("approver1", "sandbox");
    assertThat(browser.get("/camunda/api/engine/engine/default/user").body())
        .doesNotContain("admin");
    assertThat(browser.get(ME).body()).contains("approver1").doesNotContain("cockpit");
  }

  @Test
  void cockpit_is_given_the_versions_that_it_asks_for_without_a_bound() {
    Browser browser = browser();
    browser.logIn("admin", "sandbox");
    browser.get("/camunda/app/cockpit/default/");
    for (String list :
        List.of("process-definition?key=rollback", "decision-definition?key=rolloutPolicy")) {
      Answer versions =
          browser.get(
              "/camunda/api/engine/engine/default/" + list + "&sortBy=version&sortOrder=desc");
      assertThat(versions.status()).as(list).isEqualTo(200);
      assertThat(versions.body()).contains("\"version\":1");
    }
    assertThat(browser.get("/camunda/api/engine/engine/default/task?x=y").status()).isEqualTo(400);
    assertThat(as("admin", "GET", "/engine-rest/process-definition?key=rollback").status())
        .isEqualTo(400);
  }

  @Test
  void the_thread_of_a_sign_out_forgets_who_has_left() throws Exception {
    IdentityService identity = engine.getIdentityService();
    EngineUsers users = new EngineUsers(identity, new LoginThrottle(() -> 0));
    WebappSignOn filter =
        new WebappSignOn(engine, users, new HttpSessionSecurityContextRepository());
    // What the webapps do: set the caller, and clear only who is still in the session.
    filter.doFilter(
        new MockHttpServletRequest("POST", ME + "/logout"),
        new MockHttpServletResponse(),
        (request, response) -> identity.setAuthentication("admin", List.of("administrators")));
    assertThat(identity.getCurrentAuthentication()).isNull();
  }

  private static Answer theirLogin(Browser browser, String user, String password, String app) {
    browser.get(ME);
    return browser.post(
        ME + "/login/" + app,
        form("username", user, "password", password),
        "Content-Type",
        "application/x-www-form-urlencoded",
        "X-XSRF-TOKEN",
        browser.cookies.getOrDefault("XSRF-TOKEN", ""));
  }
}
