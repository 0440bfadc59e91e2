package dev.handover.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A plan as it arrives: bytes that must be UTF-8, whatever the content type claims. */
final class PlanBody {

  private PlanBody() {}

  static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new BadInput("plan", "The plan is not UTF-8 text.");
    }
  }
}
