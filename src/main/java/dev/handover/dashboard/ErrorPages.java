package dev.handover.dashboard;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.WebAttributes;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.ModelAndView;

/**
 * What nobody else has answered, such as a request that the container refuses: a page for whoever
 * reads pages, a problem for the rest. Says no more than the status, and what a page or the rules
 * of who may do what have said in a sentence: details are in the log.
 */
@Controller
class ErrorPages implements ErrorController {

  @RequestMapping(path = "/error", produces = MediaType.TEXT_HTML_VALUE)
  ModelAndView page(HttpServletRequest request) {
    HttpStatus status = status(request);
    ModelAndView page = new ModelAndView("error", Map.of("status", status.value()), status);
    // A form's token ends with its session.
    page.addObject(
        "stale", request.getAttribute(WebAttributes.ACCESS_DENIED_403) instanceof CsrfException);
    page.addObject("why", why(request, status));
    return page;
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
