package dev.handover.api;

import dev.handover.sql.Sql;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Answers to writes that carried a key. */
@Repository
class IdempotencyStore {

  private final JdbcClient jdbc;

  IdempotencyStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * An answer that was given.
   *
   * @param requestHash of the request it answers
   */
  record Answer(
      String requestHash, Integer status, String contentType, String location, String body) {}

  /**
   * Takes a key; whoever else wants it waits for this transaction.
   *
   * @throws org.springframework.dao.DuplicateKeyException if it is taken
   */
  void claim(String actor, String key, String requestHash, Instant now) {
    jdbc.sql(
            """
            insert into idempotency_key (actor, request_key, request_hash, created_at)
            values (:actor, :key, :hash, :now)""")
        .param("actor", actor)
        .param("key", key)
        .param("hash", requestHash)
        .param("now", Sql.time(now))
        .update();
  }

  void answer(String actor, String key, Answer answer) {
    jdbc.sql(
            """
            update idempotency_key
            set status = :status, content_type = :type, location = :location, body = :body
            where actor = :actor and request_key = :key""")
        .param("status", answer.status())
        .param("type", answer.contentType())
        .param("location", answer.location())
        .param("body", answer.body())
        .param("actor", actor)
        .param("key", key)
        .update();
  }

  Optional<Answer> find(String actor, String key) {
    return jdbc.sql(
            """
            select request_hash as requestHash, status, content_type as contentType, location, body
            from idempotency_key
            where actor = :actor and request_key = :key""")
        .param("actor", actor)
        .param("key", key)
        .query(Answer.class)
        .optional();
  }

  /** Forgets what is older. */
  int forget(Instant before) {
    return jdbc.sql("delete from idempotency_key where created_at < :before")
        .param("before", Sql.time(before))
        .update();
  }
}
