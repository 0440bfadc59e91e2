package dev.handover.dashboard;

import dev.handover.security.Actor;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Where a page hears that what it shows has changed. */
@RestController
class EventsController {

  private static final Pattern TOPIC = Pattern.compile(Changes.FLEET + "|R-[A-Z0-9]{1,14}");

  private final LiveStreams streams;

  EventsController(LiveStreams streams) {
    this.streams = streams;
  }

  @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  ResponseEntity<SseEmitter> events(
      @RequestParam(defaultValue = Changes.FLEET) String of,
      HttpServletRequest request,
      Actor actor) {
    if (!TOPIC.matcher(of).matches()) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
    }
    return streams
        .open(actor.id(), of, request.getSession())
        .map(
            stream ->
                ResponseEntity.ok()
                    .cacheControl(CacheControl.noStore())
                    // Proxies that gather answers would keep the news to themselves.
                    .header("X-Accel-Buffering", "no")
                    .body(stream))
        .orElseGet(() -> ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).build());
  }
}
