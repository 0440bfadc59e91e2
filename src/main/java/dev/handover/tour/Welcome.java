package dev.handover.tour;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Says at the end of the start where to look and who to be. */
@Component
@ConditionalOnProperty(name = "handover.estate", havingValue = "sandbox", matchIfMissing = true)
class Welcome {

  private static final Logger log = LoggerFactory.getLogger("handover");

  @EventListener
  void ready(ApplicationReadyEvent event) {
    if (event.getApplicationContext() instanceof ServletWebServerApplicationContext context
        && context.getWebServer() != null) {
      log.info(
          """
          Handover is ready, with a simulated estate.

              Dashboard  http://localhost:{}/
              Tasklist   http://localhost:{}/camunda/app/tasklist/
              Cockpit    http://localhost:{}/camunda/app/cockpit/

              Users      requester, approver1, approver2, admin, auditor, automation
              Password   sandbox
          """,
          context.getWebServer().getPort(),
          context.getWebServer().getPort(),
          context.getWebServer().getPort());
    }
  }
}
