package dev.handover.api;

import dev.handover.device.Devices;
import dev.handover.estate.RemoteAction;
import dev.handover.remote.ActionView;
import dev.handover.remote.Progress;
import dev.handover.remote.RemoteDesk;
import dev.handover.remote.RemoteQueries;
import dev.handover.remote.WaveActions;
import dev.handover.remote.WaveActions.Asked;
import dev.handover.rollout.Page;
import dev.handover.rollout.WaveDeviceView;
import dev.handover.security.Actor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api")
@Tag(name = "Remote actions", description = "What Intune is asked to do to single devices")
class ActionsController {

  private final RemoteDesk desk;
  private final WaveActions waves;
  private final RemoteQueries actions;
  private final Devices devices;

  ActionsController(RemoteDesk desk, WaveActions waves, RemoteQueries actions, Devices devices) {
    this.desk = desk;
    this.waves = waves;
    this.actions = actions;
    this.devices = devices;
  }

  /**
   * @param action sync, restart, defender-scan, remote-assistance, retire, wipe or fresh-start
   * @param reason why, at most 1000 characters
   */
  record ActionBody(String action, String reason) {}

  /**
   * @param action sync, restart or defender-scan
   * @param state how far the devices have come; PENDING, not confirmed, where it is left out
   * @param reason why, at most 1000 characters
   */
  record WaveActionBody(String action, WaveDeviceView.State state, String reason) {}

  @Operation(
      summary = "Ask for a remote action on a co-managed device",
      description =
          """
          `sync`, `restart`, `defender-scan` and `remote-assistance` are sent in the next cycle \
          (201). `retire`, `wipe` and `fresh-start` destroy something: another person has to \
          approve them first, as a task, and nobody doing so in time refuses them (202). Each is \
          sent once and followed until Intune tells its end. 409 where the device is not \
          co-managed, the same is outstanding there, too many would restart at once, or it would \
          destroy something on a device of a rollout that has not ended.""",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      examples = {
                        @ExampleObject(
                            name = "sync",
                            value =
                                "{\"action\":\"sync\",\"reason\":\"It has not been heard of since its move\"}"),
                        @ExampleObject(
                            name = "wipe",
                            value = "{\"action\":\"wipe\",\"reason\":\"Stolen, see INC-4711\"}")
                      })))
  @ApiResponse(responseCode = "201", description = "To be sent")
  @ApiResponse(responseCode = "202", description = "Waits for the approval of another person")
  @PostMapping("/devices/{id}/actions")
  ResponseEntity<ActionView> ask(
      @PathVariable long id,
      @org.springframework.web.bind.annotation.RequestBody ActionBody body,
      Actor actor) {
    RemoteAction action = action(body.action());
    String key = desk.ask(id, action, Text.line("reason", body.reason()), actor);
    return ResponseEntity.status(action.destructive() ? HttpStatus.ACCEPTED : HttpStatus.CREATED)
        .location(URI.create("/api/actions/" + key))
        .body(one(key));
  }

  @Operation(summary = "The remote actions of a device, the newest first")
  @GetMapping("/devices/{id}/actions")
  Page<ActionView> ofDevice(
      @PathVariable long id,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size) {
    Paging paging = new Paging(page, size);
    if (devices.find(id).isEmpty()) {
      throw new NotFound("There is no device %d.".formatted(id));
    }
    return actions.ofDevice(id, paging.page(), paging.size());
  }

  @Operation(
      summary = "Ask for a remote action on all devices of a wave that have come equally far",
      description =
          "At most so many restarts may be outstanding at once as handover.remote.restarts-at-once"
              + " says. Answers with how many devices it is asked for, and how many are left out.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      examples =
                          @ExampleObject(
                              "{\"action\":\"sync\",\"state\":\"PENDING\","
                                  + "\"reason\":\"Not confirmed since yesterday\"}"))))
  @PostMapping("/rollouts/{id}/waves/{no}/actions")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Asked askWave(
      @PathVariable String id,
      @PathVariable int no,
      @org.springframework.web.bind.annotation.RequestBody WaveActionBody body,
      Actor actor) {
    return waves.ask(
        id,
        no,
        action(body.action()),
        body.state() == null ? WaveDeviceView.State.PENDING : body.state(),
        Text.line("reason", body.reason()),
        actor);
  }

  @Operation(summary = "Remote actions, the newest first")
  @GetMapping("/actions")
  Page<ActionView> list(
      @RequestParam(required = false) Progress state,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size) {
    Paging paging = new Paging(page, size);
    return actions.page(state, paging.page(), paging.size());
  }

  @Operation(summary = "One remote action, and what has become of it")
  @GetMapping("/actions/{key}")
  ActionView one(@PathVariable String key) {
    return actions
        .find(key)
        .orElseThrow(() -> new NotFound("There is no remote action '%s'.".formatted(key)));
  }

  private static RemoteAction action(String slug) {
    return RemoteAction.of(slug)
        .orElseThrow(
            () ->
                new BadInput(
                    "action",
                    slug == null
                        ? "An action is needed."
                        : "'%s' is no remote action; it must be one of %s"
                            .formatted(
                                slug,
                                Arrays.stream(RemoteAction.values())
                                    .map(RemoteAction::slug)
                                    .collect(Collectors.joining(", ")))));
  }
}
