package dev.handover.device;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.handover.sql.TemporaryTable.Sink;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** Reads an export line by line into rows of {@link FleetMerge#ROWS}, and says which it refuses. */
final class FleetReader {

  /** A quote that is never closed must not take the rest of a large file for one value. */
  private static final int LONGEST_FIELD = 1 << 20;

  /** Agents by which Intune lists a device that is not enrolled; names and numbers of Graph's. */
  private static final Set<String> NO_ENROLMENT =
      Set.of(
          "configmgr",
          "configuration manager",
          "configurationmanagerclient",
          "8",
          "mde",
          "mssense",
          "microsoft sense",
          "1024",
          "eas",
          "1");

  private final FleetFormat format;
  private final Instant latest;
  private final RefusedLines refused;
  private long read;
  private long passedOver;
  private boolean tellsMask;

  /**
   * @param latest a time after it cannot have been reported yet
   */
  FleetReader(FleetFormat format, Instant latest, RefusedLines refused) {
    this.format = format;
    this.latest = latest;
    this.refused = refused;
  }

  /** Lines below the header, empty ones apart. */
  long read() {
    return read;
  }

  /** Lines about something else: other systems than Windows, devices without the agent. */
  long passedOver() {
    return passedOver;
  }

  /** Whether the file has a column with the capability mask. */
  boolean tellsMask() {
    return tellsMask;
  }

  /**
   * @throws InvalidFleetFile if the file as a whole cannot be read
   */
  void read(InputStream file, Sink rows) throws IOException, SQLException {
    Fields fields = new Fields();
    try {
      FleetText text = FleetText.open(file);
      fields.charset = text.charset().name();
      try (CsvReader<Fields> lines =
          CsvReader.builder()
              .fieldSeparator(text.separator())
              .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
              .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
              .allowUnclosedQuote(false)
              .maxBufferSize(LONGEST_FIELD)
              .build(fields, text.reader())) {
        for (Fields line : lines) {
          if (line.header == null) {
            line.takeHeader();
          } else {
            read++;
            row(line, line.number + text.linesBefore(), rows);
          }
        }
      }
    } catch (CharacterCodingException e) {
      throw fields.wrongEncoding();
    } catch (UncheckedIOException e) {
      throw e.getCause() instanceof CharacterCodingException ? fields.wrongEncoding() : e;
    } catch (CsvParseException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw fields.wrongEncoding();
      }
      throw new InvalidFleetFile(
          "The file cannot be read as CSV after line %d: a quote is not closed, or text follows a"
                  .formatted(fields.number)
              + " closing quote.");
    }
    if (fields.header == null) {
      throw new InvalidFleetFile("The file is empty; it must have a header and lines below it.");
    }
    if (read == 0) {
      throw new InvalidFleetFile("The file has a header and no lines below it.");
    }
  }

  private void row(Fields fields, long number, Sink rows) throws SQLException {
    Object[] row;
    try {
      if (fields.count != fields.header.fields()) {
        throw new FleetLine.Bad(
            "The line has %d fields; it must have %d, as the header."
                .formatted(fields.count, fields.header.fields()));
      }
      row =
          switch (format) {
            case CONFIGMGR_DEVICES -> client(fields.header, fields.line, number);
            case INTUNE_DEVICES, COMANAGED_WORKLOADS ->
                enrolment(fields.header, fields.line, number);
            case INTUNE_APPLICATIONS -> application(fields.line, number);
          };
    } catch (FleetLine.Bad e) {
      refused.add(number, e.getMessage());
      return;
    }
    if (row == null) {
      passedOver++;
    } else {
      rows.add(row);
    }
  }

  private static Object[] enrolment(FleetHeader header, FleetLine line, long number)
      throws FleetLine.Bad {
    String agent = line.get(FleetColumn.MANAGED_BY);
    if (anotherSystem(line)
        || agent != null && NO_ENROLMENT.contains(agent.toLowerCase(Locale.ROOT))) {
      return null;
    }
    return new Object[] {
      header.has(FleetColumn.ENTRA_ID) ? line.guid(FleetColumn.ENTRA_ID) : null,
      number,
      line.guid(FleetColumn.INTUNE_ID),
      null,
      line.required(FleetColumn.NAME, 64),
      line.text(FleetColumn.MANUFACTURER, 64),
      line.text(FleetColumn.MODEL, 64),
      line.text(FleetColumn.OS_BUILD, 32),
      null,
      line.joinType(),
      null,
      null,
      null,
      header.has(FleetColumn.MASK) ? line.atIntuneByPossibleMask() : line.atIntuneByColumns(),
      line.time(),
      line.text(FleetColumn.SERIAL_NUMBER, 128),
      header.has(FleetColumn.USER)
          ? Objects.requireNonNullElse(line.text(FleetColumn.USER, 256), "")
          : null
    };
  }

  private static boolean anotherSystem(FleetLine line) {
    String system = line.get(FleetColumn.SYSTEM);
    return system != null && !system.toLowerCase(Locale.ROOT).startsWith("windows");
  }

  private static Object[] application(FleetLine line, long number) throws FleetLine.Bad {
    return anotherSystem(line)
        ? null
        : new Object[] {
          number,
          line.guid(FleetColumn.INTUNE_ID),
          line.required(FleetColumn.APPLICATION, 256),
          null,
          null
        };
  }

  private static Object[] client(FleetHeader header, FleetLine line, long number)
      throws FleetLine.Bad {
    if (Boolean.FALSE.equals(line.yes(FleetColumn.CLIENT))) {
      return null;
    }
    Integer mask = line.mask();
    Boolean policy = line.yes(FleetColumn.POLICY);
    if (policy == null && (header.has(FleetColumn.POLICY) || mask != null)) {
      // policy is what makes a client write a mask
      policy = mask != null;
    }
    Boolean hybrid = line.yes(FleetColumn.HYBRID_JOINED);
    Boolean joined = line.yes(FleetColumn.ENTRA_JOINED);
    return new Object[] {
      line.guid(FleetColumn.ENTRA_ID),
      number,
      null,
      line.resourceId(),
      line.required(FleetColumn.NAME, 64),
      line.text(FleetColumn.MANUFACTURER, 64),
      line.text(FleetColumn.MODEL, 64),
      line.text(FleetColumn.OS_BUILD, 32),
      line.text(FleetColumn.SITE, 16),
      Boolean.TRUE.equals(hybrid)
          ? "HYBRID_JOINED"
          : Boolean.TRUE.equals(joined) ? "ENTRA_JOINED" : null,
      null,
      policy,
      mask,
      line.atIntuneByMask(),
      line.time(),
      null,
      null
    };
  }

  /** The fields of the line at hand; of those below the header, only what is of use. */
  private final class Fields extends AbstractBaseCsvCallbackHandler<Fields> {

    private final List<String> first = new ArrayList<>();
    private String charset = "UTF-8";
    private FleetHeader header;
    private FleetLine line;
    private long number;
    private int count;

    void takeHeader() {
      header = new FleetHeader(format, first);
      line = new FleetLine(header, latest);
      tellsMask = header.has(FleetColumn.MASK);
    }

    InvalidFleetFile wrongEncoding() {
      // Read in large pieces, so the place is known to begin after the last line that was taken.
      return new InvalidFleetFile(
          "The file is not %s%s; save it as UTF-8, or as UTF-16 with a byte order mark."
              .formatted(charset, number == 0 ? "" : " after line " + number));
    }

    @Override
    protected void handleBegin(long startingLineNumber) {
      number = startingLineNumber;
      if (line != null) {
        line.clear();
      }
    }

    @Override
    protected void handleField(int field, char[] buffer, int offset, int length, boolean quoted) {
      if (header == null) {
        first.add(new String(buffer, offset, length));
        return;
      }
      FleetColumn column = header.column(field);
      if (column != null) {
        line.set(column, new String(buffer, offset, length).strip());
      }
    }

    @Override
    protected Fields buildRecord() {
      count = getFieldCount();
      return this;
    }
  }
}
