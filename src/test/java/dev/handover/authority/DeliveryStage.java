package dev.handover.authority;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.estate.AutoEnrolment;
import dev.handover.estate.ConfigMgrSite;
import dev.handover.estate.EstateException;
import dev.handover.sql.Sql;
import dev.handover.workload.Slider;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;

/** Orders and senders on a real database, with a site that does what a test wants. */
final class DeliveryStage {

  static final TestClock CLOCK = new TestClock();

  final JdbcClient jdbc;
  final Site site = new Site();
  final Orders orders;
  final DeliveryStore store;
  final CallBudget budget;
  final TransactionTemplate transaction;
  private final SliderOrders sliders;
  private final DataSource dataSource;

  @TestConfiguration(proxyBeanMethods = false)
  @EnableTransactionManagement
  @Import({Orders.class, DeliveryStore.class, CallBudget.class, SliderOrders.class})
  static class Room {

    @Bean
    PlatformTransactionManager transactions(DataSource dataSource) {
      return new DataSourceTransactionManager(dataSource);
    }

    @Bean
    JdbcClient jdbc(DataSource dataSource) {
      return JdbcClient.create(dataSource);
    }

    @Bean
    NamedParameterJdbcTemplate batch(DataSource dataSource) {
      return new NamedParameterJdbcTemplate(dataSource);
    }

    @Bean
    TestClock clock() {
      return CLOCK;
    }
  }

  DeliveryStage(DataSource dataSource) {
    this.dataSource = dataSource;
    AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    context.registerBean(DataSource.class, () -> dataSource);
    context.registerBean(ConfigMgrSite.class, () -> site);
    context.register(Room.class);
    context.refresh();
    jdbc = context.getBean(JdbcClient.class);
    orders = context.getBean(Orders.class);
    store = context.getBean(DeliveryStore.class);
    budget = context.getBean(CallBudget.class);
    sliders = context.getBean(SliderOrders.class);
    transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
  }

  /** A sender, as each node has one. */
  Delivery sender(int writes, double rollbackShare) {
    return new Delivery(
        store,
        sliders,
        site,
        budget,
        new AuthoritySettings(
            new AuthoritySettings.Limits(writes, Duration.ofMinutes(1), rollbackShare)),
        CLOCK);
  }

  void clean() {
    TestDatabase.empty(
        dataSource,
        "authority_order",
        "slider_order",
        "wave_device",
        "wave",
        "rollout",
        "device",
        "slider",
        "call_budget");
    CLOCK.set(TestClock.START);
    site.reset();
  }

