package dev.handover.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Signing in and out of the pages, and what a session is good for. */
class SessionTest extends SecureServer {

  @Test
  void a_page_leads_to_the_login_and_the_login_leads_back() {
    Browser browser = browser();
    Answer page = browser.get("/dashboard/who?a=1", "Accept", "text/html");
    assertThat(page.status()).isEqualTo(302);
    assertThat(page.header("Location")).endsWith("/login");
    Answer in = browser.logIn("approver1", "sandbox");
    assertThat(in.status()).isEqualTo(302);
    assertThat(in.header("Location")).contains("/dashboard/who?a=1");
    assertThat(browser.get("/dashboard/who").body())
        .isEqualTo("approver1 [CHANGE_MANAGER] approver1 [change-managers]");
  }

  @Test
  void the_engine_forgets_the_caller_when_the_request_ends() {
    assertThat(as("admin", "GET", "/engine-rest/user/count").status()).isEqualTo(200);
    for (int i = 0; i < 50; i++) {
      Browser browser = browser();
      browser.logIn("requester", "sandbox");
      assertThat(browser.get("/dashboard/who").body())
          .isEqualTo("requester [REQUESTER] requester [requesters]");
    }
  }

  @Test
  void a_wrong_password_and_an_unknown_name_are_answered_alike() {
    Answer wrong = browser().logIn("auditor", "wrong");
    Answer unknown = browser().logIn("nobody-of-that-name", "wrong");
    assertThat(wrong.status()).isEqualTo(unknown.status()).isEqualTo(302);
    assertThat(wrong.header("Location")).isEqualTo(unknown.header("Location")).contains("error");
  }

  @Test
  void the_session_id_changes_at_the_login() {
    Browser browser = browser();
    browser.get("/login");
    String before = browser.cookies.get("JSESSIONID");
    assertThat(before).isNotNull();
    browser.logIn("requester", "sandbox");
    assertThat(browser.cookies.get("JSESSIONID")).isNotEqualTo(before);
    Browser thief = browser();
    thief.cookies.put("JSESSIONID", before);
    assertThat(thief.get("/dashboard/who").status()).isEqualTo(302);
  }

  @Test
  void the_session_cookie_is_out_of_reach_for_scripts_and_other_sites() {
    assertThat(browser().get("/login").header("Set-Cookie")).contains("HttpOnly", "SameSite=Lax");
  }

  @Test
  void signing_out_needs_the_token_and_ends_the_session() {
    Browser browser = browser();
    browser.logIn("requester", "sandbox");
    String session = browser.cookies.get("JSESSIONID");
    assertThat(browser.postForm("/logout").status()).isEqualTo(403);
    String token = browser.token("/login");
    assertThat(browser.postForm("/logout", "_csrf", token).header("Location")).contains("out");
    Browser later = browser();
    later.cookies.put("JSESSIONID", session);
    assertThat(later.get("/dashboard/who").status()).isEqualTo(302);
  }

  @Test
  void a_session_may_write_only_with_its_token_and_a_password_needs_none() {
    Browser browser = browser();
    browser.logIn("requester", "sandbox");
    String[] json = {"Content-Type", "application/json"};
    assertThat(browser.post("/api/plans/check", "{}", json).status()).isEqualTo(403);
    String token = browser.token("/login");
    Answer with =
        browser.post(
            "/api/plans/check", "{}", "Content-Type", "application/json", "X-CSRF-TOKEN", token);
    assertThat(with.status()).isNotIn(401, 403);
    assertThat(json("requester", "POST", "/api/plans/check", "{}").status()).isNotIn(401, 403);
  }

  @Test
  void a_password_that_a_browser_remembers_does_not_serve_another_site() {
    for (String path : new String[] {"/api/plans/check", "/engine-rest/task"}) {
      Answer forged =
          browser()
              .post(
                  path,
                  "{}",
                  "Authorization",
                  basic("requester", "sandbox"),
                  "Content-Type",
                  "application/json",
                  "Sec-Fetch-Site",
                  "cross-site");
      assertThat(forged.status()).as(path).isEqualTo(403);
    }
  }

