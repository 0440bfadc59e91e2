package dev.handover.sql;

import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.PGStatement;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Has each statement planned for the values at hand. From the fifth time on PostgreSQL may plan a
 * statement once for all values, and then reads the whole table for a rare one as it rightly does
 * for a frequent one; H2 never does.
 */
public final class FreshPlans extends JdbcTemplate {

  public FreshPlans(DataSource dataSource) {
    super(dataSource);
  }

  @Override
  protected void applyStatementSettings(Statement statement) throws SQLException {
    super.applyStatementSettings(statement);
    if (statement.isWrapperFor(PGStatement.class)) {
      statement.unwrap(PGStatement.class).setPrepareThreshold(0);
    }
  }
}
