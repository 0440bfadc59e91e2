package dev.handover.notify;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetupTest;
import dev.handover.TestClock;
import dev.handover.TestDatabase;
import dev.handover.audit.AuditStage;
import dev.handover.audit.Journal;
import dev.handover.sql.Sql;
import java.net.URI;
import javax.sql.DataSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** The room on a real database, with a mail server. */
public final class NotifyStage {

  final GreenMail mailServer = new GreenMail(ServerSetupTest.SMTP.dynamicPort());
  final JdbcClient jdbc;
  final Subscriptions subscriptions;
  final Outbox outbox;
  public final Deliveries deliveries;
  final Dispatch dispatch;
  private final DataSource data;
  private final Journal journal;
  public final NotificationDesk desk;

  /**
   * @param mails whether a mail server is set
   */
  public NotifyStage(DataSource data, boolean mails) {
    TestClock clock = new TestClock();
    this.data = data;
    jdbc = JdbcClient.create(data);
    journal = AuditStage.journal(data, clock);
    NotifySettings settings = settings("a key that nobody knows");
    Seal seal = new Seal(settings);
    subscriptions =
        TestDatabase.transactional(data, Subscriptions.class, new Subscriptions(jdbc, clock, seal));
    deliveries = new Deliveries(jdbc);
    outbox = TestDatabase.transactional(data, Outbox.class, new Outbox(jdbc, deliveries));
    StaticListableBeanFactory beans = new StaticListableBeanFactory();
    if (mails) {
      mailServer.start();
      JavaMailSenderImpl sender = new JavaMailSenderImpl();
      sender.setHost("127.0.0.1");
      sender.setPort(mailServer.getSmtp().getPort());
      beans.addBean("mail", sender);
    }
    Mail mail = new Mail(beans.getBeanProvider(JavaMailSender.class), settings);
    dispatch = new Dispatch(outbox, subscriptions, mail, new WebPost(seal, clock), settings);
    desk =
        TestDatabase.transactional(
            data,
            NotificationDesk.class,
            new NotificationDesk(
                subscriptions, outbox, deliveries, dispatch, mail, seal, journal, clock));
  }

  static NotifySettings settings(String key) {
    return new NotifySettings(URI.create("https://handover.example/"), "handover@example.com", key);
  }

  /** Nobody is told of anything, and nothing is still to be told. */
  public void empty() {
    TestDatabase.empty(
        data,
        "notification",
        "subscription",
        "programme",
        "enablement",
        "remote_action",
        "rollout");
    outbox.fill();
  }

  public void stop() {
    dispatch.stop();
    mailServer.stop();
  }

  /** What happens, as the rollout that it is of journals it. */
  public void happens(String action, String rollout, String sentence) {
    TestDatabase.transactions(data)
        .executeWithoutResult(
            t -> journal.append("handover", action, "rollout " + rollout, rollout, sentence));
  }

  /** What happens to a programme, likewise. */
  void ofProgramme(String action, String programme, String sentence) {
    TestDatabase.transactions(data)
        .executeWithoutResult(
            t -> journal.append("handover", action, "programme " + programme, null, sentence));
  }

  /** What happens to an enablement, likewise. */
  void ofEnablement(String action, String enablement, String sentence) {
    TestDatabase.transactions(data)
        .executeWithoutResult(
            t -> journal.append("handover", action, "enablement " + enablement, null, sentence));
  }

  /** What happens to a remote action, likewise. */
  void ofRemoteAction(String action, long id, String sentence) {
    TestDatabase.transactions(data)
        .executeWithoutResult(
            t -> journal.append("handover", action, "remote action A-" + id, null, sentence));
  }

  /** A wipe of PC-7, device 7. */
  void remoteAction(long id, String requester) {
    jdbc.sql(
            """
            insert into remote_action (id, device_id, device_name, intune_id, action, state,
              requested_by, requested_at, reason)
            values (:id, 7, 'PC-7', 'i-7', 'WIPE', 'REQUESTED', :by, :now, 'Lost')""")
        .param("id", id)
        .param("by", requester)
        .param("now", Sql.time(TestClock.START))
        .update();
  }

  void enablement(String id, String requester) {
    jdbc.sql(
            """
            insert into enablement (id, state, goal, stage, min_enrolled, within_seconds, reason,
              requested_by, requested_at, confirm_by, before_setting)
            values (:id, 'ASKED', 'ALL', 'PILOT', 0.9, 60, 'because', :by, :now, :now, 'NONE')""")
        .param("id", id)
        .param("by", requester)
        .param("now", Sql.time(TestClock.START))
        .update();
  }

  void programme(String id, String requester) {
    jdbc.sql(
            """
            insert into programme
              (id, title, state, on_failure, created_by, created_at, process_instance_id)
            values (:id, 'All', 'RUNNING', 'STOP', :by, :now, '')""")
        .param("id", id)
        .param("by", requester)
        .param("now", Sql.time(TestClock.START))
        .update();
  }

  void delegated(String to, String rollout, String sentence) {
    TestDatabase.transactions(data)
        .executeWithoutResult(
            t -> journal.append("bob", "task-delegated", "user " + to, rollout, sentence));
  }

  /** What is to be told now is tried once and given up. */
  public void givesUp(String why) {
    outbox.fill();
    outbox.claim().forEach(d -> outbox.failed(d.id(), why, java.util.Optional.empty()));
  }

  void rollout(String id, String title, String requester) {
    jdbc.sql(
            """
            insert into rollout (id, title, workload, state, paused, plan, plan_hash, scope_hash,
              created_by, by_automation, created_at, start_at, population, generation)
            values (:id, :title, 'client-apps', 'PILOTING', false, '', '', '', :by, false,
              :now, :now, 0, 0)""")
        .param("id", id)
        .param("title", title)
        .param("by", requester)
        .param("now", Sql.time(TestClock.START))
        .update();
  }

  /** The time of everything that waits has come. */
  void allIsDue() {
    jdbc.sql("update notification set due_at = current_timestamp").update();
  }
}
