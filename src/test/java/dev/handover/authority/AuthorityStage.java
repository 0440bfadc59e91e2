package dev.handover.authority;

import dev.handover.estate.ConfigMgrSite;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The parts of the authority engine that tests of other rooms drive by hand. */
public final class AuthorityStage {

  private final EstateStore estate;
  private final Delivery delivery;

  public AuthorityStage(DataSource dataSource, ConfigMgrSite site, Clock clock) {
    JdbcClient jdbc = JdbcClient.create(dataSource);
    estate = new EstateStore(jdbc);
    delivery =
        new Delivery(
            new DeliveryStore(jdbc, new NamedParameterJdbcTemplate(dataSource), site, clock),
            new SliderOrders(jdbc, clock),
            site,
            new CallBudget(jdbc, clock),
            new AuthoritySettings(
                new AuthoritySettings.Limits(1_000_000, Duration.ofMinutes(1), 0.2)),
            clock);
  }

  public Delivery delivery() {
    return delivery;
  }

  /** Has memberships follow the members that were read. */
  public void membersRead() {
    estate.derivePilots();
  }
}
