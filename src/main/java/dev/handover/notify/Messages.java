package dev.handover.notify;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** A notice in the shape that each receiver takes. */
final class Messages {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** As ServiceNow reads {@code time_of_event}, in UTC. */
  private static final DateTimeFormatter TIME_OF_EVENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private Messages() {}

  static String text(Notice notice) {
    return """
        %s

        %s

        %sChange what you are told of at Notifications.
        """
        .formatted(
            notice.sentence(),
            notice.link(),
            notice.occasion() == null
                ? ""
                : "You are told of this because you asked to be: %s. "
                    .formatted(notice.occasion().words()));
  }

  static String json(Channel channel, Notice notice) {
    return (switch (channel) {
          case WEBHOOK -> plain(notice);
          case TEAMS -> card(notice);
          case SERVICENOW -> event(notice);
          case MAIL -> throw new IllegalArgumentException("mail is text");
        })
        .toString();
  }

  private static ObjectNode plain(Notice notice) {
    ObjectNode body =
        JSON.createObjectNode()
            .put("id", notice.id())
            .put("occasion", notice.kind())
            .put("action", notice.action())
            .put("at", notice.at().toString())
            .put("actor", notice.actor())
            .put("sentence", notice.sentence())
            .put("link", notice.link());
    if (notice.rolloutId() != null) {
      body.putObject("rollout").put("id", notice.rolloutId()).put("title", notice.rolloutTitle());
    }
    return body;
  }

  /**
   * An Adaptive Card 1.4 in a message, which is what Teams' workflow "when a webhook request is
   * received" takes. Runs of text, for blocks of text would read a title as Markdown.
   */
  private static ObjectNode card(Notice notice) {
    ObjectNode message = JSON.createObjectNode().put("type", "message");
    ObjectNode content =
        message
            .putArray("attachments")
            .addObject()
            .put("contentType", "application/vnd.microsoft.card.adaptive")
            .putObject("content");
    content
        .put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
        .put("type", "AdaptiveCard")
        .put("version", "1.4");
    ArrayNode blocks = content.putArray("body");
    run(blocks, notice.title()).put("weight", "Bolder").put("size", "Medium");
    run(blocks, notice.sentence());
    content
        .putArray("actions")
        .addObject()
        .put("type", "Action.OpenUrl")
        .put("title", "Open in Handover")
        .put("url", notice.link());
    return message;
  }

  private static ObjectNode run(ArrayNode blocks, String text) {
    return blocks
        .addObject()
        .put("type", "RichTextBlock")
        .putArray("inlines")
        .addObject()
        .put("type", "TextRun")
        .put("text", text);
  }

  /** One record of the event web service ({@code /api/global/em/jsonv2}). */
  private static ObjectNode event(Notice notice) {
    ObjectNode body = JSON.createObjectNode();
    body.putArray("records")
        .addObject()
        .put("source", "Handover")
        .put("event_class", "Handover")
        .put("node", "Handover")
        .put("resource", notice.rolloutId() == null ? "" : notice.rolloutId())
        .put("type", notice.action())
        .put("metric_name", notice.kind())
        .put("severity", notice.occasion() == null ? "5" : severity(notice.occasion()))
        .put("message_key", notice.id())
        .put("time_of_event", TIME_OF_EVENT.format(notice.at()))
        .put("description", notice.title() + "\n" + notice.sentence())
        .put(
            "additional_info",
            JSON.createObjectNode()
                .put("link", notice.link())
                .put("actor", notice.actor())
                .toString());
    return body;
  }

  /** From 1, critical, to 5, for information. */
  private static String severity(Occasion occasion) {
    return switch (occasion) {
      case WAVE_STOPPED, ROLLBACK -> "2";
      case TASK_LATE -> "3";
      case TASK_WAITS, TASK_DELEGATED, MOVES_HELD -> "4";
      case DECIDED, WAVE_PASSED, ENDED, ACTION_ENDED -> "5";
    };
  }
}
