package dev.handover.dashboard;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** Who asks for a page of a list after its last one is led to that. */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class LastPage {

  @ExceptionHandler
  ResponseEntity<Void> lead(Pager.Beyond beyond) {
    return ResponseEntity.status(HttpStatus.FOUND)
        .header(HttpHeaders.LOCATION, beyond.last())
        .build();
  }
}
