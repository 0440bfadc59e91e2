package dev.handover.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses a body that says it is written in another charset than UTF-8: it would be read as UTF-8
 * all the same, and be another text.
 */
final class Utf8Only implements HandlerInterceptor {

  private static final Set<Charset> READ =
      Set.of(StandardCharsets.UTF_8, StandardCharsets.US_ASCII);

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
      throws HttpMediaTypeNotSupportedException {
    MediaType type;
    try {
      type = MediaType.parseMediaType(String.valueOf(request.getContentType()));
    } catch (InvalidMediaTypeException e) {
      return true; // whoever reads the body says so
    }
    if (type.getCharset() != null && !READ.contains(type.getCharset())) {
      throw new HttpMediaTypeNotSupportedException(
          type, List.of(new MediaType(type.getType(), type.getSubtype(), StandardCharsets.UTF_8)));
    }
    return true;
  }
}
