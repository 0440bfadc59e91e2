package dev.handover.estate;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which management systems Handover works on: setting {@code handover.estate}.
 *
 * @param estate a simulated site and tenant, or Microsoft's
 */
@ConfigurationProperties("handover")
record EstateSettings(@DefaultValue("sandbox") Kind estate) {

  enum Kind {
    SANDBOX,
    MICROSOFT
  }
}
