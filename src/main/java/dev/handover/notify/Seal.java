package dev.handover.notify;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import org.springframework.security.crypto.encrypt.Encryptors;
import org.springframework.security.crypto.encrypt.TextEncryptor;
import org.springframework.stereotype.Component;

/**
 * Keeps the secrets of receivers from whoever reads the database: AES-256 in GCM, under a key that
 * is set from outside and stands nowhere in it.
 */
@Component
final class Seal {

  private static final String SEALED = "sealed:";

  private static final int SHORTEST_KEY = 20;

  /** The key is no password of a person; there is no table of its like to be made. */
  private static final String SALT =
      HexFormat.of().formatHex("handover".getBytes(StandardCharsets.US_ASCII));

  private final TextEncryptor box;

  /**
   * @throws IllegalArgumentException if there is a key, and it is too short
   */
  Seal(NotifySettings settings) {
    String key = Objects.requireNonNullElse(settings.secretKey(), "");
    if (!key.isEmpty() && key.length() < SHORTEST_KEY) {
      throw new IllegalArgumentException(
          "handover.notify.secret-key has %d characters; it needs %d or more, such as the output of 'openssl rand -base64 32'."
              .formatted(key.length(), SHORTEST_KEY));
    }
    box = key.isEmpty() ? null : Encryptors.delux(key, SALT);
  }

  /** Whether there is a key to keep anything under. */
  boolean possible() {
    return box != null;
  }

  static boolean sealed(String kept) {
    return kept == null || kept.startsWith(SEALED);
  }

  /** Null for null. */
  String close(String secret) {
    return secret == null ? null : SEALED + box.encrypt(secret);
  }

  /**
   * Null for null.
   *
   * @throws NotTaken if it was sealed under another key
   */
  String open(String kept) throws NotTaken {
    if (kept == null || !sealed(kept)) {
      return kept;
    }
    try {
      return box.decrypt(kept.substring(SEALED.length()));
    } catch (RuntimeException otherKey) {
      throw NotTaken.now(
          "Its secret was kept under another handover.notify.secret-key than is set now.");
    }
  }
}
