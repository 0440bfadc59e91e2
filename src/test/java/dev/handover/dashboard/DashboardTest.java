package dev.handover.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.audit.Journal;
import dev.handover.audit.JournalEntry;
import dev.handover.authority.AuthorityQueries;
import dev.handover.authority.CallBudget;
import dev.handover.authority.DriftSettings;
import dev.handover.authority.DriftStore;
import dev.handover.device.Devices;
import dev.handover.estate.ReadCursors;
import dev.handover.health.Verdict;
import dev.handover.rollout.PolicyReplay;
import dev.handover.rollout.ReplayReport;
import dev.handover.rollout.ResidueQueries;
import dev.handover.rollout.RolloutDesk;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutWorkflow.OpenTask;
import dev.handover.rollout.ShadowReport;
import dev.handover.rollout.TaskKind;
import dev.handover.rollout.WaveQueries;
import dev.handover.rollout.WaveState;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.sql.Sql;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.MethodParameter;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.spring6.view.ThymeleafViewResolver;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** The pages as a browser gets them. */
class DashboardTest {

  private static final DataSource DATA = TestDatabase.h2();
  private static final String HOSTILE = "\"><script>alert(1)</script>'";

  private final JdbcClient jdbc = JdbcClient.create(DATA);
  private final RolloutDesk desk = mock(RolloutDesk.class);
  private final PolicyReplay replay = mock(PolicyReplay.class);
  private final CallBudget budget = new CallBudget(jdbc, new TestClock());
  private final Journal journal = mock(Journal.class);
  private final AtomicLong nanos = new AtomicLong();
  private Actor actor = new Actor("admin", Set.of(Role.ADMINISTRATOR));
  private final MockMvc pages = pages();

  @BeforeEach
  void clean() {
    TestDatabase.empty(DATA, "decision", "wave_guard", "wave", "rollout", "slider", "device");
  }

  @Test
  void an_empty_place_says_so_in_every_part() throws Exception {
    String page = page("/");
    assertThat(page)
        .contains("Nothing waits for you.")
        .contains("No rollout yet.")
        .contains("The sliders have not been read")
        .contains("The journal is empty.");
  }

  @Test
  void names_are_shown_and_never_run() throws Exception {
    rollout();
    slider();
    when(desk.tasks(any()))
        .thenReturn(
            List.of(
                new OpenTask(
                    "t&1",
                    "R-1",
                    0,
                    TaskKind.APPROVE_START,
                    HOSTILE,
                    TestClock.START,
                    null,
                    List.of(),
                    HOSTILE)));
    when(journal.page(any(), anyInt(), anyInt()))
        .thenReturn(
            List.of(
                new JournalEntry(
                    1, TestClock.START, HOSTILE, HOSTILE, "s", "R-1", HOSTILE, "", "h")));
    for (String path : List.of("/", "/dashboard/live", "/rollouts/R-1", "/rollouts/R-1/live")) {
      assertThat(page(path))
          .contains("&lt;script&gt;alert(1)")
          .doesNotContain("<script>alert")
          .doesNotContain("\"><script");
    }
  }

  @Test
  void no_page_carries_script_or_style_of_its_own() throws Exception {
    rollout();
    slider();
    for (String path : List.of("/", "/rollouts/R-1")) {
      assertThat(page(path))
          .doesNotContainPattern("<script(?![^>]* src=)")
          .doesNotContain("<style")
          .doesNotContain(" style=")
          .doesNotContainPattern(" on[a-z]+=\"");
    }
  }

  @Test
  void a_fragment_is_only_the_part_that_changes() throws Exception {
    assertThat(page("/dashboard/live")).doesNotContain("<html").contains("Needs you");
  }

