package dev.handover.notify;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param publicUrl where people reach Handover; links begin with it
 * @param from the sender of mail
 * @param secretKey what secrets of receivers are kept encrypted under, 20 characters or more; empty
 *     where nothing is posted
 */
@ConfigurationProperties("handover.notify")
record NotifySettings(
    @DefaultValue("http://localhost:8080") URI publicUrl,
    @DefaultValue("handover@localhost") String from,
    String secretKey) {}
