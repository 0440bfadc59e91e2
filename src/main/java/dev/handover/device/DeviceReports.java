package dev.handover.device;

import dev.handover.sql.Sql;
import dev.handover.sql.TemporaryTable;
import dev.handover.workload.CapabilityMask;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcOperations;

/** Takes over what has been read from either system: of each device and of each id, the newest. */
final class DeviceReports {

  private final JdbcOperations jdbc;

  DeviceReports(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  int saveConfigMgr(List<ConfigMgrRow> rows) {
    Collection<ConfigMgrRow> newest =
        newest(
            rows, ConfigMgrRow::reportedAt, ConfigMgrRow::entraDeviceId, ConfigMgrRow::resourceId);
    return merge(
        newest,
        (row, sink) ->
            sink.add(
                row.entraDeviceId(),
                null,
                null,
                row.resourceId(),
                row.name(),
                row.manufacturer(),
                row.model(),
                row.osBuild(),
                row.site(),
                row.joinState(),
                row.thirdPartyMdm(),
                row.policyPresent(),
                row.mask(),
                row.atIntune(),
                Sql.time(row.reportedAt()),
                null,
                null),
        new ClientMerge(jdbc, new RefusedLines(), true));
  }

  int saveIntune(List<IntuneRow> rows) {
    Collection<IntuneRow> newest =
        newest(rows, IntuneRow::lastSyncAt, IntuneRow::entraDeviceId, IntuneRow::intuneId);
    return merge(
        newest,
        (row, sink) ->
            sink.add(
                row.entraDeviceId(),
                null,
                row.intuneId(),
                null,
                row.name(),
                row.manufacturer(),
                row.model(),
                row.osBuild(),
                null,
                row.joinState(),
                null,
                null,
                null,
                CapabilityMask.bits(row.atIntune()),
                Sql.time(row.lastSyncAt()),
                row.serialNumber(),
                Objects.requireNonNullElse(row.userPrincipalName(), "")),
        new EnrolmentMerge(jdbc, new RefusedLines()));
  }

  int saveApplications(Stream<Devices.Installed> rows) {
    ApplicationMerge.INSTALLED.fill(
        jdbc,
        sink -> {
          long line = 0;
          for (Iterator<Devices.Installed> each = rows.iterator(); each.hasNext(); ) {
            Devices.Installed row = each.next();
            sink.add(++line, row.intuneId(), row.application(), null, null);
          }
        });
    ApplicationMerge merge = new ApplicationMerge(jdbc, new RefusedLines());
    merge.leaveOutUnknown();
    return Math.toIntExact(merge.merge().created());
  }

  /** Of each device the newest, and of those of each id again. */
  private static <R> Collection<R> newest(
      Collection<R> rows,
      Function<R, Instant> time,
      Function<R, String> device,
      Function<R, Object> id) {
    return newest(newest(rows, time, device), time, id);
  }

  private static <R> Collection<R> newest(
      Collection<R> rows, Function<R, Instant> time, Function<R, ?> key) {
    return rows.stream()
        .collect(Collectors.toMap(key, r -> r, BinaryOperator.maxBy(Comparator.comparing(time))))
        .values();
  }

  @FunctionalInterface
  private interface Writer<R> {
    void write(R row, TemporaryTable.Sink sink) throws SQLException;
  }

  private <R> int merge(Collection<R> rows, Writer<R> writer, FleetMerge merge) {
    if (rows.isEmpty()) {
      return 0;
    }
    FleetMerge.ROWS.fill(
        jdbc,
        sink -> {
          for (R row : rows) {
            writer.write(row, sink);
          }
        });
    FleetMerge.Outcome outcome = merge.merge();
    return Math.toIntExact(outcome.created() + outcome.updated());
  }
}
