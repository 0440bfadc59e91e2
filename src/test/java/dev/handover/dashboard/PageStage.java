package dev.handover.dashboard;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.audit.Journal;
import dev.handover.authority.AuthorityQueries;
import dev.handover.authority.CallBudget;
import dev.handover.authority.DeviceFindings;
import dev.handover.authority.DriftSettings;
import dev.handover.authority.DriftStore;
import dev.handover.calendar.Freezes;
import dev.handover.calendar.MaintenanceWindows;
import dev.handover.device.DeviceSearch;
import dev.handover.device.Devices;
import dev.handover.enablement.EnablementDesk;
import dev.handover.estate.ReadCursors;
import dev.handover.health.DeviceReadings;
import dev.handover.health.SignalRegistry;
import dev.handover.health.Signals;
import dev.handover.notify.NotifyStage;
import dev.handover.plan.Plans;
import dev.handover.plan.Programmes;
import dev.handover.programme.ProgrammeDesk;
import dev.handover.programme.ProgrammeQueries;
import dev.handover.programme.ProgrammeTemplates;
import dev.handover.remote.RemoteDesk;
import dev.handover.remote.RemoteQueries;
import dev.handover.rollout.CalendarDesk;
import dev.handover.rollout.DecisionTables;
import dev.handover.rollout.DeviceMoves;
import dev.handover.rollout.FreeSites;
import dev.handover.rollout.Incidents;
import dev.handover.rollout.LeftOutDevices;
import dev.handover.rollout.MetricCourses;
import dev.handover.rollout.PilotTimes;
import dev.handover.rollout.PlanFacts;
import dev.handover.rollout.PlanTemplates;
import dev.handover.rollout.PolicyReplay;
import dev.handover.rollout.Quarantines;
import dev.handover.rollout.ReadinessTables;
import dev.handover.rollout.ReportStage;
import dev.handover.rollout.ResidueQueries;
import dev.handover.rollout.RolloutCounts;
import dev.handover.rollout.RolloutDesk;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.WatchSteps;
import dev.handover.rollout.WaveDevices;
import dev.handover.rollout.WaveQueries;
import dev.handover.security.Actor;
import dev.handover.security.Role;
import dev.handover.workload.Workload;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.core.MethodParameter;
import org.springframework.format.support.DefaultFormattingConversionService;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.mock.env.MockEnvironment;
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
abstract class PageStage extends PageRows {

  final RolloutDesk desk = mock(RolloutDesk.class);
  final LeftOutDevices leftOut = mock(LeftOutDevices.class);
  final ProgrammeDesk programmeDesk = mock(ProgrammeDesk.class);
  final RemoteDesk remoteDesk = mock(RemoteDesk.class);
  final PlanFacts facts = mock(PlanFacts.class);
  final CalendarDesk calendarDesk = mock(CalendarDesk.class);
  final EnablementDesk enablementDesk = mock(EnablementDesk.class);
  final PolicyReplay replay = mock(PolicyReplay.class);
  final MetricCourses courses = mock(MetricCourses.class);
  final Quarantines quarantines = mock(Quarantines.class);
  final CallBudget budget = new CallBudget(jdbc, new TestClock());
  final Journal journal = mock(Journal.class);
  final NotifyStage notify = new NotifyStage(DATA, false);
  final Incidents incidents = mock(Incidents.class);
  final DecisionTables tables = mock(DecisionTables.class);
  final ReadinessTables readiness = mock(ReadinessTables.class);
  final RolloutCounts counts = mock(RolloutCounts.class);
  final AtomicLong nanos = new AtomicLong();
  Actor actor = new Actor("admin", Set.of(Role.ADMINISTRATOR));
  final MockMvc pages = pages();

  @BeforeEach
  final void nothingIsOffered() {
    when(remoteDesk.offer(any(), any())).thenReturn(new RemoteDesk.Offer(List.of(), null));
  }

  String page(String path) throws Exception {
    nanos.addAndGet(path.endsWith("live") ? 0 : Duration.ofSeconds(2).toNanos());
    return pages
        .perform(get(path))
        .andExpect(status().isOk())
        .andReturn()
        .getResponse()
        .getContentAsString();
  }

