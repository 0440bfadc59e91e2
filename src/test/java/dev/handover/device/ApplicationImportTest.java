package dev.handover.device;

import static dev.handover.device.FleetFormat.INTUNE_APPLICATIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handover.TestClock;
import dev.handover.TestDatabase;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Installed applications from the report of discovered apps, on both databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ApplicationImportTest {

  private static final String HEADER =
      "ApplicationKey,ApplicationName,ApplicationPublisher,ApplicationVersion,DeviceId,DeviceName,"
          + "Platform,UserName\n";

  private final DataSource dataSource = dataSource();
  private final JdbcClient jdbc = JdbcClient.create(dataSource);
  private final FleetImport fleet = new FleetImport(new JdbcTemplate(dataSource), new TestClock());

  abstract DataSource dataSource();

  static class OnH2Test extends ApplicationImportTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.h2();
    }
  }

  static class OnPostgresTest extends ApplicationImportTest {
    @Override
    DataSource dataSource() {
      return TestDatabase.postgres();
    }
  }

  @BeforeEach
  void threeDevices() {
    TestDatabase.empty(dataSource, "device_application", "application", "device");
    for (int n = 1; n <= 3; n++) {
      jdbc.sql(
              """
              insert into device (id, entra_device_id, intune_id, name, join_state,
                management_state)
              values (:n, :entra, :intune, :name, 'ENTRA_JOINED', 'CO_MANAGED')""")
          .param("n", n)
          .param("entra", "e" + n)
          .param("intune", intune(n))
          .param("name", "PC" + n)
          .update();
    }
  }

  private static String intune(int n) {
    return "00000000-0000-0000-0000-%012d".formatted(n);
  }

  private static String line(String application, String version, int device) {
    return "k,%s,Publisher,%s,%s,PC,Windows,Ann\n".formatted(application, version, intune(device));
  }

  private FleetImport.Result run(String lines, OnError onError) {
    return TestDatabase.transactions(dataSource)
        .execute(
            t ->
                fleet.run(
                    INTUNE_APPLICATIONS,
                    new ByteArrayInputStream((HEADER + lines).getBytes(StandardCharsets.UTF_8)),
                    onError));
  }

  private List<String> installed() {
    return jdbc.sql(
            """
            select concat(a.name, ' on ', i.device_id) from device_application i
            join application a on a.id = i.application_id order by 1""")
        .query(String.class)
        .list();
  }

  @Test
  void an_application_counts_once_on_a_device_whatever_its_versions_and_users() {
    FleetImport.Result result =
        run(
            line("7-Zip", "23.01", 1)
                + line("7-Zip", "24.08", 1)
                + line("\"Ledger, old\"", "1", 1)
                + line("7-Zip", "24.08", 2)
                + "k,Notes,Apple,1,%s,Phone,iOS,Ann\n".formatted(intune(9)),
            OnError.REFUSE);
    assertThat(result).isEqualTo(new FleetImport.Result(5, 3, 0, 0, 1, 1, List.of(), 0));
    assertThat(installed()).containsExactly("7-Zip on 1", "7-Zip on 2", "Ledger, old on 1");
  }

  @Test
  void a_later_file_tells_all_of_the_devices_that_it_names_and_nothing_of_others() {
    run(line("7-Zip", "1", 1) + line("Ledger", "1", 1) + line("7-Zip", "1", 2), OnError.REFUSE);
    FleetImport.Result again = run(line("7-Zip", "2", 1) + line("CAD", "1", 1), OnError.REFUSE);
    assertThat(again).isEqualTo(new FleetImport.Result(2, 1, 0, 0, 1, 0, List.of(), 0));
    assertThat(installed()).containsExactly("7-Zip on 1", "7-Zip on 2", "CAD on 1");
  }

  @Test
  void all_or_nothing_and_each_bad_line_with_its_number_and_a_sentence() {
    String lines =
        line("7-Zip", "1", 1)
            + line("7-Zip", "1", 8)
            + line("", "1", 2)
            + "k,CAD,P,1,PC2,PC,Windows,Ann\n";
    assertThatThrownBy(() -> run(lines, OnError.REFUSE)).isInstanceOf(RefusedBatch.class);
    assertThat(installed()).isEmpty();
    FleetImport.Result result = run(lines, OnError.SKIP);
    assertThat(installed()).containsExactly("7-Zip on 1");
    assertThat(result.rejectedCount()).isEqualTo(3);
    assertThat(result.rejected())
        .extracting(RefusedLine::line)
        .containsExactlyInAnyOrder(3L, 4L, 5L);
    assertThat(result.rejected())
        .contains(
            new RefusedLine(
                3,
                "The fleet has no device with the Intune device ID %s; import the devices first."
                    .formatted(intune(8))))
        .anySatisfy(bad -> assertThat(bad.message()).contains("ApplicationName"));
  }

  @Test
  void a_file_without_the_column_of_applications_is_refused() {
    assertThatThrownBy(
            () ->
                TestDatabase.transactions(dataSource)
                    .execute(
                        t ->
                            fleet.run(
                                INTUNE_APPLICATIONS,
                                new ByteArrayInputStream("DeviceId\n1\n".getBytes()),
                                OnError.REFUSE)))
        .isInstanceOf(InvalidFleetFile.class)
        .hasMessageContaining("'Application name'");
  }
}
