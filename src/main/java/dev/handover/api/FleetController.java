package dev.handover.api;

import dev.handover.audit.Journal;
import dev.handover.device.FleetFormat;
import dev.handover.device.FleetImport;
import dev.handover.device.FleetImport.Result;
import dev.handover.device.InvalidFleetFile;
import dev.handover.device.OnError;
import dev.handover.rollout.Refused;
import dev.handover.security.Actor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.MediaType;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

@RestController
@RequestMapping("/api/fleet")
@Tag(name = "Devices", description = "The fleet as both systems last reported it")
class FleetController {

  private final FleetImport fleet;
  private final Journal journal;
  private final TransactionTemplate transaction;

  FleetController(FleetImport fleet, Journal journal, PlatformTransactionManager transactions) {
    this.fleet = fleet;
    this.journal = journal;
    this.transaction = new TransactionTemplate(transactions);
  }

  @Operation(
      summary = "Import the fleet from an export",
      description =
          "A CSV file in UTF-8, or UTF-16 with a byte order mark: the devices of Intune"
              + " (intune-devices), the report ComanagedDeviceWorkloads (comanaged-workloads), "
              + " the devices of Configuration Manager (configmgr-devices), or the report"
              + " AppInvRawData of discovered apps (intune-applications), which tells all that is"
              + " installed on the devices that it names. All lines are taken or"
              + " none; onError=skip takes the good ones. A line older than what is known changes"
              + " nothing, so the same file can be sent again.")
  @ApiResponse(responseCode = "200", description = "Imported; what became of the lines")
  @ApiResponse(responseCode = "400", description = "The file or a parameter cannot be read")
  @ApiResponse(responseCode = "409", description = "The devices were being changed meanwhile")
  @ApiResponse(
      responseCode = "422",
      description = "Nothing imported: `rejected` has the first 100 bad lines, `rejectedCount` all")
  @PostMapping(path = "/import", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
  Result load(
      @RequestParam String format,
      @RequestParam(defaultValue = "refuse") String onError,
      @RequestPart("file") MultipartFile file,
      @RequestHeader(name = Idempotency.HEADER, required = false) String key,
      Actor actor) {
    if (key != null) {
      throw new BadInput(
          Idempotency.HEADER,
          "An import takes no Idempotency-Key; the same file can be sent again without one.");
    }
    FleetFormat known = format(format);
    OnError whatThen = onError(onError);
    try {
      return transaction.execute(
          status -> {
            Result result = load(known, file, whatThen);
            journal.append(
                actor.id(), "fleet-imported", "fleet", null, sentence(known, file, result));
            return result;
          });
    } catch (InvalidFleetFile e) {
      throw new BadInput("file", e.getMessage());
    } catch (ConcurrencyFailureException | DuplicateKeyException e) {
      throw Refused.conflict(
          "The same devices were being read from the estate meanwhile; nothing was imported, send"
              + " the file again.");
    }
  }

  private Result load(FleetFormat format, MultipartFile file, OnError onError) {
    try (InputStream in = file.getInputStream()) {
      return fleet.run(format, in, onError);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FleetFormat format(String format) {
    try {
      return FleetFormat.of(format);
    } catch (IllegalArgumentException e) {
      throw new BadInput("format", e.getMessage() + ".");
    }
  }

  static OnError onError(String onError) {
    return switch (onError) {
      case "refuse" -> OnError.REFUSE;
      case "skip" -> OnError.SKIP;
      default ->
          throw new BadInput(
              "onError", "'%s' is not known; it must be refuse or skip.".formatted(onError));
    };
  }

  private static String sentence(FleetFormat format, MultipartFile file, Result result) {
    return ("%s, file '%s': %d lines, %d devices created, %d updated, %d lines older than what is"
            + " known, %d unchanged, %d passed over, %d rejected")
        .formatted(
            format.slug(),
            file.getOriginalFilename(),
            result.read(),
            result.created(),
            result.updated(),
            result.older(),
            result.unchanged(),
            result.passedOver(),
            result.rejectedCount());
  }
}
