package dev.handover.device;

import dev.handover.sql.Sorting;
import dev.handover.sql.Sorting.Sort;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The fleet as last read back from both systems: devices, collections and who is in them. */
@Repository
public class Devices {

  /** The orders of {@link #page}. */
  public static final Sorting SORTING = Sorting.usually("name").by("name", "d.name ^, d.id ^");

  private final JdbcClient jdbc;
  private final DeviceReports reports;
  private final Membership membership;

  public Devices(JdbcClient jdbc, NamedParameterJdbcTemplate batches) {
    this.jdbc = jdbc;
    this.reports = new DeviceReports(batches.getJdbcOperations());
    this.membership = new Membership(jdbc, batches);
  }

  public Optional<Device> find(long id) {
    return jdbc.sql("select * from device where id = :id")
        .param("id", id)
        .query(Device::map)
        .optional();
  }

  /**
   * @param page from 0
   * @param sort one of {@link #SORTING}
   * @param size devices per page, at least 1
   */
  public List<Device> page(DeviceFilter filter, Sort sort, int page, int size) {
    String sql =
        """
        select d.* from device d where %s
        order by %s
        limit :size offset :offset
        """;
    return jdbc.sql(sql.formatted(filter.sql(), SORTING.orderBy(sort)))
        .params(filter.params())
        .param("size", size)
        .param("offset", (long) page * size)
        .query(Device::map)
        .list();
  }

  public int count(DeviceFilter filter) {
    return jdbc.sql("select count(*) from device d where " + filter.sql())
        .params(filter.params())
        .query(Integer.class)
        .single();
  }

  /** Devices per state; every state is there, if with 0. */
  public Map<ManagementState, Integer> states() {
    Map<ManagementState, Integer> states = new EnumMap<>(ManagementState.class);
    for (ManagementState state : ManagementState.values()) {
      states.put(state, 0);
    }
    jdbc.sql("select management_state, count(*) as devices from device group by management_state")
        .query(
            rs -> {
              states.put(
                  ManagementState.valueOf(rs.getString("management_state")), rs.getInt("devices"));
            });
    return states;
  }

  /** The codes of all sites that devices are at. */
  public List<String> sites() {
    return jdbc.sql("select distinct site from device where site is not null order by site")
        .query(String.class)
        .list();
  }

  /**
   * @param most only so many of them
   * @return the models that most devices are of, by name
   */
  public List<String> models(int most) {
    return jdbc.sql(
            """
            select model from (
              select model, count(*) as devices from device where model is not null
              group by model order by devices desc, model fetch first :most rows only) x
            order by model""")
        .param("most", most)
        .query(String.class)
        .list();
  }

  /**
   * Takes over what clients have reported to Configuration Manager, and works out the management
   * state of these devices again. Configuration Manager's inventory takes precedence over Intune's.
   * A device that comes under the Configuration Manager id of another one, as after a reset, takes
   * that id over.
   *
   * @return devices written; reports older than what is known are left out
   */
  @Transactional
  public int saveConfigMgr(List<ConfigMgrRow> rows) {
    return reports.saveConfigMgr(rows);
  }

  /**
   * Takes over what Intune knows of enrolled devices, in the same way.
   *
   * @return devices written; reports older than what is known are left out
   */
  @Transactional
  public int saveIntune(List<IntuneRow> rows) {
    return reports.saveIntune(rows);
  }

  /**
   * The tenant no longer knows this enrolment of the device, which is not co-managed any more.
   * Changes nothing where it has been enrolled anew.
   */
  @Transactional
  public void enrolmentEnded(long id, String intuneId) {
    jdbc.sql(
            """
            update device
            set intune_id = null, intune_at_intune = null, user_principal_name = null,
                management_state = case
                  when resource_id is null then 'UNMANAGED'
                  when third_party_mdm then 'COEXISTENCE'
                  else 'CONFIGMGR_ONLY' end
            where id = :id and intune_id = :intune""")
        .param("id", id)
        .param("intune", intuneId)
        .update();
  }

  /** An application on an enrolled device. */
  public record Installed(String intuneId, String application) {}

  /**
   * Takes over all that is installed on the devices that the rows name; other devices stay as they
   * are, and ids that no device has are left out until the device is known.
   *
   * @param rows any number; they are not kept in memory
   * @return installations that were not known
   */
  @Transactional
  public int saveApplications(Stream<Installed> rows) {
    return reports.saveApplications(rows);
  }

  /** By name. */
  public List<DeviceCollection> collections() {
    return membership.collections();
  }

  /** The collection with this id, or else the one with this name. */
  public Optional<DeviceCollection> collection(String idOrName) {
    return membership.collection(idOrName);
  }

  /** The collections that a device is in, by name. */
  public List<DeviceCollection> collectionsOf(long deviceId) {
    return membership.collectionsOf(deviceId);
  }

  /**
   * Makes these all the collections there are. Members of collections that are gone are forgotten.
   */
  @Transactional
  public void replaceCollections(List<DeviceCollection> collections) {
    membership.replaceCollections(collections);
  }

  /**
   * Makes these the members of a collection. Only rows that change are written; ids that no device
   * has are left out until the device is known.
   *
   * @param resourceIds Configuration Manager's ids
   * @return members added and removed
   */
  @Transactional
  public int replaceMembers(String collectionId, Set<Long> resourceIds) {
    return membership.replaceMembers(collectionId, resourceIds);
  }
}
