package dev.handover.api;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.startsWith;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.jayway.jsonpath.JsonPath;
import dev.handover.TestDatabase;
import dev.handover.notify.NotifyStage;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;

/** Who is told of what, over HTTP. */
@TestInstance(Lifecycle.PER_CLASS)
class NotificationsApiTest {

  private static final Actor ADMIN = new Actor("admin", Set.of(Role.ADMINISTRATOR));
  private static final Actor ALICE = new Actor("alice", Set.of(Role.REQUESTER));
  private static final Actor BOB = new Actor("bob", Set.of(Role.CHANGE_MANAGER));
  private static final String HOOK =
      "{\"channel\":\"webhook\",\"address\":\"https://hooks.example/x\",\"occasions\":[\"rollback\"],"
          + "\"credential\":\"Bearer s3cret\"}";
  private static final String MAIL =
      "{\"channel\":\"mail\",\"address\":\"alice@example.com\",\"occasions\":[\"task-waits\",\"ended\"],"
          + "\"mine\":true}";

  private final Rest rest = new Rest();
  private NotifyStage stage;
  private MockMvc api;

  @BeforeAll
  void start() {
    stage = new NotifyStage(TestDatabase.h2(), true);
    api = rest.of(new NotificationsController(stage.desk));
  }

  @AfterAll
  void stop() {
    stage.stop();
  }

  @BeforeEach
  void nobodyIsTold() {
    stage.empty();
  }

  @Test
  void the_secret_is_told_when_the_subscription_is_made_and_never_again() throws Exception {
    subscribe(ADMIN, HOOK)
        .andExpect(status().isCreated())
        .andExpect(jsonPath("$.secret").value(startsWith("whsec_")))
        .andExpect(jsonPath("$.owner").value("admin"));
    as(ADMIN, get("/api/notifications/subscriptions"))
        .andExpect(jsonPath("$.length()").value(1))
        .andExpect(jsonPath("$[0].occasions[0]").value("rollback"))
        .andExpect(jsonPath("$[0].secret").doesNotExist())
        .andExpect(jsonPath("$[0].credential").doesNotExist());
  }

  @Test
  void each_minds_what_is_theirs_and_an_administrator_all() throws Exception {
    String made = subscribe(ALICE, MAIL).andReturn().getResponse().getContentAsString();
    String path = "/api/notifications/subscriptions/" + JsonPath.read(made, "$.id");

    as(BOB, get("/api/notifications/subscriptions")).andExpect(jsonPath("$.length()").value(0));
    as(BOB, delete(path)).andExpect(status().isNotFound());
    as(BOB, post(path + "/test")).andExpect(status().isNotFound());
    as(ALICE, post(path + "/test")).andExpect(jsonPath("$.taken").value(true));
    as(ADMIN, get("/api/notifications/subscriptions")).andExpect(jsonPath("$.length()").value(1));
    as(ADMIN, delete(path)).andExpect(status().isNoContent());
    as(ALICE, get("/api/notifications/subscriptions")).andExpect(jsonPath("$.length()").value(0));
  }

  @Test
  void only_administrators_have_this_server_call_addresses() throws Exception {
    subscribe(ALICE, HOOK)
        .andExpect(status().isForbidden())
        .andExpect(jsonPath("$.detail").value(containsString("Only administrators")));
  }

  @Test
  void what_cannot_be_told_is_refused_with_the_place_and_a_sentence() throws Exception {
    refused(ADMIN, HOOK.replace("webhook", "pigeon"), "channel", "no channel");
    refused(ADMIN, HOOK.replace("rollback", "weather"), "occasions", "no occasion");
    refused(ADMIN, HOOK.replace("[\"rollback\"]", "[]"), "occasions", "At least one");
    for (String address :
        new String[] {
          "http://hooks.example/x",
          "ftp://hooks.example/x",
          "https://user:pw@hooks.example/",
          "https:///x",
          "no address"
        }) {
      refused(ADMIN, HOOK.replace("https://hooks.example/x", address), "address", "https://");
    }
    refused(ALICE, MAIL.replace("alice@example.com", "alice"), "address", "no mail address");
    refused(
        ALICE,
        MAIL.replace("alice@example.com", "Alice <alice@example.com>"),
        "address",
        "no mail address");
    refused(ADMIN, HOOK.replace("Bearer s3cret", "a\\nHost: b"), "credential", "printable");
    refused(ALICE, MAIL.replace("\"mine\"", "\"credential\":\"x\",\"mine\""), "credential", "Mail");
    as(ADMIN, get("/api/notifications/subscriptions")).andExpect(jsonPath("$.length()").value(0));
  }

  @Test
  void without_a_mail_server_nobody_can_ask_for_mail() throws Exception {
    NotifyStage silent = new NotifyStage(TestDatabase.h2(), false);
    rest.actor.set(ALICE);
    rest.of(new NotificationsController(silent.desk))
        .perform(
            post("/api/notifications/subscriptions")
                .contentType(MediaType.APPLICATION_JSON)
                .content(MAIL))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.detail").value(containsString("spring.mail.host")));
    silent.stop();
  }

  @Test
  void what_was_told_is_listed_by_state() throws Exception {
    as(ADMIN, get("/api/notifications?state=dead")).andExpect(jsonPath("$.total").value(0));
    as(ADMIN, get("/api/notifications?state=lost")).andExpect(status().is4xxClientError());
    as(ADMIN, post("/api/notifications/999/retry")).andExpect(status().isNotFound());
  }

  @Test
  void what_was_given_up_of_a_subscription_is_tried_again_or_dropped_by_whose_it_is()
      throws Exception {
    String made =
        subscribe(ALICE, MAIL.replace(",\"mine\":true", ""))
            .andReturn()
            .getResponse()
            .getContentAsString();
    String path = "/api/notifications/subscriptions/" + JsonPath.read(made, "$.id");
    stage.happens("rollout-cancelled", "R-1", "It is over.");
    stage.givesUp("It is gone.");

    as(BOB, post(path + "/retry")).andExpect(status().isNotFound());
    as(BOB, post(path + "/discard")).andExpect(status().isNotFound());
    as(ALICE, post(path + "/retry")).andExpect(jsonPath("$.messages").value(1));
    as(ALICE, get("/api/notifications?state=waiting")).andExpect(jsonPath("$.total").value(1));
    stage.givesUp("It is gone.");
    as(ALICE, get("/api/notifications")).andExpect(jsonPath("$.items[0].attempts").value(2));
    as(ADMIN, post(path + "/discard")).andExpect(jsonPath("$.messages").value(1));
    as(ADMIN, get("/api/notifications")).andExpect(jsonPath("$.total").value(0));
  }

  private void refused(Actor actor, String body, String place, String why) throws Exception {
    subscribe(actor, body)
        .andExpect(status().is4xxClientError())
        .andExpect(jsonPath("$.errors[0].path").value(place))
        .andExpect(jsonPath("$.detail").value(containsString(why)));
  }

  private ResultActions subscribe(Actor actor, String body) throws Exception {
    return as(
        actor,
        post("/api/notifications/subscriptions")
            .contentType(MediaType.APPLICATION_JSON)
            .content(body));
  }

  private ResultActions as(
      Actor actor,
      org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder request)
      throws Exception {
    rest.actor.set(actor);
    return api.perform(request);
  }
}
