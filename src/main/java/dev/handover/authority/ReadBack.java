package dev.handover.authority;

import dev.handover.device.DeviceCollection;
import dev.handover.device.Devices;
import dev.handover.estate.ConfigMgrSite;
import dev.handover.estate.ConfigMgrSite.CollectionReading;
import dev.handover.estate.ConfigMgrSite.ComanagementState;
import dev.handover.estate.EstateException;
import dev.handover.estate.IntuneTenant;
import dev.handover.estate.IntuneTenant.ManagedDevice;
import dev.handover.estate.ReadCursors;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/**
 * Reads both systems back: the site's version, sliders, collections, preconditions, and what
 * devices have reported since the last reading, and once a day their applications. A source that
 * fails is noted and asked again in the next cycle; the others go on.
 */
@Service
public class ReadBack {

  private static final Logger log = LoggerFactory.getLogger(ReadBack.class);
  private static final String COLLECTIONS = "configmgr-collections";
  private static final Duration MEMBERS_EVERY = Duration.ofHours(1);

  private final ConfigMgrSite site;
  private final IntuneTenant tenant;
  private final Devices devices;
  private final EstateStore store;
  private final Preconditions preconditions;
  private final ApplicationReport applications;
  private final ReadCursors cursors;
  private final Clock clock;
  private final ApplicationEventPublisher events;

  ReadBack(
      ConfigMgrSite site,
      IntuneTenant tenant,
      Devices devices,
      EstateStore store,
      Preconditions preconditions,
      ApplicationReport applications,
      ReadCursors cursors,
      Clock clock,
      ApplicationEventPublisher events) {
    this.site = site;
    this.tenant = tenant;
    this.devices = devices;
    this.store = store;
    this.preconditions = preconditions;
    this.applications = applications;
    this.cursors = cursors;
    this.clock = clock;
    this.events = events;
  }

  /** One reading of everything that has changed; tells {@link FleetRead} after the first. */
  public void read() {
    boolean first = cursors.readTo(COLLECTIONS).equals(Instant.EPOCH);
    reading("configmgr-sliders", since -> readSettings());
    reading("configmgr-clients", this::readClients);
    reading("intune-devices", this::readManagedDevices);
    reading(Preconditions.SITE, preconditions::readSite);
    reading(Preconditions.TENANT, preconditions::readTenant);
    reading(Preconditions.EVALUATIONS, preconditions::readEvaluations);
    reading(ApplicationReport.SOURCE, applications::read);
    reading(COLLECTIONS, this::readCollections);
    if (first && !cursors.readTo(COLLECTIONS).equals(Instant.EPOCH)) {
      events.publishEvent(new FleetRead());
    }
  }

  private Instant readSettings() {
    Instant now = clock.instant();
    store.saveVersion(site.version(), now);
    if (store.saveSliders(site.sliders(), now)) {
      store.derivePilots();
    }
    return now;
  }

  private Instant readClients(Instant since) {
    List<ComanagementState> states = site.comanagementStates(since);
    devices.saveConfigMgr(states.stream().map(EstateStore::row).toList());
    return states.stream()
        .map(ComanagementState::reportedAt)
        .max(Comparator.naturalOrder())
        .orElse(since);
  }

  private Instant readManagedDevices(Instant since) {
    List<ManagedDevice> managed = tenant.managedDevices(since);
    devices.saveIntune(managed.stream().map(EstateStore::row).toList());
    return managed.stream()
        .map(ManagedDevice::lastSyncAt)
        .max(Comparator.naturalOrder())
        .orElse(since);
  }

  /** Names and members change rarely and are costly to read; ours are read while orders travel. */
  private Instant readCollections(Instant since) {
    Instant now = clock.instant();
    boolean all = !now.isBefore(since.plus(MEMBERS_EVERY));
    if (all) {
      List<CollectionReading> collections = site.collections();
      devices.replaceCollections(
          collections.stream()
              .map(c -> new DeviceCollection(c.id(), c.name(), c.builtIn()))
              .toList());
      for (CollectionReading collection : collections) {
        if (!collection.builtIn()) {
          devices.replaceMembers(collection.id(), site.members(collection.id()));
        }
      }
      store.derivePilots();
      return now;
    }
    int changed = 0;
    for (String collection : store.collectionsInMotion()) {
      changed += devices.replaceMembers(collection, site.members(collection));
    }
    if (changed > 0) {
      store.derivePilots();
    }
    return since;
  }

  private void reading(String source, Reading reading) {
    try {
      cursors.succeeded(source, reading.since(cursors.readTo(source)));
    } catch (EstateException e) {
      if (cursors.failing(source).isEmpty()) {
        log.warn("{} cannot be read: {}", source, e.getMessage());
      }
      cursors.failed(source, e.getMessage());
    }
  }

  private interface Reading {
    /**
     * @return up to when it has been read
     */
    Instant since(Instant cursor);
  }
}
