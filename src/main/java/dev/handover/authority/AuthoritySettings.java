package dev.handover.authority;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much Handover may write to the systems it moves authority in; a bad value stops the start.
 *
 * @param configmgr writes to the Configuration Manager site. Its AdminService takes one call per
 *     membership rule and states no limit; the default spares the site
 */
@ConfigurationProperties("handover.authority")
public record AuthoritySettings(@DefaultValue Limits configmgr) {

  /**
   * A limit that all nodes share.
   *
   * @param writes per window, 1 … 1,000,000
   * @param window in the estate's time, 1 second … 1 hour
   * @param rollbackShare the share of the writes that only rollbacks may use, 0 … 0.9
   */
  public record Limits(
      @DefaultValue("6000") int writes,
      @DefaultValue("PT1M") Duration window,
      @DefaultValue("0.2") double rollbackShare) {

    public Limits {
      if (writes < 1 || writes > 1_000_000) {
        throw new IllegalArgumentException(
            "handover.authority.configmgr.writes must be between 1 and 1000000, not " + writes);
      }
      if (window.compareTo(Duration.ofSeconds(1)) < 0
          || window.compareTo(Duration.ofHours(1)) > 0) {
        throw new IllegalArgumentException(
            "handover.authority.configmgr.window must be between PT1S and PT1H, not " + window);
      }
      if (!(rollbackShare >= 0 && rollbackShare <= 0.9)) {
        throw new IllegalArgumentException(
            "handover.authority.configmgr.rollback-share must be between 0 and 0.9, not "
                + rollbackShare);
      }
      if (writes * (1 - rollbackShare) < 1) {
        throw new IllegalArgumentException(
            "handover.authority.configmgr.rollback-share %s of %d writes leaves nothing for moves"
                .formatted(rollbackShare, writes));
      }
    }

    /** What moves to Intune may use; the rest is kept for rollbacks. */
    int forward() {
      return (int) Math.floor(writes * (1 - rollbackShare) + 1e-9);
    }
  }
}
