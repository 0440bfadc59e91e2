package dev.handover.api;

import dev.handover.audit.Journal;
import dev.handover.device.OnError;
import dev.handover.health.ObservationPush;
import dev.handover.health.ObservationPush.Result;
import dev.handover.rollout.Refused;
import dev.handover.security.Actor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.MediaType;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Signals", description = "What a gate may judge by")
class ObservationsController {

  /** So many signals are named in the journal. */
  private static final int NAMED = 20;

  private final ObservationPush push;
  private final Journal journal;
  private final TransactionTemplate transaction;

  ObservationsController(
      ObservationPush push, Journal journal, PlatformTransactionManager transactions) {
    this.push = push;
    this.journal = journal;
    this.transaction = new TransactionTemplate(transactions);
  }

  @Operation(
      summary = "Push readings of signals of your own",
      description =
          "One JSON object a line, at most 100,000 lines of 1,000 bytes: one of deviceId,"
              + " entraDeviceId and resourceId, and signal, value and observedAt. All lines are"
              + " taken or none; onError=skip takes the good ones, and counts the others as refused"
              + " evidence of the device and signal that they name. The newest reading of a device"
              + " and signal stands, of two of the same moment the unhealthy one, so the same lines"
              + " can be sent again.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_NDJSON_VALUE,
                      schema = @Schema(type = "string"),
                      examples =
                          @ExampleObject(
                              "{\"entraDeviceId\":\"0f8fad5b-d9cb-469f-a165-70867728950e\","
                                  + "\"signal\":\"vpn-broken\",\"value\":1,"
                                  + "\"observedAt\":\"2026-11-22T12:00:00Z\"}"))))
  @ApiResponse(responseCode = "200", description = "Taken; what became of the lines")
  @ApiResponse(responseCode = "400", description = "The body or a parameter cannot be read")
  @ApiResponse(responseCode = "408", description = "The body did not come within two minutes")
  @ApiResponse(responseCode = "409", description = "The signals were being changed meanwhile")
  @ApiResponse(responseCode = "413", description = "More than 100,000 lines, or 128 MB")
  @ApiResponse(
      responseCode = "422",
      description = "Nothing imported: `rejected` has the first 100 bad lines, `rejectedCount` all")
  @PostMapping(path = "/api/observations", consumes = MediaType.APPLICATION_NDJSON_VALUE)
  Result push(
      InputStream body,
      @RequestParam(defaultValue = "refuse") String onError,
      @RequestHeader(name = Idempotency.HEADER, required = false) String key,
      Actor actor) {
    if (key != null) {
      throw new BadInput(
          Idempotency.HEADER,
          "Readings take no Idempotency-Key; the same lines can be sent again without one.");
    }
    OnError whatThen = FleetController.onError(onError);
    try {
      return transaction.execute(
          status -> {
            Result result = push.run(body, whatThen);
            if (result.read() == 0) {
              throw new BadInput("body", "The body is empty; it must have a line per reading.");
            }
            journal.append(
                actor.id(), "observations-pushed", "observations", null, sentence(result));
            return result;
          });
    } catch (UncheckedIOException e) {
      throw new BadInput(
          "body", "The body ended before all of it had come; nothing was imported, send it again.");
    } catch (ConcurrencyFailureException | DuplicateKeyException e) {
      throw Refused.conflict(
          "The same signals were being changed or pushed meanwhile; nothing was imported, send the"
              + " lines again.");
    }
  }

  private static String sentence(Result result) {
    int more = result.signals().size() - NAMED;
    return "%d lines (%s%s): %d readings created, %d updated, %d lines unchanged, %d rejected"
        .formatted(
            result.read(),
            result.signals().entrySet().stream()
                .limit(NAMED)
                .map(signal -> signal.getKey() + " " + signal.getValue())
                .collect(Collectors.joining(", ")),
            more > 0 ? " and %d signals more".formatted(more) : "",
            result.created(),
            result.updated(),
            result.unchanged(),
            result.rejectedCount());
  }
}
