package dev.handover.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.handover.TestDatabase;
import dev.handover.audit.Journal;
import dev.handover.health.SignalRegistry;
import dev.handover.health.Signals;
import dev.handover.plan.InvalidPlan;
import dev.handover.plan.Plans;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;

/** Signals over HTTP. */
class SignalsApiTest {

  private static final DataSource DATA = TestDatabase.h2();
  private static final String VPN =
      """
      {"title": "without a VPN", "unit": "COUNT", "threshold": 3, "expected": 0.02,
       "limit": 0.08, "workloads": ["client-apps"]}""";

  private final Journal journal = mock(Journal.class);
  private final Rest rest = new Rest();
  private final SignalRegistry signals = new SignalRegistry(JdbcClient.create(DATA));
  private final MockMvc api =
      rest.of(new SignalsController(signals, journal, new DataSourceTransactionManager(DATA)));

  @BeforeEach
  void none() {
    rest.actor.set(new Actor("admin", Set.of(Role.ADMINISTRATOR)));
    TestDatabase.empty(DATA, "custom_signal");
  }

  @Test
  void signals_are_listed_with_what_they_read_and_what_they_offer() throws Exception {
    api.perform(get("/api/signals"))
        .andExpect(status().isOk())
        .andExpect(jsonPath("$.length()").value(Signals.all().size()))
        .andExpect(jsonPath("$[0].name").value("noncompliant"))
        .andExpect(jsonPath("$[0].builtIn").value(true))
        .andExpect(jsonPath("$[0].system").value("MICROSOFT_GRAPH"))
        .andExpect(jsonPath("$[0].reads").value("managedDevice.complianceState = noncompliant"))
        .andExpect(jsonPath("$[0].unhealthy").value("when it is so"))
        .andExpect(jsonPath("$[0].workloads[0]").value("compliance-policies"))
        .andExpect(jsonPath("$[0].expected").value(.02))
        .andExpect(jsonPath("$[0].limit").value(.08));
    api.perform(get("/api/signals?workload=client-apps"))
        .andExpect(jsonPath("$[*].name").value(hasItem("app-install-failed")))
        .andExpect(jsonPath("$[?(@.name == 'noncompliant')]").isEmpty());
    api.perform(get("/api/signals?workload=mail"))
        .andExpect(status().isBadRequest())
        .andExpect(
            jsonPath("$.detail").value(containsString("'mail' is none of compliance-policies")));
    api.perform(get("/api/signals/nonsense")).andExpect(status().isNotFound());
  }

  @Test
  void a_signal_of_ones_own_is_defined_once_and_stands_in_the_journal() throws Exception {
    define("vpn-broken", VPN)
        .andExpect(status().isCreated())
        .andExpect(jsonPath("$.builtIn").value(false))
        .andExpect(jsonPath("$.system").value("PUSHED"))
        .andExpect(jsonPath("$.unhealthy").value("from 3 on"));
    verify(journal)
        .append(
            "admin",
            "signal-created",
            "signal vpn-broken",
            null,
            "'without a VPN' in COUNT, unhealthy from 3 on, for client-apps; offered: expected"
                + " 0.02, limit 0.08");
    define("vpn-broken", VPN).andExpect(status().isOk());
    verifyNoMoreInteractions(journal);
    api.perform(delete("/api/signals/vpn-broken")).andExpect(status().isNoContent());
    verify(journal)
        .append("admin", "signal-removed", "signal vpn-broken", null, "with its readings");
    api.perform(delete("/api/signals/vpn-broken")).andExpect(status().isNotFound());
  }

  @Test
  void a_plan_may_name_a_signal_once_it_is_defined() throws Exception {
    Plans plans = new Plans(signals::names, name -> java.util.Optional.empty());
    String plan =
        """
        workload: client-apps
        population: "site==LON"
        pilot: { size: 50 }
        waves: [100%]
        soak: { pilot: P1D, wave: P1D, production: P1D }
        gate: { metrics: [ { name: vpn-broken, expected: 0.02, limit: 0.08 } ] }
        """;
    assertThatThrownBy(() -> plans.parse(plan)).isInstanceOf(InvalidPlan.class);
    define("vpn-broken", VPN);
    assertThat(plans.parse(plan).gate().metrics().get(0).name()).isEqualTo("vpn-broken");
  }

  @Test
  void the_name_of_a_built_in_signal_is_taken() throws Exception {
    define("noncompliant", VPN)
        .andExpect(status().isConflict())
        .andExpect(
            jsonPath("$.detail")
                .value(
                    "'noncompliant' is read by Handover itself; take another name for a signal of"
                        + " your own."));
    verifyNoInteractions(journal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Vpn      | 3          | 3           | name         | A name has up to 40
          vpn--x   | 3          | 3           | name         | A name has up to 40
          -vpn     | 3          | 3           | name         | A name has up to 40
          vpn      | "COUNT"    | "MILES"     | unit         | 'MILES' is none of YES_NO, COUNT, HOURS, PERCENT.
          vpn      | 3          | 1.5         | threshold    | The threshold must be a whole number from 0, not 1.5.
          vpn      | 3          | 0           | threshold    | A device that is unhealthy from 0 on is never healthy
          vpn      | 3          | null        | threshold    | This is needed.
          vpn      | 0.08       | 0.02        | expected     | Expected must be above 0 and below limit
          vpn      | 0.08       | 1.5         | expected     | Expected must be above 0 and below limit
          vpn      | "client-apps" | "mail"   | workloads[0] | 'mail' is not a workload
          vpn      | ["client-apps"] | []     | workloads    | At least one workload
          vpn      | "without a VPN" | " "    | title        | A title is one line
          vpn      | "without a VPN" | "a\\nb" | title       | A title is one line
          vpn      | "COUNT"    | "COUNT", "bad": "DOWN" | bad | 'DOWN' is none of FROM, UP_TO.
          """)
  void what_is_wrong_with_a_definition_is_told_in_one_sentence(
      String name, String good, String bad, String path, String sentence) throws Exception {
    define(name, VPN.replace(good, bad))
        .andExpect(status().isBadRequest())
        .andExpect(jsonPath("$.errors.length()").value(1))
        .andExpect(jsonPath("$.errors[0].path").value(path))
        .andExpect(jsonPath("$.detail").value(containsString(sentence)));
    assertThat(signals.custom()).isEmpty();
  }

  private ResultActions define(String name, String body) throws Exception {
    return api.perform(
        put("/api/signals/{name}", name).contentType(MediaType.APPLICATION_JSON).content(body));
  }
}
