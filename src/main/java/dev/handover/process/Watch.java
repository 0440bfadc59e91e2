package dev.handover.process;

import dev.handover.enablement.EnablementWatch;
import dev.handover.remote.RemoteWatch;
import dev.handover.rollout.RolloutWatch;
import dev.handover.rollout.WatchSteps;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Runs one cycle of the watch, on a thread of its own: in the job's thread every message would join
 * the job's command and transaction, and one poisoned rollout would take all others down.
 */
@Component
final class Watch implements JavaDelegate, DisposableBean {

  /** As in the model: the cycle is given up, the watch goes on. */
  static final String CYCLE_FAILED = "CYCLE_FAILED";

  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  private final WatchSteps steps;
  private final RolloutWatch watch;
  private final RemoteWatch remote;
  private final EnablementWatch enablements;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(cycle -> new Thread(cycle, "wave-watch"));

  Watch(WatchSteps steps, RolloutWatch watch, RemoteWatch remote, EnablementWatch enablements) {
    this.steps = steps;
    this.watch = watch;
    this.remote = remote;
    this.enablements = enablements;
  }

  @Override
  public void execute(DelegateExecution execution) throws InterruptedException {
    try {
      thread.submit(this::cycle).get();
    } catch (ExecutionException e) {
      LOG.error("A cycle of the watch has failed; the next one tries again", e.getCause());
      throw new BpmnError(CYCLE_FAILED, e.getCause().getMessage(), e.getCause());
    }
  }

  /** Authority first: what moves it, or puts it back, waits for nothing else. */
  private void cycle() {
    steps.cycle(
        () -> {
          watch.cycle();
          remote.cycle();
          enablements.cycle();
        });
  }

  /** What a cycle has begun it ends while there is still a database. */
  @Override
  public void destroy() throws InterruptedException {
    thread.shutdown();
    thread.awaitTermination(20, TimeUnit.SECONDS);
  }
}
