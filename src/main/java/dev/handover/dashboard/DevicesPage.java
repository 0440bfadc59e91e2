package dev.handover.dashboard;

import dev.handover.authority.AuthorityQueries;
import dev.handover.authority.AuthorityQueries.DeviceAuthority;
import dev.handover.authority.DeviceFinding;
import dev.handover.authority.DeviceFindings;
import dev.handover.device.Device;
import dev.handover.device.DeviceFilter;
import dev.handover.device.DeviceSearch;
import dev.handover.device.DeviceSearch.Found;
import dev.handover.device.DeviceSearch.Query;
import dev.handover.device.Devices;
import dev.handover.device.ManagementState;
import dev.handover.health.DeviceReadings;
import dev.handover.health.SignalRegistry;
import dev.handover.remote.ActionView;
import dev.handover.remote.RemoteDesk;
import dev.handover.remote.RemoteQueries;
import dev.handover.rollout.DeviceMoves;
import dev.handover.rollout.Page;
import dev.handover.security.Actor;
import dev.handover.workload.Authority;
import dev.handover.workload.CapabilityMask;
import dev.handover.workload.Workload;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.server.ResponseStatusException;

/** The search for devices, and the page of one: both systems, who owns what and why, its past. */
@Controller
class DevicesPage {

  /** Remote actions that the page of a device shows. */
  private static final int ACTIONS = 20;

  private final DeviceSearch search;
  private final Devices devices;
  private final AuthorityQueries authority;
  private final DeviceFindings findings;
  private final DeviceReadings readings;
  private final SignalRegistry signals;
  private final DeviceMoves moves;
  private final RemoteDesk remote;
  private final RemoteQueries actions;
  private final Overview overview;
  private final Frame frame;

  DevicesPage(
      DeviceSearch search,
      Devices devices,
      AuthorityQueries authority,
      DeviceFindings findings,
      DeviceReadings readings,
      SignalRegistry signals,
      DeviceMoves moves,
      RemoteDesk remote,
      RemoteQueries actions,
      Overview overview,
      Frame frame) {
    this.search = search;
    this.devices = devices;
    this.authority = authority;
    this.findings = findings;
    this.readings = readings;
    this.signals = signals;
    this.moves = moves;
    this.remote = remote;
    this.actions = actions;
    this.overview = overview;
    this.frame = frame;
  }

  /**
   * A device in the list.
   *
   * @param atIntune on how many of the workloads Intune has authority
   * @param drifts whether a report has differed for longer than is allowed, on any of them
   */
  public record Row(Device device, long atIntune, int workloads, boolean drifts) {}

  /**
   * What the address asks for; null for what it does not say.
   *
   * @param finding the name of one, known or not
   * @param page from 0
   */
  record Asked(
      String q,
      ManagementState state,
      String site,
      String model,
      String finding,
      String sort,
      Integer page) {

    private Query query() {
      return new Query(q, state, site, model);
    }

    private Heads heads() {
      Map<String, Object> filters = new HashMap<>();
      filters.put("q", query().text());
      filters.put("state", state);
      filters.put("site", query().site());
      filters.put("model", query().model());
      filters.put("finding", among());
      return Heads.of(DeviceSearch.SORTING, sort, filters);
    }

    /** One that can be told without a plan; null for all devices. */
    private DeviceFinding among() {
      if (finding == null || finding.isBlank()) {
        return null;
      }
      return DeviceFindings.WITHOUT_PLAN.stream()
          .filter(known -> known.name().equals(finding))
          .findFirst()
          .orElseThrow(() -> new ResponseStatusException(HttpStatus.BAD_REQUEST, none(finding)));
    }

    private static String none(String finding) {
      boolean planned =
          Arrays.stream(DeviceFinding.values()).anyMatch(known -> known.name().equals(finding));
      return planned
          ? finding + " depends on a plan; see it on the page of one."
          : "'%s' is no finding; there are %s."
              .formatted(
                  finding,
                  DeviceFindings.WITHOUT_PLAN.stream()
                      .map(DeviceFinding::name)
                      .collect(Collectors.joining(", ")));
    }

    private int no() {
      return Pager.page(page == null ? 0 : page);
    }
  }

