package dev.handover.notify;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How somebody is told, and in which shape. */
public enum Channel {
  MAIL("mail", "Mail"),
  /** Handover's own JSON. */
  WEBHOOK("webhook", "Webhook"),
  /** An Adaptive Card, as the webhooks of Microsoft Teams' workflows take it. */
  TEAMS("teams", "Microsoft Teams"),
  /** An event, as ServiceNow's inbound event web service takes it. */
  SERVICENOW("servicenow", "ServiceNow");

  private final String slug;
  private final String title;

  Channel(String slug, String title) {
    this.slug = slug;
    this.title = title;
  }

  public String slug() {
    return slug;
  }

  public String title() {
    return title;
  }

  /** Whether it goes to a web address. */
  public boolean web() {
    return this != MAIL;
  }

  static Optional<Channel> of(String slug) {
    return Arrays.stream(values()).filter(c -> c.slug.equals(slug)).findFirst();
  }

  static String slugs() {
    return Arrays.stream(values()).map(Channel::slug).collect(Collectors.joining(", "));
  }
}
