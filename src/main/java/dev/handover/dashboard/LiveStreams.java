package dev.handover.dashboard;

import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

/**
 * The open pages, each told by a stream when what it shows has changed; what is new it asks for
 * itself. A stream says nothing else, keeps no thread and no session, and ends with its session.
 */
@Component
class LiveStreams implements SmartLifecycle {

  /** A browser opens six connections to a server, and needs some of them for the pages. */
  static final int PER_USER = 4;

  /** Then the browser asks for another, which tells both ends that the other is there. */
  private static final long MILLIS = Duration.ofMinutes(10).toMillis();

  private static final long LEAST = Duration.ofSeconds(2).toMillis();
  private static final int LOOKS_PER_HEARTBEAT = 7;
  private static final Logger log = LoggerFactory.getLogger(LiveStreams.class);

  private record Viewer(String user, String topic, HttpSession session, SseEmitter stream) {}

  private final Changes changes;
  private final List<Viewer> viewers = new CopyOnWriteArrayList<>();
  private ScheduledExecutorService thread;
  private int looks;

  LiveStreams(Changes changes) {
    this.changes = changes;
  }

  /**
   * Opens a stream. Where the user has as many already, the oldest gives way: most often its page
   * has been left, which shows only when it is written to. One that is still open refreshes slowly.
   *
   * @param topic {@link Changes#FLEET} or the number of a rollout
   * @return empty where Handover stops
   */
  synchronized Optional<SseEmitter> open(String user, String topic, HttpSession session) {
    if (!isRunning()) {
      return Optional.empty();
    }
    List<Viewer> own = viewers.stream().filter(v -> v.user().equals(user)).toList();
    own.stream().limit(Math.max(0, own.size() + 1 - PER_USER)).forEach(this::dismiss);
    Viewer viewer = new Viewer(user, topic, session, new SseEmitter(MILLIS));
    viewers.add(viewer);
    viewer.stream().onCompletion(() -> viewers.remove(viewer));
    viewer.stream().onTimeout(() -> close(viewer));
    viewer.stream().onError(failed -> viewers.remove(viewer));
    // Something may have changed between the page and its stream.
    send(viewer, changed());
    return Optional.of(viewer.stream());
  }

  int open() {
    return viewers.size();
  }

  /** Looks once, for all; whoever's session is over, or who is gone, is let go. */
  void look() {
    viewers.stream().filter(v -> ended(v.session())).forEach(this::close);
    if (viewers.isEmpty()) {
      return;
    }
    boolean heartbeat = ++looks % LOOKS_PER_HEARTBEAT == 0;
    Set<String> changed =
        changes.among(viewers.stream().map(Viewer::topic).collect(Collectors.toSet()));
    for (Viewer viewer : viewers) {
      if (changed.contains(viewer.topic())) {
        send(viewer, changed());
      } else if (heartbeat) {
        send(viewer, SseEmitter.event().comment("here"));
      }
    }
  }

  private static SseEventBuilder changed() {
    return SseEmitter.event().name("changed").data("");
  }

  private void send(Viewer viewer, SseEventBuilder event) {
    try {
      viewer.stream().send(event);
    } catch (IOException | IllegalStateException gone) {
      viewers.remove(viewer); // The container ends a stream that it cannot write to.
    }
  }

  /** Told so, a browser does not ask for another. */
  private void dismiss(Viewer viewer) {
    send(viewer, SseEmitter.event().name("enough").data(""));
    close(viewer);
  }

  private void close(Viewer viewer) {
    viewers.remove(viewer);
    viewer.stream().complete();
  }

  /** A session that is over answers nothing. */
  private static boolean ended(HttpSession session) {
    try {
      session.getLastAccessedTime();
      return false;
    } catch (IllegalStateException over) {
      return true;
    }
  }

  /** The more a look costs, the rarer it is: at most a tenth of the time goes into looking. */
  private void lookAndGoOn() {
    long start = System.nanoTime();
    try {
      look();
    } catch (RuntimeException e) {
      log.warn("What has changed cannot be seen; pages refresh slowly meanwhile.", e);
    }
    goOn(Math.max(LEAST, 10 * TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)));
  }

  private synchronized void goOn(long millis) {
    if (thread != null) {
      thread.schedule(this::lookAndGoOn, millis, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public synchronized void start() {
    thread =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread looking = new Thread(work, "handover-live");
              looking.setDaemon(true);
              return looking;
            });
    goOn(LEAST);
  }

  /** Before the server waits for its last requests: these would not end by themselves. */
  @Override
  public void stop() {
    synchronized (this) {
      thread.shutdownNow();
      thread = null;
    }
    viewers.forEach(this::close);
  }

  @Override
  public synchronized boolean isRunning() {
    return thread != null;
  }
}
