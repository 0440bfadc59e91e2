package dev.handover.dashboard;

import dev.handover.security.CurrentActor;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.WebAttributes;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * What nobody else has answered, such as a request that the container refuses: a page for whoever
 * reads pages, a problem for the rest. Says no more than the status, and what a page or the rules
 * of who may do what have said in a sentence: details are in the log.
 */
@Controller
class ErrorPages implements ErrorController {

  private final CurrentActor actor;
  private final Frame frame;

  ErrorPages(CurrentActor actor, Frame frame) {
    this.actor = actor;
    this.frame = frame;
  }

  /**
   * In the frame of all pages for whoever is signed in, by the session alone: all else may fail.
   */
  @RequestMapping(path = "/error", produces = MediaType.TEXT_HTML_VALUE)
  String page(HttpServletRequest request, HttpServletResponse response, Model model) {
    HttpStatus status = status(request);
    response.setStatus(status.value());
    model.addAttribute("status", status.value());
    // A form's token ends with its session.
    model.addAttribute(
        "stale", request.getAttribute(WebAttributes.ACCESS_DENIED_403) instanceof CsrfException);
    model.addAttribute("why", why(request, status));
    actor.find().ifPresent(signedIn -> frame.fill(model, signedIn));
    return "error";
  }

  /** A sentence of ours; null where there is none. */
  private static String why(HttpServletRequest request, HttpStatus status) {
    if (status == HttpStatus.FORBIDDEN) {
      return (String) request.getAttribute(RequestDispatcher.ERROR_MESSAGE);
    }
    return request.getAttribute(DispatcherServlet.EXCEPTION_ATTRIBUTE)
            instanceof ResponseStatusException ours
        ? ours.getReason()
        : null;
  }

  @RequestMapping("/error")
  ResponseEntity<ProblemDetail> problem(HttpServletRequest request) {
    HttpStatus status = status(request);
    ProblemDetail problem = ProblemDetail.forStatus(status);
    problem.setTitle(status.getReasonPhrase());
    problem.setDetail(
        status.is5xxServerError()
            ? "Something went wrong here; the log knows more."
            : "The request was refused.");
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem);
  }

  private static HttpStatus status(HttpServletRequest request) {
    Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    HttpStatus known = code instanceof Integer number ? HttpStatus.resolve(number) : null;
    return known == null ? HttpStatus.INTERNAL_SERVER_ERROR : known;
  }
}