  @Test
  void buttons_are_there_for_whoever_may_press_them() throws Exception {
    rollout();
    slider();
    assertThat(page("/"))
        .contains("data-path=\"/api/rollouts/R-1/pause\"")
        .contains("data-path=\"/api/rollouts/R-1/rollback\"")
        .contains("data-move");
    actor = new Actor("approver1", Set.of(Role.CHANGE_MANAGER));
    assertThat(page("/")).contains("R-1/rollback").doesNotContain("data-move");
    actor = new Actor("requester", Set.of(Role.REQUESTER));
    assertThat(page("/")).contains("R-1/pause").doesNotContain("R-1/rollback");
    actor = new Actor("other", Set.of(Role.REQUESTER));
    assertThat(page("/")).doesNotContain("R-1/pause");
    actor = new Actor("auditor", Set.of(Role.AUDITOR));
    assertThat(page("/")).doesNotContain("R-1/pause").contains("Lately");
  }

  @Test
  void a_paused_rollout_can_be_resumed_and_an_ended_one_nothing() throws Exception {
    rollout();
    jdbc.sql("update rollout set paused = true, paused_by = 'ann', pause_reason = :why")
        .param("why", HOSTILE)
        .update();
    assertThat(page("/rollouts/R-1"))
        .contains("R-1/resume")
        .doesNotContain("R-1/pause")
        .contains("Paused by");
    jdbc.sql("update rollout set paused = false, state = 'COMPLETED'").update();
    assertThat(page("/rollouts/R-1")).doesNotContain("data-act");
  }

  @Test
  void the_journal_is_shown_to_auditors_and_administrators_only() throws Exception {
    actor = new Actor("approver1", Set.of(Role.CHANGE_MANAGER));
    assertThat(page("/")).doesNotContain("Lately");
  }

  @Test
  void a_rollout_shows_its_waves_its_evidence_and_what_it_waits_for() throws Exception {
    rollout();
    assertThat(page("/rollouts/R-1"))
        .contains("Pilot")
        .contains("Held: not enough evidence")
        .contains("noncompliant")
        .contains("5.0 %")
        .contains("passes at −3.00, fails at 4.61")
        .contains("Too few have reported.")
        .contains("<time datetime=\"2026-11-23T15:00:00Z\">23 Nov 2026, 15:00 UTC</time>")
        .contains("in 3 h");
  }

  @Test
  void a_metric_that_is_compared_shows_the_excess_in_place_of_limit_and_test() throws Exception {
    rollout();
    jdbc.sql(
            """
            update wave set evidence = replace(evidence, '"sentence":"S"', '"sentence":"S",
              "change":{"compared":true,"margin":0.02,"confidence":0.95,"excess":0.004,
              "lower":-0.006,"upper":0.014}')""")
        .update();

    assertThat(page("/rollouts/R-1"))
        .contains("0.4 % over the control group (95.0 % interval −0.6 % … 1.4 %), margin 2.0 %")
        .doesNotContain("passes at −3.00");
  }

  @Test
  void a_system_that_is_left_alone_is_named_with_its_reason() throws Exception {
    assertThat(page("/")).doesNotContain("Left alone");
    budget.close("configmgr", TestClock.START.plus(Duration.ofMinutes(10)), HOSTILE);
    assertThat(page("/")).contains("configmgr").contains("in 10 min").contains("&lt;script&gt;");
    TestDatabase.empty(DATA, "call_budget");
  }

  @Test
  void a_rollout_that_is_put_back_shows_what_stays_behind() throws Exception {
    rollout();
    assertThat(page("/rollouts/R-1")).doesNotContain("What stays behind");
    jdbc.sql("update rollout set state = 'ROLLED_BACK', rollback_from = 0").update();
    assertThat(page("/rollouts/R-1"))
        .contains("What stays behind")
        .contains("Apps that Intune installed stay")
        .contains("code=APPS_INSTALLED");
  }

