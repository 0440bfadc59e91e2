package dev.handover.estate.sandbox;

import dev.handover.estate.EstateException;
import dev.handover.workload.Workload;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What goes wrong in the sandbox: faults of the estate, and what switches do to devices. */
public final class SandboxFaults {

  static final String THINKPAD_X1 = "ThinkPad X1 Carbon Gen 11";

  /** Office does badly under Intune, worst on one model; every other workload goes well. */
  static final List<Scenario> TOUR =
      List.of(
          new Scenario(
              Workload.OFFICE_CLICK_TO_RUN_APPS, "office-update-failed", THINKPAD_X1, 0.9, 1),
          new Scenario(Workload.OFFICE_CLICK_TO_RUN_APPS, "office-update-failed", null, 0.12, 1));

  private final JdbcClient jdbc;
  private final World world;

  SandboxFaults(JdbcClient jdbc, World world) {
    this.jdbc = jdbc;
    this.world = world;
  }

  /** The faults as they are set now. */
  public Faults current() {
    return jdbc.sql(
            """
            select rule_changes, per_seconds, lose_every, outages, silent_share
            from sandbox_fault where id = 1
            """)
        .query(
            (rs, n) ->
                new Faults(
                    rs.getInt("rule_changes"),
                    Duration.ofSeconds(rs.getLong("per_seconds")),
                    rs.getInt("lose_every"),
                    sources(rs.getString("outages")),
                    rs.getDouble("silent_share")))
        .single();
  }

  /** Sets all faults from this moment on; {@link Faults#NONE} ends them. */
  public void set(Faults faults) {
    world.now(
        now -> {
          jdbc.sql(
                  """
                  update sandbox_fault
                  set rule_changes = :changes, per_seconds = :per, lose_every = :loseEvery,
                      outages = :outages, silent_share = :share,
                      window_start = 0, window_used = 0, commands = 0
                  where id = 1
                  """)
              .param("changes", faults.ruleChanges())
              .param("per", faults.per().getSeconds())
              .param("loseEvery", faults.loseEvery())
              .param(
                  "outages",
                  faults.outages().stream()
                      .map(Enum::name)
                      .sorted()
                      .collect(Collectors.joining(",")))
              .param("share", faults.silentShare())
              .update();
          if (faults.silentShare() == 0) {
            world.wakeSilenced(now);
          }
          return null;
        });
  }

  /** What switches do to devices; {@link #TOUR} in a new world. */
  public List<Scenario> scenarios() {
    return jdbc.sql(
            """
            select workload, signal, model, rate, after_hours from sandbox_scenario order by id
            """)
        .query(
            (rs, n) ->
                new Scenario(
                    Optional.ofNullable(rs.getString("workload")).map(Workload::of).orElse(null),
                    rs.getString("signal"),
                    rs.getString("model"),
                    rs.getDouble("rate"),
                    rs.getInt("after_hours")))
        .list();
  }

  /**
   * The same ones, if they can befall anybody.
   *
   * @throws IllegalArgumentException if one is of a model that no device of the world is of
   */
  public List<Scenario> befalling(List<Scenario> scenarios) {
    List<String> models =
        jdbc.sql("select distinct model from sandbox_device order by model")
            .query(String.class)
            .list();
    scenarios.stream()
        .map(Scenario::model)
        .filter(model -> model != null && !models.contains(model))
        .findFirst()
        .ifPresent(
            model -> {
              throw new IllegalArgumentException(
                  "no device of the sandbox is a '%s'; it must be one of %s, or none for all"
                      .formatted(model, String.join(", ", models)));
            });
    return scenarios;
  }

  /**
   * Replaces all scenarios; a device shows it at its next check-in.
   *
   * @throws IllegalArgumentException as {@link #befalling}
   */
  public void replaceScenarios(List<Scenario> scenarios) {
    befalling(scenarios);
    world.now(
        now -> {
          write(scenarios);
          return null;
        });
  }

  /** To be called with the world locked. */
  void write(List<Scenario> scenarios) {
    jdbc.sql("delete from sandbox_scenario").update();
    int id = 0;
    for (Scenario scenario : scenarios) {
      jdbc.sql(
              """
              insert into sandbox_scenario (id, workload, signal, model, rate, after_hours)
              values (:id, :workload, :signal, :model, :rate, :hours)
              """)
          .param("id", ++id)
          .param("workload", scenario.workload() == null ? null : scenario.workload().slug())
          .param("signal", scenario.signal())
          .param("model", scenario.model())
          .param("rate", scenario.rate())
          .param("hours", scenario.afterHours())
          .update();
    }
  }

  void refuseIfOut(Faults.Source source) {
    if (current().outages().contains(source)) {
      throw new EstateException(
          switch (source) {
            case SITE -> "the site does not answer";
            case COMANAGEMENT_STATES -> "the site gives no co-management states";
            case MANAGED_DEVICES -> "the tenant gives no devices";
            case HEALTH_READINGS -> "the tenant gives no health reports";
          });
    }
  }

  /** Counts a command, and says whether its reply is lost. */
  boolean losesReply() {
    jdbc.sql("update sandbox_fault set commands = commands + 1 where id = 1 and lose_every > 0")
        .update();
    return jdbc.sql(
                """
            select count(*) from sandbox_fault
            where id = 1 and lose_every > 0 and mod(commands, lose_every) = 0
            """)
            .query(Integer.class)
            .single()
        > 0;
  }

  /** How many more rules may change now, and how long to wait once they have. */
  record Allowance(int changes, Duration retryAfter) {}

  Allowance allowance(long now) {
    Faults faults = current();
    if (faults.ruleChanges() == 0) {
      return new Allowance(Integer.MAX_VALUE, Duration.ZERO);
    }
    long per = faults.per().getSeconds();
    long window = now - now % per;
    int used =
        jdbc.sql("select window_used from sandbox_fault where id = 1 and window_start = :window")
            .param("window", window)
            .query(Integer.class)
            .optional()
            .orElse(0);
    return new Allowance(
        Math.max(0, faults.ruleChanges() - used), Duration.ofSeconds(window + per - now));
  }

  void used(long now, int changes) {
    jdbc.sql(
            """
            update sandbox_fault
            set window_used = case when window_start = :now - mod(:now, per_seconds)
                                   then window_used + :changes else :changes end,
                window_start = :now - mod(:now, per_seconds)
            where id = 1 and rule_changes > 0
            """)
        .param("now", now)
        .param("changes", changes)
        .update();
  }

  private static Set<Faults.Source> sources(String text) {
    return Arrays.stream(text.split(","))
        .filter(name -> !name.isEmpty())
        .map(Faults.Source::valueOf)
        .collect(Collectors.toUnmodifiableSet());
  }
}
