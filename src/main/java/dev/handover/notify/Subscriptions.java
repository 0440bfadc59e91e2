package dev.handover.notify;

import dev.handover.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The subscriptions there are. */
@Repository
public class Subscriptions {

  private static final String COLUMNS =
      """
      select s.*, (
          select string_agg(o.occasion, ',') from subscription_occasion o
          where o.subscription_id = s.id) as occasions
      from subscription s
      """;

  private final JdbcClient jdbc;
  private final Clock clock;
  private final Seal seal;

  Subscriptions(JdbcClient jdbc, Clock clock, Seal seal) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.seal = seal;
  }

  /** What was kept before secrets were sealed. */
  @EventListener(ApplicationStartedEvent.class)
  @Transactional
  public void sealOldSecrets() {
    if (!seal.possible()) {
      return;
    }
    for (Subscription old : all(null)) {
      if (!Seal.sealed(old.secret())) {
        jdbc.sql(
                "update subscription set secret = :secret, credential = :credential where id = :id")
            .param("secret", seal.close(old.secret()))
            .param("credential", seal.close(old.credential()))
            .param("id", old.id())
            .update();
      }
    }
  }

  /**
   * @param owner only those of this user; null for all
   */
  public List<Subscription> all(String owner) {
    return jdbc.sql(COLUMNS + (owner == null ? "" : "where s.owner = :owner ") + "order by s.id")
        .param("owner", owner)
        .query(Subscriptions::of)
        .list();
  }

  public Optional<Subscription> find(long id) {
    return jdbc.sql(COLUMNS + "where s.id = :id")
        .param("id", id)
        .query(Subscriptions::of)
        .optional();
  }

  /** Secrets are kept sealed. */
  @Transactional
  Subscription keep(Subscription made) {
    var key = new GeneratedKeyHolder();
    jdbc.sql(
            """
            insert into subscription (owner, channel, address, mine, secret, credential, created_at)
            values (:owner, :channel, :address, :mine, :secret, :credential, :now)""")
        .param("owner", made.owner())
        .param("channel", made.channel().slug())
        .param("address", made.address())
        .param("mine", made.mine())
        .param("secret", seal.close(made.secret()))
        .param("credential", seal.close(made.credential()))
        .param("now", Sql.time(clock.instant()))
        .update(key, "id");
    long id = key.getKey().longValue();
    for (Occasion occasion : made.occasions()) {
      jdbc.sql("insert into subscription_occasion values (:id, :occasion)")
          .param("id", id)
          .param("occasion", occasion.slug())
          .update();
    }
    return find(id).orElseThrow();
  }

  /** Removes it, and with it what it has still to tell. */
  @Transactional
  void remove(long id) {
    jdbc.sql("delete from subscription where id = :id").param("id", id).update();
  }

  private static Subscription of(ResultSet rs, int row) throws SQLException {
    Set<Occasion> occasions = new TreeSet<>();
    for (String slug : rs.getString("occasions").split(",")) {
      occasions.add(Occasion.of(slug).orElseThrow());
    }
    return new Subscription(
        rs.getLong("id"),
        rs.getString("owner"),
        Channel.of(rs.getString("channel")).orElseThrow(),
        rs.getString("address"),
        occasions,
        rs.getBoolean("mine"),
        rs.getString("secret"),
        rs.getString("credential"),
        Sql.instant(rs, "created_at"));
  }
}
