package dev.handover.authority;

import dev.handover.estate.ConfigMgrSite;
import dev.handover.estate.IntuneTenant;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * Reads what must be so before a workload moves. It changes rarely and is costly to read, so each
 * source is asked twice a day.
 */
@Component
public class Preconditions {

  /** A source that has not been read for this long tells nothing that can be relied on. */
  public static final Duration READ_WITHIN = Duration.ofDays(3);

  /** Client settings, baselines and the site's version; a source in {@code read_cursor}. */
  public static final String SITE = "configmgr-settings";

  /** The tenant's own settings. */
  public static final String TENANT = "intune-settings";

  /** Users, licences and compliance, per enrolled device. */
  public static final String EVALUATIONS = "intune-evaluations";

  private static final Duration EVERY = Duration.ofHours(12);

  private final ConfigMgrSite site;
  private final IntuneTenant tenant;
  private final PreconditionStore store;
  private final Clock clock;

  Preconditions(ConfigMgrSite site, IntuneTenant tenant, PreconditionStore store, Clock clock) {
    this.site = site;
    this.tenant = tenant;
    this.store = store;
    this.clock = clock;
  }

  Instant readSite(Instant since) {
    return when(since, () -> store.saveSite(site.baselines(), site.clientSettings()));
  }

  Instant readTenant(Instant since) {
    return when(since, () -> store.saveTenant(tenant.settings()));
  }

  Instant readEvaluations(Instant since) {
    return when(since, () -> store.saveEvaluations(tenant.evaluations()));
  }

  private Instant when(Instant since, Runnable reading) {
    Instant now = clock.instant();
    if (now.isBefore(since.plus(EVERY))) {
      return since;
    }
    reading.run();
    return now;
  }
}
