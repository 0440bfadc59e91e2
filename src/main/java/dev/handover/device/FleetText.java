package dev.handover.device;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The characters of an export: UTF-8, or UTF-16 where it says so by a byte order mark, and the
 * separator that its header uses.
 *
 * @param reader stands at the header; fails on bytes that are no text in this encoding
 * @param linesBefore lines above the header
 */
record FleetText(Reader reader, Charset charset, char separator, int linesBefore) {

  private static final int HEADER = 65_536;

  static FleetText open(InputStream file) throws IOException {
    PushbackInputStream in = new PushbackInputStream(file, 3);
    byte[] start = in.readNBytes(3);
    Charset charset = StandardCharsets.UTF_8;
    int mark = 0;
    if (at(start, 0, 0xEF) && at(start, 1, 0xBB) && at(start, 2, 0xBF)) {
      mark = 3;
    } else if (at(start, 0, 0xFF) && at(start, 1, 0xFE)) {
      charset = StandardCharsets.UTF_16LE;
      mark = 2;
    } else if (at(start, 0, 0xFE) && at(start, 1, 0xFF)) {
      charset = StandardCharsets.UTF_16BE;
      mark = 2;
    } else if (at(start, 0, 0) || at(start, 1, 0)) {
      throw new InvalidFleetFile(
          "The file looks like UTF-16 without a byte order mark; save it as UTF-8, or with the"
              + " mark.");
    }
    in.unread(start, mark, start.length - mark);
    BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                in,
                charset
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)),
            HEADER);
    String header = peek(reader);
    int before = 0;
    if (header.startsWith("#TYPE ")) {
      // PowerShell's Export-Csv names the type first
      reader.readLine();
      header = peek(reader);
      before = 1;
    }
    return new FleetText(reader, charset, separator(header), before);
  }

  private static boolean at(byte[] bytes, int index, int value) {
    return index < bytes.length && bytes[index] == (byte) value;
  }

  /** The line ahead, up to a bound that no header reaches. */
  private static String peek(BufferedReader reader) throws IOException {
    reader.mark(HEADER);
    StringBuilder line = new StringBuilder();
    for (int c = reader.read(); c >= 0 && c != '\n' && c != '\r'; c = reader.read()) {
      if (line.length() == HEADER - 1) {
        break;
      }
      line.append((char) c);
    }
    reader.reset();
    return line.toString();
  }

  /** What stands most often outside quotes: lists in other regions' settings have semicolons. */
  private static char separator(String header) {
    int commas = 0;
    int semicolons = 0;
    int tabs = 0;
    boolean quoted = false;
    for (int i = 0; i < header.length(); i++) {
      char c = header.charAt(i);
      quoted ^= c == '"';
      commas += !quoted && c == ',' ? 1 : 0;
      semicolons += !quoted && c == ';' ? 1 : 0;
      tabs += !quoted && c == '\t' ? 1 : 0;
    }
    if (tabs > commas && tabs > semicolons) {
      return '\t';
    }
    return semicolons > commas ? ';' : ',';
  }
}