  @Test
  void a_passed_wave_shows_that_it_is_guarded_and_when_it_has_regressed() throws Exception {
    rollout();
    jdbc.sql("update wave set state = 'PASSED'").update();
    jdbc.sql(
            """
            insert into wave_guard
              (rollout_id, wave_no, seen, verdict, judged_at, evidence, evidence_hash)
            values ('R-1', 0, 's', 'PASS', :at, '{"reasons":[{"sentence":"As good as ever."}]}',
              'g')""")
        .param("at", Sql.time(TestClock.START))
        .update();
    assertThat(page("/rollouts/R-1"))
        .contains(">guarded<")
        .contains("As good as ever.")
        .doesNotContain(">regressed<");

    jdbc.sql("update wave set state = 'FAILED'").update();
    jdbc.sql("update wave_guard set regressed_at = judged_at, regressed_why = :why")
        .param("why", HOSTILE)
        .update();
    assertThat(page("/rollouts/R-1"))
        .contains(">regressed<")
        .contains("It had passed and has regressed")
        .doesNotContain(">guarded<", HOSTILE);
  }

  @Test
  void a_rollout_shows_what_its_pilot_can_prove() throws Exception {
    rollout();
    jdbc.sql("update rollout set plan = :plan")
        .param(
            "plan",
            """
            {"pilot":{"size":36},"gate":{"metrics":[{"name":"noncompliant","expected":0.02,
             "limit":0.1,"alpha":0.01,"beta":0.05,"advisory":false}]}}""")
        .update();

    // 0.98 and 0.90 to the 36th: every one healthy.
    assertThat(page("/rollouts/R-1"))
        .contains("What its pilot can prove")
        .contains("<td class=\"n\">36</td>")
        .contains("<td class=\"n\">57</td>")
        .contains("<td class=\"n\">48.3 %</td>")
        .contains("<td class=\"n\">2.3 %</td>");
  }

  @Test
  void a_rollout_that_is_not_there_is_not_found() throws Exception {
    pages.perform(get("/rollouts/none")).andExpect(status().isNotFound());
  }

  @Test
  void a_slider_says_in_words_where_it_stands_and_how_far_it_got() throws Exception {
    slider();
    device(1, "CO_MANAGED");
    pages
        .perform(get("/"))
        .andExpect(content().string(containsString("Slider at Pilot Intune")))
        .andExpect(content().string(containsString("0 %")))
        .andExpect(content().string(not(containsString("drift</span>"))));
  }

  @Test
  void open_pages_share_one_reading_a_second() throws Exception {
    page("/");
    device(1, "CO_MANAGED");
    assertThat(page("/dashboard/live")).contains("<dd>0</dd>").doesNotContain("<dd>1</dd>");
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(page("/dashboard/live")).contains("<dd>1</dd>");
  }

  private String page(String path) throws Exception {
    nanos.addAndGet(path.endsWith("live") ? 0 : Duration.ofSeconds(2).toNanos());
    return pages
        .perform(get(path))
        .andExpect(status().isOk())
        .andReturn()
        .getResponse()
        .getContentAsString();
  }

  @Test
  void shadow_policies_are_shown_with_what_they_would_have_done() throws Exception {
    Instant at = TestClock.START;
    ReplayReport.Wave wave =
        new ReplayReport.Wave(
            1,
            "Wave 1 of 2",
            WaveState.PASSED,
            at,
            Verdict.PASS,
            at,
            new ReplayReport.Replayed(Verdict.FAIL, true, at, List.of()),
            false,
            "FAIL instead of PASS, 3 hours earlier.");
    when(replay.shadows("R-1"))
        .thenReturn(
            List.of(
                new ShadowReport("stricter", new ReplayReport("R-1", true, List.of(wave))),
                new ShadowReport("none", new ReplayReport("R-1", false, List.of()))));
    pages
        .perform(get("/rollouts/R-1/shadow"))
        .andExpect(status().isOk())
        .andExpect(content().string(containsString("stricter")))
        .andExpect(content().string(containsString("Wave 1 of 2")))
        .andExpect(content().string(containsString("FAIL instead of PASS, 3 hours earlier.")))
        .andExpect(content().string(containsString("would not have come to it")));
  }

