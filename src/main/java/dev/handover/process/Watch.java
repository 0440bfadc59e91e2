package dev.handover.process;

import dev.handover.rollout.RolloutWatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Runs one cycle of the watch, on a thread of its own: in the job's thread every message would join
 * the job's command and transaction, and one poisoned rollout would take all others down.
 */
@Component
final class Watch implements JavaDelegate, DisposableBean {

  private final RolloutWatch watch;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(cycle -> new Thread(cycle, "wave-watch"));

  Watch(RolloutWatch watch) {
    this.watch = watch;
  }

  @Override
  public void execute(DelegateExecution execution) throws Exception {
    thread.submit(watch::cycle).get();
  }

  @Override
  public void destroy() {
    thread.shutdownNow();
  }
}