  /** A page that a list does not have. */
  void leadsToTheLast(String path, String last) throws Exception {
    pages
        .perform(get(path))
        .andExpect(status().isFound())
        .andExpect(header().string("Location", last));
  }

  MockMvc pages() {
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
    ReadCursors cursors = new ReadCursors(jdbc);
    Overview overview =
        new Overview(
            authority,
            devices,
            rollouts,
            new SystemHealth(
                cursors,
                budget,
                incidents,
                new WatchSteps(new SimpleMeterRegistry(), jdbc, new TestClock()),
                notify.deliveries,
                new TestClock().estate()),
            new Freezes(jdbc),
            new TestClock(),
            nanos::get);
    Plans plans = new Plans(Signals.names());
    PlanTemplates planTemplates = new PlanTemplates(plans, new SignalRegistry(jdbc));
    PlannerChoices choices =
        new PlannerChoices(
            devices,
            new MaintenanceWindows(jdbc),
            new SignalRegistry(jdbc),
            overview,
            new FreeSites(jdbc));
    Frame frame = new Frame(new TestClock().estate(), "sandbox", true);
    DefaultFormattingConversionService conversion = new DefaultFormattingConversionService();
    conversion.addConverter(
        String.class, Workload.class, slug -> slug.isEmpty() ? null : Workload.of(slug));
    return MockMvcBuilders.standaloneSetup(
            new DashboardPage(
                overview,
                desk,
                rollouts,
                programmeDesk,
                remoteDesk,
                enablementDesk,
                journal,
                new TestClock().estate(),
                frame),
            TestDatabase.transactional(
                DATA,
                RolloutPage.class,
                new RolloutPage(
                    desk,
                    new ProgrammeQueries(jdbc),
                    rollouts,
                    ReportStage.decisions(DATA),
                    waves,
                    new PilotTimes(jdbc, new TestClock().estate()),
                    new ResidueQueries(jdbc),
                    replay,
                    courses,
                    quarantines,
                    new WaveDevices(jdbc),
                    new SignalRegistry(jdbc),
                    journal,
                    new TestClock().estate(),
                    frame)),
            new DevicesPage(
                new DeviceSearch(DATA),
                devices,
                authority,
                new DeviceFindings(jdbc, new TestClock()),
                new DeviceReadings(jdbc),
                new SignalRegistry(jdbc),
                new DeviceMoves(jdbc),
                remoteDesk,
                new RemoteQueries(jdbc),
                overview,
                frame),
            new RolloutsPage(rollouts, frame),
            new NewProgrammePage(
                programmeDesk,
                new Programmes(plans),
                new ProgrammeTemplates(new Programmes(plans), planTemplates),
                choices,
                new SignalRegistry(jdbc),
                frame),
            new ProgrammesPage(new ProgrammeQueries(jdbc), programmeDesk, rollouts, waves, frame),
            new PlannerPage(
                desk,
                leftOut,
                planTemplates,
                choices,
                rollouts,
                new SignalRegistry(jdbc),
                new TestClock().estate(),
                frame),
            new WaveDevicesPage(rollouts, new WaveDevices(jdbc), new SignalRegistry(jdbc), frame),
            new DriftPage(drift, overview, frame),
            new SettingsPage(
                new SettingsInForce(new MockEnvironment()),
                overview,
                counts,
                new MockEnvironment(),
                DATA,
                frame),
            new JournalPage(journal, frame),
            new PoliciesPage(tables, readiness, frame),
            new NotificationsPage(notify.desk, new TestClock().estate(), frame),
            new ReportPage(
                ReportStage.reports(DATA, quarantines, rollouts, waves),
                new SignalRegistry(jdbc),
                frame),
            new WindowFormPage(
                calendarDesk, new MaintenanceWindows(jdbc), overview, new TestClock().estate()),
            new CalendarPage(
                new MaintenanceWindows(jdbc),
                new Freezes(jdbc),
                overview,
                frame,
                new TestClock().estate()),
            new PlanPage(facts))
        .setViewResolvers(views)
        .setControllerAdvice(new LastPage())
        .setConversionService(conversion)
        .setCustomArgumentResolvers(new Caller())
        .build();
  }

  final class Caller implements HandlerMethodArgumentResolver {

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
