package dev.handover.remote;

import dev.handover.calendar.Moment;
import dev.handover.device.Device;
import dev.handover.estate.RemoteAction;
import dev.handover.rollout.TaskBrief.Fact;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says what is asked about a remote action, in a few sentences. */
final class RemoteBriefs {

  private RemoteBriefs() {}

  /** In our own words alone above the facts: a form would read those of others as Markdown. */
  static RemoteBrief of(ActionRow row, Device device, List<RemoteRules.Stay> stays) {
    String summary =
        "%s asks for this. %s It cannot be undone from here. Another person than %s has to approve it; if nobody has by %s, it is refused."
            .formatted(
                row.requestedBy(),
                does(row.action()),
                row.requestedBy(),
                Moment.words(row.expiresAt()));
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Why", row.reason()));
    facts.add(new Fact("Device", row.deviceName()));
    facts.add(
        new Fact(
            "What it is",
            Stream.of(device.manufacturer(), device.model(), device.osBuild(), device.site())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "))));
    facts.add(
        new Fact(
            "Managed by",
            RemoteRules.coManaged(device)
                ? "both systems; Intune knows it as " + device.intuneId()
                : "one system at most: cannot be approved"));
    facts.add(
        new Fact(
            "Last heard of",
            "by Configuration Manager %s, by Intune %s"
                .formatted(heard(device.configMgrSeenAt()), heard(device.intuneSeenAt()))));
    facts.add(
        new Fact(
            "Rollouts under way",
            stays.isEmpty()
                ? "none has a place for it"
                : stays.stream()
                    .map(RemoteRules.Stay::rolloutId)
                    .collect(Collectors.joining(", ", "", ": cannot be approved"))));
    return new RemoteBrief(
        "%s %s".formatted(row.action().title(), row.deviceName()),
        summary,
        "/devices/" + row.deviceId(),
        facts,
        hash(row, device, stays),
        row.expiresAt());
  }

  private static String heard(Instant at) {
    return at == null ? "never" : Moment.words(at);
  }

  /** What an action does to a device, in a sentence. */
  static String does(RemoteAction action) {
    return switch (action) {
      case SYNC -> "The device checks in with Intune as soon as it is reached.";
      case RESTART ->
          "The device restarts as soon as it is reached; whoever works on it may lose what is not saved.";
      case DEFENDER_SCAN -> "Microsoft Defender scans where malware usually hides.";
      case REMOTE_ASSISTANCE ->
          "Whoever works on the device is offered a session with your helpdesk's tool.";
      case RETIRE ->
          "The device leaves Intune, and the organisation's data and settings leave the device; it is no longer co-managed.";
      case WIPE ->
          "Windows is reset and everything on the device is lost; it leaves Intune and is no longer co-managed.";
      case FRESH_START ->
          "Windows is installed afresh: applications are lost, the Configuration Manager client among them; users' files stay.";
    };
  }

  /** Of what was shown: whoever approves has seen this device in this state and nothing else. */
  private static String hash(ActionRow row, Device device, List<RemoteRules.Stay> stays) {
    String seen =
        String.join(
            "\n",
            row.key(),
            row.action().name(),
            row.requestedBy(),
            row.reason(),
            String.valueOf(row.deviceId()),
            row.intuneId(),
            String.valueOf(device.intuneId()),
            device.managementState().name(),
            stays.stream().map(RemoteRules.Stay::rolloutId).collect(Collectors.joining(" ")));
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(seen.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
