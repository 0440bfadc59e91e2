package dev.handover.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text that people typed, before it is kept. */
final class Text {

  private static final int LONGEST = 1000;

  private Text() {}

  /** A body as it arrives; nothing in it is replaced to make text of it. */
  static String utf8(String path, byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new BadInput(path, "The %s is not UTF-8 text.".formatted(path));
    }
  }

  /**
   * A reason: something, at most 1000 characters, without control characters (PostgreSQL keeps no
   * null character, and none belongs in a journal).
   */
  static String line(String path, String text) {
    if (text == null || text.isBlank()) {
      throw new BadInput(path, "A reason is needed.");
    }
    return optional(path, text.strip(), LONGEST);
  }

  /** The same for text that may be missing. */
  static String optional(String path, String text, int longest) {
    if (text == null) {
      return null;
    }
    if (text.length() > longest) {
      throw new BadInput(
          path, "This has %d characters; it may have %d.".formatted(text.length(), longest));
    }
    if (text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t')) {
      throw new BadInput(path, "Control characters are not allowed here.");
    }
    return text;
  }
}
