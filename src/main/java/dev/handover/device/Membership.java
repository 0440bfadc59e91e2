package dev.handover.device;

import dev.handover.sql.Sql;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Collections and their members, written as differences. */
final class Membership {

  private final JdbcClient jdbc;
  private final NamedParameterJdbcTemplate batches;

  Membership(JdbcClient jdbc, NamedParameterJdbcTemplate batches) {
    this.jdbc = jdbc;
    this.batches = batches;
  }

  List<DeviceCollection> collections() {
    return jdbc.sql("select id, name, built_in as builtIn from collection order by name")
        .query(DeviceCollection.class)
        .list();
  }

  Optional<DeviceCollection> collection(String idOrName) {
    String sql =
        """
        select id, name, built_in as builtIn from collection
        where id = :key or name = :key
        order by case when id = :key then 0 else 1 end
        """;
    return jdbc.sql(sql).param("key", idOrName).query(DeviceCollection.class).stream().findFirst();
  }

  List<DeviceCollection> collectionsOf(long deviceId) {
    String sql =
        """
        select c.id, c.name, c.built_in as builtIn
        from collection c join collection_member m on m.collection = c.id
        where m.device_id = :device
        order by c.name
        """;
    return jdbc.sql(sql).param("device", deviceId).query(DeviceCollection.class).list();
  }

  void replaceCollections(List<DeviceCollection> collections) {
    if (Set.copyOf(collections).equals(Set.copyOf(collections()))) {
      return;
    }
    // all at once: renamed one by one, two that swap their names would collide
    jdbc.sql("delete from collection").update();
    batches.batchUpdate(
        "insert into collection (id, name, built_in) values (:id, :name, :builtIn)",
        collections.stream()
            .map(
                c ->
                    new MapSqlParameterSource("id", c.id())
                        .addValue("name", c.name())
                        .addValue("builtIn", c.builtIn()))
            .toArray(SqlParameterSource[]::new));
    jdbc.sql(
            """
            delete from collection_member m
            where not exists (select 1 from collection c where c.id = m.collection)
            """)
        .update();
  }

  int replaceMembers(String collectionId, Set<Long> resourceIds) {
    Set<Long> missing = new HashSet<>(resourceIds);
    List<Long> surplus = new ArrayList<>();
    jdbc.sql(
            """
            select m.device_id, d.resource_id
            from collection_member m join device d on d.id = m.device_id
            where m.collection = :collection
            """)
        .param("collection", collectionId)
        .query(
            rs -> {
              Long resourceId = rs.getObject("resource_id", Long.class);
              if (resourceId == null || !missing.remove(resourceId)) {
                surplus.add(rs.getLong("device_id"));
              }
            });
    int changed = 0;
    for (List<Long> chunk : Sql.chunks(surplus)) {
      changed +=
          jdbc.sql(
                  """
                  delete from collection_member
                  where collection = :collection and device_id in (:devices)
                  """)
              .param("collection", collectionId)
              .param("devices", chunk)
              .update();
    }
    for (List<Long> chunk : Sql.chunks(missing)) {
      changed +=
          jdbc.sql(
                  """
                  insert into collection_member (collection, device_id)
                  select :collection, d.id from device d where d.resource_id in (:resources)
                  """)
              .param("collection", collectionId)
              .param("resources", chunk)
              .update();
    }
    return changed;
  }
}
