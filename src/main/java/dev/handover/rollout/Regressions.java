package dev.handover.rollout;

import dev.handover.authority.SliderOrders;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Waves that had passed and have failed since, and that a person has to decide on. */
@Service
@Transactional
public class Regressions {

  private final RolloutStore rollouts;
  private final WaveStore waves;
  private final SliderOrders sliders;

  Regressions(RolloutStore rollouts, WaveStore waves, SliderOrders sliders) {
    this.rollouts = rollouts;
    this.waves = waves;
    this.sliders = sliders;
  }

  /**
   * The risk of one has been accepted.
   *
   * @return how many others are still to be decided on; with none the rollout goes on
   */
  public int settle(String id) {
    rollouts.lock(id);
    int open = (int) waves.all(id).stream().filter(w -> w.state() == WaveState.FAILED).count();
    if (open == 0 && sliders.open(id)) {
      rollouts.waiting(id, "SLIDER", "Waits until the slider is read back at Intune.", null);
    }
    return open;
  }
}
