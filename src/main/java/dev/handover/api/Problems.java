package dev.handover.api;

import java.net.URI;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;

/** Every error has this shape (RFC 9457), with {@code errors} where the input is to blame. */
final class Problems {

  private Problems() {}

  /** One thing that is wrong with a request. */
  record Place(String path, String message) {}

  static ProblemDetail of(HttpStatusCode status, String detail) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    HttpStatus known = HttpStatus.resolve(status.value());
    problem.setTitle(known == null ? "Error" : known.getReasonPhrase());
    return problem;
  }

  /**
   * @param kind stable, kebab-case; makes the problem's type
   */
  static ProblemDetail of(HttpStatus status, String kind, String title, String detail) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setType(URI.create("urn:handover:problem:" + kind));
    problem.setTitle(title);
    return problem;
  }

  static ProblemDetail badInput(String detail, List<Place> places) {
    ProblemDetail problem =
        of(HttpStatus.BAD_REQUEST, "invalid-input", "The request cannot be read", detail);
    problem.setProperty("errors", places);
    return problem;
  }
}
