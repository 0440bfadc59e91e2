package dev.handover.dashboard;

import dev.handover.health.SignalRegistry;
import dev.handover.remote.RemoteDesk;
import dev.handover.rollout.Page;
import dev.handover.rollout.RolloutQueries;
import dev.handover.rollout.RolloutWithWaves;
import dev.handover.rollout.WaveDeviceView;
import dev.handover.rollout.WaveDevices;
import dev.handover.rollout.WaveView;
import dev.handover.security.Actor;
import dev.handover.sql.OneMoment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** The devices of one wave, each with how far it has come and what is known of its health. */
@Controller
class WaveDevicesPage {

  private final RolloutQueries rollouts;
  private final WaveDevices devices;
  private final SignalRegistry signals;
  private final Frame frame;

  WaveDevicesPage(
      RolloutQueries rollouts, WaveDevices devices, SignalRegistry signals, Frame frame) {
    this.rollouts = rollouts;
    this.devices = devices;
    this.signals = signals;
    this.frame = frame;
  }

  @OneMoment
  @GetMapping("/rollouts/{id}/waves/{no}")
  String devices(
      @PathVariable String id,
      @PathVariable int no,
      @RequestParam(required = false) WaveDeviceView.State state,
      @RequestParam(required = false) String sort,
      @RequestParam(defaultValue = "0") int page,
      Model model,
      Actor actor) {
    RolloutWithWaves found = rollouts.withWaves(id).orElseThrow(WaveDevicesPage::unknown);
    WaveView wave =
        found.waves().stream()
            .filter(w -> w.no() == no)
            .findFirst()
            .orElseThrow(WaveDevicesPage::unknown);
    frame.fill(model, actor);
    Map<String, Object> filters = new HashMap<>();
    filters.put("state", state);
    Heads heads = Heads.of(WaveDevices.SORTING, sort, filters);
    Page<WaveDeviceView> shown =
        devices.page(id, no, state, heads.sort(), Pager.page(page), Pager.SIZE);
    model.addAttribute("heads", heads);
    model.addAttribute("rollout", found.rollout());
    model.addAttribute("cell", RolloutCard.cell(wave, found.rollout()));
    model.addAttribute("devices", shown.items());
    model.addAttribute(
        "headings",
        shown.items().stream()
            .flatMap(d -> d.health().stream())
            .map(WaveDeviceView.Reading::metric)
            .distinct()
            .collect(Collectors.toMap(metric -> metric, signals::heading)));
    model.addAttribute("state", state);
    model.addAttribute("states", WaveDeviceView.State.values());
    model.addAttribute("pager", Pager.of(heads.address(), shown.page(), shown.total(), false));
    WaveDeviceView.State of = state == null ? WaveDeviceView.State.PENDING : state;
    model.addAttribute("asked", of);
    model.addAttribute(
        "remote",
        RemoteDesk.may(actor)
                && (state == null ? wave.ordered() > wave.confirmed() : shown.total() > 0)
            ? RemoteCard.ofWave(id, no, of)
            : List.of());
    model.addAttribute("words", AuthorityWording.INSTANCE);
    model.addAttribute("wording", DeviceWording.INSTANCE);
    return "wave";
  }

  private static ResponseStatusException unknown() {
    return new ResponseStatusException(HttpStatus.NOT_FOUND);
  }
}