  /** A rollout whose pilot of these devices is ordered; a device's resource id is its id. */
  void ordered(String id, Workload workload, int firstDevice, int count) {
    jdbc.sql("insert into slider values (:w, 'PILOT_INTUNE', :c, :now)")
        .param("w", workload.slug())
        .param("c", "C-" + workload.slug().substring(0, 3))
        .param("now", now())
        .update();
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation)
            values (:id, 'T', :w, 'PILOTING', false, '{}', 'p', 's', 'requester', false, :now,
              :now, 100, 0)""")
        .param("id", id)
        .param("w", workload.slug())
        .param("now", now())
        .update();
    jdbc.sql(
            """
            insert into wave (rollout_id, no, cohort_from, size, state, soak_seconds)
            values (:id, 0, 0, 1, 'MOVING', 3600)""")
        .param("id", id)
        .update();
    for (int device = firstDevice; device < firstDevice + count; device++) {
      jdbc.sql(
              """
              insert into device (id, entra_device_id, name, join_state, management_state,
                resource_id)
              values (:id, :entra, :name, 'ENTRA_JOINED', 'CO_MANAGED', :id)""")
          .param("id", device)
          .param("entra", "e" + device)
          .param("name", "d" + device)
          .update();
      jdbc.sql("insert into wave_device (rollout_id, device_id, wave_no) values (:id, :device, 0)")
          .param("id", id)
          .param("device", device)
          .update();
    }
    transaction.executeWithoutResult(t -> orders.moveWave(id, 0, workload, 0));
  }

  /** As a rollback does: a new generation, then everything that may have moved is ordered back. */
  int rollBack(String id) {
    return transaction.execute(
        t -> {
          jdbc.sql("select id from rollout where id = :id for update")
              .param("id", id)
              .query(String.class)
              .single();
          jdbc.sql(
                  """
                  update rollout set state = 'ROLLING_BACK', generation = generation + 1,
                    rollback_from = 0
                  where id = :id""")
              .param("id", id)
              .update();
          return orders.restore(id, 0, 1);
        });
  }

  int count(String condition) {
    return jdbc.sql("select count(*) from authority_order where " + condition)
        .query(Integer.class)
        .single();
  }

  Object now() {
    return Sql.time(CLOCK.instant());
  }

  /** A site of collections and rules. */
  static final class Site implements ConfigMgrSite {

    final Map<String, Set<Long>> rules = new ConcurrentHashMap<>();
    final Set<Long> unknown = ConcurrentHashMap.newKeySet();
    final AtomicInteger added = new AtomicInteger();
    final AtomicInteger removed = new AtomicInteger();

    /** Called with each device before it is written; may throw. */
    Consumer<Long> before = id -> {};

    /** Called once after everything is written; may throw: the reply is lost. */
    Runnable after = () -> {};

    /** Called before rules are read; may throw. */
    Consumer<String> reading = collection -> {};

    void reset() {
      rules.clear();
      unknown.clear();
      added.set(0);
      removed.set(0);
      before = id -> {};
      after = () -> {};
      reading = collection -> {};
    }

    Set<Long> in(String collection) {
      return rules.computeIfAbsent(collection, c -> ConcurrentHashMap.newKeySet());
    }

    @Override
    public Duration longestCall() {
      return Duration.ofSeconds(90);
    }

    @Override
    public List<ClientSettings> clientSettings() {
      return List.of();
    }

    @Override
    public List<Baseline> baselines() {
      return List.of();
    }

    @Override
    public Set<Long> directRules(String collection) {
      reading.accept(collection);
      return Set.copyOf(in(collection));
    }

    @Override
    public Map<Long, RuleOutcome> addDirectRules(String collection, Collection<Long> ids) {
      return change(collection, ids, added, true);
    }

    @Override
    public Map<Long, RuleOutcome> removeDirectRules(String collection, Collection<Long> ids) {
      return change(collection, ids, removed, false);
    }

    private Map<Long, RuleOutcome> change(
        String collection, Collection<Long> ids, AtomicInteger counter, boolean add) {
      Map<Long, RuleOutcome> outcomes = new HashMap<>();
      for (Long id : ids) {
        before.accept(id);
        if (unknown.contains(id)) {
          outcomes.put(id, RuleOutcome.UNKNOWN_DEVICE);
          continue;
        }
        boolean changed = add ? in(collection).add(id) : in(collection).remove(id);
        counter.addAndGet(changed ? 1 : 0);
        outcomes.put(id, changed ? RuleOutcome.CHANGED : RuleOutcome.ALREADY_SO);
      }
      after.run();
      return outcomes;
    }

    static EstateException trouble(String why) {
      return new EstateException(why);
    }

    @Override
    public void requestRefresh(String collection) {}

    @Override
    public int version() {
      return 2403;
    }

    @Override
    public List<SliderReading> sliders() {
      return List.of();
    }

    @Override
    public EnrolmentReading autoEnrolment() {
      return new EnrolmentReading(AutoEnrolment.NONE, null);
    }

    @Override
    public boolean canSetAutoEnrolment() {
      return false;
    }

    @Override
    public void setAutoEnrolment(AutoEnrolment setting, String collectionId) {
      throw new UnsupportedOperationException("nothing enrols at this site");
    }

    @Override
    public List<EnrolmentFailure> enrolmentFailures(Instant changedSince) {
      return List.of();
    }

    @Override
    public boolean canSetSlider(Workload workload) {
      return false;
    }

    @Override
    public void setSlider(Workload workload, Slider position) {}

    @Override
    public List<CollectionReading> collections() {
      return List.of();
    }

    @Override
    public Set<Long> members(String collection) {
      return Set.of();
    }

    @Override
    public List<ComanagementState> comanagementStates(java.time.Instant since) {
      return List.of();
    }
  }
}
