package dev.handover.process;

import java.net.InetAddress;
import java.net.UnknownHostException;
import javax.sql.DataSource;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.spring.boot.starter.configuration.impl.AbstractCamundaConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Lets a node that was killed go on at once when it is started again. What a node was at keeps its
 * lock for minutes, and the watch is nearly always at something; so a node has the same name after
 * a restart, and begins by letting go of what it held under that name. Locks of other nodes stay.
 */
@Component
final class NodeLocks extends AbstractCamundaConfiguration {

  private static final Logger LOG = LoggerFactory.getLogger(NodeLocks.class);

  private final String node;
  private final JdbcClient jdbc;

  /**
   * @param port two nodes on one machine differ in it
   */
  NodeLocks(@Value("${server.port:8080}") int port, DataSource dataSource) {
    this.node = host() + ":" + port;
    this.jdbc = JdbcClient.create(dataSource);
  }

  @Override
  public void postProcessEngineBuild(ProcessEngine engine) {
    ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
        .getJobExecutor()
        .setLockOwner(node);
    int released =
        jdbc.sql(
                """
                update ACT_RU_JOB set LOCK_OWNER_ = null, LOCK_EXP_TIME_ = null
                where LOCK_OWNER_ = :node""")
            .param("node", node)
            .update();
    if (released > 0) {
      LOG.info("{} goes on with {} jobs that it was at when it last ended.", node, released);
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
