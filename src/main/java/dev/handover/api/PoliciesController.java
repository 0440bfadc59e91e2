package dev.handover.api;

import dev.handover.rollout.ReadinessDesk;
import dev.handover.rollout.ReadinessTables;
import dev.handover.rollout.ReadinessTables.Row;
import dev.handover.rollout.ReadinessTables.Version;
import dev.handover.security.Actor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/policies/readiness")
@Tag(name = "Policies", description = "What administrators tune")
class PoliciesController {

  private final ReadinessTables tables;
  private final ReadinessDesk desk;

  PoliciesController(ReadinessTables tables, ReadinessDesk desk) {
    this.tables = tables;
    this.desk = desk;
  }

  /**
   * @param by ADMINISTRATOR, or HANDOVER for a table that came with it
   * @param hash SHA-256 of the file
   */
  record VersionBody(int version, boolean inForce, String by, Instant deployedAt, String hash) {}

  /**
   * @param rows the rules; the first that fits counts
   * @param xml the same as a DMN file
   */
  record TableBody(
      int version,
      boolean inForce,
      String by,
      Instant deployedAt,
      String hash,
      List<Row> rows,
      String xml) {}

  /**
   * @param replaces the version in force, as the caller knows it
   */
  @Schema(example = "{\"replaces\": 3, \"reason\": \"Version 3 asked for too many approvals\"}")
  record Restore(int replaces, String reason) {}

  @Operation(summary = "The table that says how much findings weigh, as it is in force")
  @GetMapping
  TableBody inForce() {
    return table(ReadinessTables.inForce(tables.versions()).version());
  }

  @Operation(
      summary = "Put another table in force",
      description =
          "A DMN file with the decision readinessPolicy, its inputs and outputs as they are. It is"
              + " checked in full first and refused as a whole. It counts from the next look on, for"
              + " running rollouts too. 409 where `replaces` is no longer the version in force.")
  @PutMapping(consumes = {"application/xml", "text/xml"})
  VersionBody put(
      @RequestBody byte[] table,
      @RequestParam int replaces,
      @RequestParam String reason,
      Actor actor) {
    return body(
        desk.put(Text.utf8("table", table), replaces, Text.line("reason", reason), actor),
        tables.versions());
  }

  @Operation(summary = "All versions of the table, the newest first")
  @GetMapping("/versions")
  List<VersionBody> versions() {
    List<Version> versions = tables.versions();
    return versions.stream().map(version -> body(version, versions)).toList();
  }

  @Operation(summary = "One version of the table")
  @GetMapping("/versions/{version}")
  TableBody table(@PathVariable int version) {
    ReadinessTables.Table table = tables.table(version);
    VersionBody body = body(table.version(), tables.versions());
    return new TableBody(
        body.version(),
        body.inForce(),
        body.by(),
        body.deployedAt(),
        body.hash(),
        table.rows(),
        table.xml());
  }

  @Operation(
      summary = "Go back to an earlier version",
      description = "What it says is checked as any table, and put in force as a new version.")
  @PostMapping("/versions/{version}/restore")
  VersionBody restore(@PathVariable int version, @RequestBody Restore input, Actor actor) {
    return body(
        desk.goBack(version, input.replaces(), Text.line("reason", input.reason()), actor),
        tables.versions());
  }

  private static VersionBody body(Version version, List<Version> all) {
    return new VersionBody(
        version.version(),
        version.equals(ReadinessTables.inForce(all)),
        version.byAdministrator() ? "ADMINISTRATOR" : "HANDOVER",
        version.deployedAt(),
        version.hash());
  }
}
