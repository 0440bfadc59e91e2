package dev.handover.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Texts that ship with Handover, for whoever writes their own. */
public final class Examples {

  private Examples() {}

  /** A plan, as YAML. */
  public static String plan() {
    return read("/tour/waits-for-approval.yaml");
  }

  /** A programme, as YAML. */
  public static String programme() {
    return read("/examples/programme.yaml");
  }

  private static String read(String resource) {
    try (InputStream text = Examples.class.getResourceAsStream(resource)) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
