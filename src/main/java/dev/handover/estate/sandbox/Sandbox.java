package dev.handover.estate.sandbox;

import dev.handover.estate.ConfigMgrSite;
import dev.handover.estate.IntuneTenant;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * A simulated site and tenant in the tables {@code sandbox_…}, whose world is made when it is first
 * opened.
 *
 * <p>It stands for outside systems: each call is a transaction of its own on a second connection,
 * and what it did survives a rollback of the caller. Call it outside of transactions.
 */
public final class Sandbox {

  private final ConfigMgrSite site;
  private final IntuneTenant tenant;
  private final SandboxFaults faults;
  private final SandboxConsole console;
  private final SandboxLedger ledger;

  private Sandbox(
      ConfigMgrSite site,
      IntuneTenant tenant,
      SandboxFaults faults,
      SandboxConsole console,
      SandboxLedger ledger) {
    this.site = site;
    this.tenant = tenant;
    this.faults = faults;
    this.console = console;
    this.ledger = ledger;
  }

  /** Opens the world in this database; makes it if there is none. */
  public static Sandbox open(
      DataSource dataSource,
      PlatformTransactionManager transactions,
      Clock clock,
      SandboxSettings settings) {
    JdbcClient jdbc = JdbcClient.create(dataSource);
    NamedParameterJdbcTemplate batch = new NamedParameterJdbcTemplate(dataSource);
    AutoEnrolments enrolments = new AutoEnrolments(jdbc, batch);
    World world = new World(jdbc, batch, enrolments, transactions, clock);
    SandboxFaults faults = new SandboxFaults(jdbc, world);
    SandboxLedger ledger = new SandboxLedger(jdbc, batch);
    Sliders sliders = new Sliders(jdbc);
    world.alone(
        () -> {
          if (new WorldMaker(jdbc, batch).makeIfEmpty(settings, clock.instant())) {
            faults.write(SandboxFaults.TOUR);
          }
          enrolments.makeIfNone();
          return null;
        });
    SandboxConsole console = new SandboxConsole(world, sliders, enrolments, ledger);
    DirectRules rules = new DirectRules(jdbc, batch, world, faults, ledger);
    return new Sandbox(
        new SandboxSite(
            jdbc, world, sliders, enrolments, rules, faults, console, settings.canSetSlider()),
        new SandboxTenant(jdbc, world, faults),
        faults,
        console,
        ledger);
  }

  public ConfigMgrSite site() {
    return site;
  }

  public IntuneTenant tenant() {
    return tenant;
  }

  public SandboxFaults faults() {
    return faults;
  }

  public SandboxConsole console() {
    return console;
  }

  public SandboxLedger ledger() {
    return ledger;
  }
}
