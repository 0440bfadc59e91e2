package dev.handover.estate;

import dev.handover.sql.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Up to which moment each source of the estate has been read, and which of them fail. */
@Repository
public class ReadCursors {

  private static final int SENTENCE = 400;

  private final JdbcClient jdbc;

  public ReadCursors(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The moment up to which the source has been read; {@link Instant#EPOCH} if never. */
  public Instant readTo(String source) {
    return find(source).map(Cursor::readTo).orElse(Instant.EPOCH);
  }

  /** Why the last reading failed; empty where it succeeded. */
  public Optional<String> failing(String source) {
    return find(source).map(Cursor::failing);
  }

  /** All sources that have been read or have failed, by name. */
  public List<Cursor> all() {
    return jdbc.sql("select source, read_to, failing from read_cursor order by source")
        .query(ReadCursors::cursor)
        .list();
  }

  /** All sources that failed when they were last read. */
  public List<Cursor> failing() {
    return jdbc.sql(
            "select source, read_to, failing from read_cursor where failing is not null order by source")
        .query(ReadCursors::cursor)
        .list();
  }

  /** A reading succeeded up to this moment. */
  public void succeeded(String source, Instant readTo) {
    save(source, readTo, null);
  }

  /** A reading failed; the cursor stays where it was. */
  public void failed(String source, String sentence) {
    String why = sentence == null ? "no reason given" : sentence;
    save(source, readTo(source), why.substring(0, Math.min(SENTENCE, why.length())));
  }

  private Optional<Cursor> find(String source) {
    return jdbc.sql("select source, read_to, failing from read_cursor where source = :source")
        .param("source", source)
        .query(ReadCursors::cursor)
        .optional();
  }

  private void save(String source, Instant readTo, String failing) {
    int updated =
        jdbc.sql(
                "update read_cursor set read_to = :readTo, failing = :failing where source = :source")
            .param("source", source)
            .param("readTo", Sql.time(readTo))
            .param("failing", failing)
            .update();
    if (updated == 0) {
      jdbc.sql(
              "insert into read_cursor (source, read_to, failing) values (:source, :readTo, :failing)")
          .param("source", source)
          .param("readTo", Sql.time(readTo))
          .param("failing", failing)
          .update();
    }
  }

  private static Cursor cursor(java.sql.ResultSet rs, int row) throws java.sql.SQLException {
    return new Cursor(rs.getString("source"), Sql.instant(rs, "read_to"), rs.getString("failing"));
  }

  /**
   * @param failing the sentence of the last failure, null after a success
   */
  public record Cursor(String source, Instant readTo, String failing) {}
}
