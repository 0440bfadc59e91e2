package dev.handover.enablement;

import dev.handover.estate.AutoEnrolment;
import dev.handover.estate.ConfigMgrSite;
import dev.handover.sql.Sql;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Orders to set automatic enrolment. Most are carried out by a person in the console and only read
 * back here; where the estate lets a program do it, Handover does and reads back all the same.
 */
@Repository
class EnrolmentOrders {

  private final JdbcClient jdbc;
  private final Clock clock;

  EnrolmentOrders(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Orders a setting; an open order of the same enablement is replaced. */
  void order(String id, AutoEnrolment setting, String collection, boolean back, boolean automatic) {
    jdbc.sql(
            """
            update enablement_order set state = 'SUPERSEDED'
            where enablement_id = :id and state = 'ORDERED'""")
        .param("id", id)
        .update();
    jdbc.sql(
            """
            insert into enablement_order
              (enablement_id, setting, collection, back, by_whom, state, ordered_at)
            values (:id, :setting, :collection, :back, :byWhom, 'ORDERED', :now)""")
        .param("id", id)
        .param("setting", setting.name())
        .param("collection", collection)
        .param("back", back)
        .param("byWhom", automatic ? "AUTOMATIC" : "PERSON")
        .param("now", Sql.time(clock.instant()))
        .update();
  }

  /** Whether this enablement has had anything set, or may have. */
  boolean any(String id) {
    return jdbc.sql("select count(*) from enablement_order where enablement_id = :id and not back")
            .param("id", id)
            .query(Integer.class)
            .single()
        > 0;
  }

  /** Since when an order of it waits to be read back; empty where none does. */
  Optional<Instant> openSince(String id) {
    return jdbc.sql(
            """
            select ordered_at from enablement_order
            where enablement_id = :id and state = 'ORDERED'""")
        .param("id", id)
        .query((rs, n) -> Sql.instant(rs, "ordered_at"))
        .optional();
  }

  /** A person says that it is done: what is read from now on tells whether it is. */
  void saidDone(String id) {
    jdbc.sql(
            """
            update enablement_order set ordered_at = :now
            where enablement_id = :id and state = 'ORDERED'""")
        .param("now", Sql.time(clock.instant()))
        .param("id", id)
        .update();
  }

  private record Due(String setting, String collection) {}

  /** Sets what Handover is to set and what the site does not show yet. Outside of transactions. */
  void deliver(ConfigMgrSite site) {
    Optional<Due> due =
        jdbc.sql(
                """
                select o.setting, o.collection from enablement_order o
                join auto_enrolment a on a.id = 1
                where o.state = 'ORDERED' and o.by_whom = 'AUTOMATIC'
                  and (o.setting <> a.setting
                    or o.setting = 'PILOT' and coalesce(a.collection, '') <> o.collection)
                order by o.id desc fetch first 1 rows only""")
            .query(Due.class)
            .optional();
    due.ifPresent(d -> site.setAutoEnrolment(AutoEnrolment.valueOf(d.setting()), d.collection()));
  }

  /**
   * Confirms the order that the site, as last read back, fulfils.
   *
   * @return whether there was one
   */
  boolean confirm(String id) {
    return jdbc.sql(
                """
                update enablement_order set state = 'CONFIRMED', confirmed_at = :now
                where enablement_id = :id and state = 'ORDERED' and exists (
                  select 1 from auto_enrolment a
                  where a.setting = enablement_order.setting
                    and (a.setting <> 'PILOT' or a.collection = enablement_order.collection)
                    and a.read_at >= enablement_order.ordered_at)""")
            .param("now", Sql.time(clock.instant()))
            .param("id", id)
            .update()
        > 0;
  }
}
