package dev.handover.authority;

import dev.handover.estate.ConfigMgrSite;
import dev.handover.estate.ReadCursors;
import java.time.Clock;
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
            new DeliveryStore(jdbc, new NamedParameterJdbcTemplate(dataSource), clock),
            new SliderOrders(jdbc, clock),
            site,
            new CallBudget(jdbc, clock, new org.springframework.jdbc.datasource.DataSourceTransactionManager(dataSource)),
            ROOMY,
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