  @Test
  void a_session_reads_the_api_and_a_password_makes_no_session() {
    Browser browser = browser();
    browser.logIn("auditor", "sandbox");
    assertThat(browser.get("/api/journal").status()).isNotIn(401, 403);
    assertThat(as("auditor", "GET", "/api/journal").header("Set-Cookie")).isEmpty();
    assertThat(browser().get("/api/journal").header("Set-Cookie")).isEmpty();
  }

  @Test
  void a_role_taken_away_is_gone_at_the_next_request() {
    engine.getIdentityService().createMembership("auditor", "requesters");
    Browser browser = browser();
    browser.logIn("auditor", "sandbox");
    assertThat(browser.get("/dashboard/who").body()).contains("REQUESTER");
    engine.getIdentityService().deleteMembership("auditor", "requesters");
    assertThat(browser.get("/dashboard/who").body()).doesNotContain("REQUESTER");
  }

  @Test
  void a_user_who_was_removed_is_signed_out() {
    var identity = engine.getIdentityService();
    var user = identity.newUser("leaver");
    user.setPassword("Long-enough-1!");
    identity.saveUser(user);
    identity.createMembership("leaver", "requesters");
    Browser browser = browser();
    browser.logIn("leaver", "Long-enough-1!");
    assertThat(browser.get("/dashboard/who").status()).isEqualTo(200);
    identity.deleteUser("leaver");
    assertThat(browser.get("/dashboard/who").status()).isEqualTo(302);
  }

  @Test
  void htmx_and_streams_get_an_answer_they_understand() {
    Answer htmx = browser().get("/dashboard/who", "HX-Request", "true");
    assertThat(htmx.status()).isEqualTo(401);
    assertThat(htmx.header("HX-Redirect")).isEqualTo("/login");
    assertThat(browser().get("/events", "Accept", "text/event-stream").status()).isEqualTo(401);
  }

  @Test
  void a_browser_keeps_the_libraries_of_the_pages_and_nothing_else() {
    for (String library :
        new String[] {
          "/webjars/htmx.org/2.0.4/dist/htmx.min.js",
          "/webjars/htmx-ext-sse/2.2.2/sse.js",
          "/_static/echarts/5.6.0/dist/echarts.common.min.js"
        }) {
      Answer answer = browser().get(library);
      assertThat(answer.status()).as(library).isEqualTo(200);
      assertThat(answer.header("Cache-Control")).contains("max-age=31536000", "immutable");
    }
    assertThat(browser().get("/handover.js").header("Cache-Control")).contains("no-store");
  }

  @Test
  void our_pages_run_no_inline_script_and_stand_in_no_frame() {
    Answer page = browser().get("/login");
    assertThat(page.header("Content-Security-Policy"))
        .contains("script-src 'self';", "frame-ancestors 'none'", "form-action 'self'")
        .doesNotContain("'unsafe-eval'");
    assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(page.header("Referrer-Policy")).isEqualTo("same-origin");
    assertThat(page.body()).doesNotContain("<script", "style=", "onclick");
    assertThat(browser().get("/login.css").status()).isEqualTo(200);
  }

  @Test
  void a_failure_shows_nothing_of_the_inside() {
    Browser browser = browser();
    browser.logIn("admin", "sandbox");
    for (String accept : new String[] {"application/json", "text/html"}) {
      Answer broken = browser.get("/dashboard/broken", "Accept", accept);
      assertThat(broken.status()).isEqualTo(500);
      assertThat(broken.body()).doesNotContain("detail that nobody", "IllegalState", "\tat ");
    }
  }

  @Test
  void what_is_large_goes_compressed_to_who_can_read_that() {
    Browser browser = browser();
    browser.logIn("admin", "sandbox");
    assertThat(browser.get("/handover.css", "Accept-Encoding", "gzip").header("Content-Encoding"))
        .isEqualTo("gzip");
    assertThat(browser.get("/", "Accept-Encoding", "gzip").header("Content-Encoding"))
        .isEqualTo("gzip");
    assertThat(browser.get("/handover.css").header("Content-Encoding")).isEmpty();
  }
}