  /** Of a finding every device has to be looked at: the page comes first, and then those found. */
  @GetMapping("/devices")
  String list(@ModelAttribute Asked asked, Model view, Actor actor) {
    frame.fill(view, actor);
    Heads heads = asked.heads();
    view.addAttribute("heads", heads);
    view.addAttribute("query", asked.query());
    view.addAttribute("states", ManagementState.values());
    view.addAttribute("sites", overview.sites());
    view.addAttribute("models", overview.models());
    DeviceFinding finding = asked.among();
    view.addAttribute("finding", finding);
    view.addAttribute("known", DeviceFindings.WITHOUT_PLAN);
    view.addAttribute("words", AuthorityWording.INSTANCE);
    if (finding == null) {
      find(asked, view);
    } else {
      Map<String, Object> address = new HashMap<>(heads.address());
      address.put("page", asked.no());
      view.addAttribute("later", Pager.link(address));
    }
    return "devices";
  }

  /** The list alone. */
  @GetMapping("/devices/found")
  String found(@ModelAttribute Asked asked, Model view, Actor actor) {
    frame.fill(view, actor);
    view.addAttribute("words", AuthorityWording.INSTANCE);
    find(asked, view);
    return "devices :: found";
  }

  private void find(Asked asked, Model view) {
    Heads heads = asked.heads();
    DeviceFinding finding = asked.among();
    DeviceFilter among = finding == null ? DeviceFilter.all() : findings.devicesWith(finding);
    Found found = search.find(asked.query(), among, heads.sort(), asked.no(), Pager.SIZE);
    Heads given = new Heads(found.sort(), heads.usual(), heads.filters());
    view.addAttribute("heads", given);
    view.addAttribute("rows", rows(found.devices()));
    view.addAttribute("found", found);
    view.addAttribute("pager", Pager.of(given.address(), asked.no(), found.total(), found.more()));
  }

  private List<Row> rows(List<Device> found) {
    var authorities = authority.ofDevices(found.stream().map(Device::id).toList());
    return found.stream().map(d -> row(d, authorities.getOrDefault(d.id(), Map.of()))).toList();
  }

  private static Row row(Device device, Map<Workload, DeviceAuthority> of) {
    return new Row(
        device,
        of.values().stream().filter(a -> a.effective() == Authority.INTUNE).count(),
        of.size(),
        of.values().stream().anyMatch(a -> a.difference() != null && a.difference().drift()));
  }

  @GetMapping("/devices/{id}")
  String one(@PathVariable long id, Model view, Actor actor) {
    Device device =
        devices.find(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    frame.fill(view, actor);
    view.addAttribute("device", device);
    view.addAttribute("mask", mask(device.configMgrMask()));
    view.addAttribute("authority", authority.ofDevice(id));
    view.addAttribute("findings", findings.of(List.of(id)).getOrDefault(id, List.of()));
    view.addAttribute("readings", readings.of(id));
    view.addAttribute("signals", signals);
    view.addAttribute("moves", moves.of(id));
    view.addAttribute("along", moves.along(id));
    view.addAttribute("leftOut", moves.leftOut(id));
    view.addAttribute("collections", devices.collectionsOf(id));
    view.addAttribute("words", AuthorityWording.INSTANCE);
    view.addAttribute("wording", DeviceWording.INSTANCE);
    remote(device, view, actor);
    return "device";
  }

  @GetMapping("/devices/{id}/remote")
  String remote(@PathVariable long id, Model view, Actor actor) {
    Device device =
        devices.find(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    frame.fill(view, actor);
    remote(device, view, actor);
    return "remote :: live";
  }

  private void remote(Device device, Model view, Actor actor) {
    RemoteDesk.Offer offer = remote.offer(device, actor);
    Page<ActionView> shown = actions.ofDevice(device.id(), 0, ACTIONS);
    view.addAttribute("device", device);
    view.addAttribute("remoteWords", RemoteCard.WORDS);
    view.addAttribute(
        "remote",
        new RemoteCard(
            RemoteCard.of(device.id(), offer.actions()),
            offer.waits(),
            shown.items(),
            shown.total() > ACTIONS));
  }

  /** {@code 0x2041, modern}; a dash without one. */
  private static String mask(Integer value) {
    if (value == null) {
      return "–";
    }
    String form =
        switch (new CapabilityMask(value).form()) {
          case MODERN -> "modern";
          case LEGACY -> "legacy";
          case INTUNE_OVERRIDE -> "Autopilot, Intune is the authority";
          case IMPOSSIBLE -> "no client writes this value";
        };
    return "%d (0x%X), %s".formatted(value, value, form);
  }
}
