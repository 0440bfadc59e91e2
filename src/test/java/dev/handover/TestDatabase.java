package dev.handover;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.annotation.AnnotationTransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionInterceptor;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Migrated, empty databases for store contract tests: an abstract test class asks for one in {@code
 * dataSource()}, its two subclasses answer with {@link #h2()} and {@link #postgres()}.
 *
 * <p>Every call gives a database of its own, so keep the result for the whole test class.
 */
public final class TestDatabase {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private TestDatabase() {}

  /** An in-memory H2 database with a unique name. */
  public static DataSource h2() {
    String url =
        "jdbc:h2:mem:test%d;DB_CLOSE_DELAY=-1;QUERY_CACHE_SIZE=64"
            .formatted(COUNT.incrementAndGet());
    return migrated(JdbcConnectionPool.create(url, "sa", ""), "h2");
  }

  /** Likewise, in a file of this folder: for more rows than there is memory for. */
  public static DataSource h2(Path folder) {
    String url = "jdbc:h2:file:" + folder.resolve("test" + COUNT.incrementAndGet());
    return migrated(JdbcConnectionPool.create(url, "sa", ""), "h2");
  }

  /** A database on the one PostgreSQL server of this JVM, which starts at the first call. */
  public static DataSource postgres() {
    String name = emptyPostgres();
    HikariConfig pool = new HikariConfig();
    pool.setDataSource(Server.INSTANCE.getDatabase("postgres", name));
    pool.setPoolName(name);
    pool.setMaximumPoolSize(8);
    pool.setMinimumIdle(0);
    return migrated(new HikariDataSource(pool), "postgresql");
  }

  /** The address of an empty database on that server, for a process of its own. */
  public static String postgresUrl() {
    return Server.INSTANCE.getJdbcUrl("postgres", emptyPostgres());
  }

  private static String emptyPostgres() {
    String name = "test" + COUNT.incrementAndGet();
    EmbeddedPostgres server = Server.INSTANCE;
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("no database " + name, e);
    }
    return name;
  }

  /** Runs work in a transaction, for stores that insist on the caller's. */
  public static TransactionTemplate transactions(DataSource dataSource) {
    return new TransactionTemplate(new DataSourceTransactionManager(dataSource));
  }

  /** The same object with what {@code @Transactional} promises, as it has in the product. */
  public static <T> T transactional(DataSource dataSource, Class<T> type, T bean) {
    ProxyFactory proxy = new ProxyFactory(bean);
    proxy.setProxyTargetClass(true);
    TransactionManager manager = new DataSourceTransactionManager(dataSource);
    proxy.addAdvice(
        new TransactionInterceptor(manager, new AnnotationTransactionAttributeSource(false)));
    return type.cast(proxy.getProxy());
  }

  /** Empties the tables, so that tests of one class do not see each other's rows. */
  public static void empty(DataSource dataSource, String... tables) {
    JdbcClient jdbc = JdbcClient.create(dataSource);
    for (String table : tables) {
      jdbc.sql("delete from " + table).update();
    }
  }

  private static DataSource migrated(DataSource dataSource, String vendor) {
    Flyway.configure()
        .dataSource(dataSource)
        .locations("classpath:db/migration", "classpath:db/" + vendor)
        .load()
        .migrate();
    return dataSource;
  }

  /**
   * Starts with the first use of PostgreSQL and ends with the JVM, after the applications that use
   * it, if there are any: they would wait half a minute each for a connection to a server that is
   * gone.
   */
  private static final class Server {

    static final EmbeddedPostgres INSTANCE = start();

    private static void stop(EmbeddedPostgres server) {
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Spring runs its handlers after its applications; alone it does so only if there was one. */
    private static void stopWithSpring(EmbeddedPostgres server) {
      SpringApplication.getShutdownHandlers().add(() -> stop(server));
      Object hook = ReflectionTestUtils.getField(SpringApplication.class, "shutdownHook");
      ReflectionTestUtils.invokeMethod(hook, "enableShutdownHookAddition");
      ReflectionTestUtils.invokeMethod(hook, "addRuntimeShutdownHookIfNecessary");
    }

    private static EmbeddedPostgres start() {
      try {
        EmbeddedPostgres server =
            EmbeddedPostgres.builder()
                .setRegisterShutdownHook(false)
                .setServerConfig("fsync", "off")
                .setServerConfig("max_connections", "300")
                .start();
        stopWithSpring(server);
        return server;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