  private MockMvc pages() {
    DriftStore drift =
        new DriftStore(
            jdbc, new ReadCursors(jdbc), new DriftSettings(Duration.ofHours(24)), new TestClock());
    AuthorityQueries authority = new AuthorityQueries(jdbc, drift);
    Devices devices =
        TestDatabase.transactional(
            DATA, Devices.class, new Devices(jdbc, new NamedParameterJdbcTemplate(DATA)));
    RolloutQueries rollouts = new RolloutQueries(jdbc);
    WaveQueries waves = new WaveQueries(jdbc);
    ClassLoaderTemplateResolver templates = new ClassLoaderTemplateResolver();
    templates.setPrefix("templates/");
    templates.setSuffix(".html");
    templates.setCharacterEncoding("UTF-8");
    SpringTemplateEngine engine = new SpringTemplateEngine();
    engine.setTemplateResolver(templates);
    ThymeleafViewResolver views = new ThymeleafViewResolver();
    views.setTemplateEngine(engine);
    views.setCharacterEncoding("UTF-8");
    return MockMvcBuilders.standaloneSetup(
            new DashboardController(
                new Overview(authority, devices, rollouts, waves, nanos::get),
                desk,
                rollouts,
                waves,
                new ResidueQueries(jdbc),
                replay,
                budget,
                journal,
                new TestClock().estate(),
                "sandbox"))
        .setViewResolvers(views)
        .setCustomArgumentResolvers(new Caller())
        .build();
  }

  private void slider() {
    jdbc.sql("insert into slider values (:w, 'PILOT_INTUNE', 'C', :at)")
        .param("w", Workload.CLIENT_APPS.slug())
        .param("at", Sql.time(TestClock.START))
        .update();
  }

  private void device(long id, String state) {
    jdbc.sql(
            """
            insert into device (id, entra_device_id, name, join_state, management_state)
            values (:id, :name, :name, 'ENTRA_JOINED', :state)""")
        .param("id", id)
        .param("name", "d" + id)
        .param("state", state)
        .update();
  }

  private void rollout() {
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation,
              waiting_for, waiting_reason, waiting_since, waiting_until)
            values ('R-1', :title, 'client-apps', 'PILOTING', false, '{}', 'p', 's', 'requester',
              false, :at, :at, 100, 1, 'EVIDENCE', 'Too few have reported.', :at, :until)""")
        .param("title", HOSTILE)
        .param("at", Sql.time(TestClock.START))
        .param("until", Sql.time(TestClock.START.plus(Duration.ofHours(3))))
        .update();
    jdbc.sql(
            """
            insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds, verdict,
              evidence, evidence_hash, started_at)
            values ('R-1', 0, 0, 100, 'SOAKING', 3600, 'HOLD_INSUFFICIENT', :evidence, 'hash', :at)
            """)
        .param("at", Sql.time(TestClock.START))
        .param(
            "evidence",
            """
            {"verdict":"HOLD_INSUFFICIENT","metrics":[{"name":"noncompliant","advisory":false,
             "verdict":"HOLD_INSUFFICIENT","expected":0.02,"limit":0.08,"healthy":19,
             "unhealthy":1,"silent":0,"pending":80,"judged":20,"judgedUnhealthy":1,"rate":0.05,
             "lower":0.001,"upper":0.249,"llr":0.18,"maxLlr":0.4,"failBound":4.605,
             "passBound":-2.996,"sentence":"S"}],
             "reasons":[{"code":"X","metric":null,"sentence":"Twenty of a hundred."}]}""")
        .update();
    jdbc.sql(
            """
            insert into decision (rollout_id, stage, wave_no, outcome, actor, at, comment,
              evidence_hash, plan_hash, scope_hash)
            values ('R-1', 'START', 0, 'approve', 'approver1', :at, :comment, 'e', 'p', 's')""")
        .param("at", Sql.time(TestClock.START))
        .param("comment", HOSTILE)
        .update();
  }

  private final class Caller implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
      return parameter.getParameterType() == Actor.class;
    }

    @Override
    public Object resolveArgument(
        MethodParameter parameter,
        ModelAndViewContainer container,
        NativeWebRequest request,
        WebDataBinderFactory binders) {
      return actor;
    }
  }
}
