package dev.handover.rollout;

import dev.handover.workload.Workload;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Sites at which a new rollout would meet no other. Reads only. */
@Repository
public class FreeSites {

  private final JdbcClient jdbc;

  public FreeSites(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param code empty for devices whose site is not known
   * @param devices how many Configuration Manager has left there, of one workload
   * @param held how many of them a plan for it could not have
   */
  private record Site(String code, int devices, int held) {}

  /**
   * @param sites by their codes; empty where all are free, or none
   * @param devices how many are left to move there
   */
  public record Free(List<String> sites, int devices) {

    public static final Free NONE = new Free(List.of(), 0);

    public Free {
      sites = List.copyOf(sites);
    }

    /** The sites that are free for both, with the fewer devices. */
    public Free and(Free other) {
      List<String> both = sites.stream().filter(other.sites::contains).toList();
      return both.isEmpty() ? NONE : new Free(both, Math.min(devices, other.devices));
    }
  }

  /** The sites of whose devices no rollout holds one that a plan for this workload would have. */
  public Free of(Workload workload) {
    Set<String> leased = Readiness.leased(workload);
    List<Site> sites =
        jdbc.sql(
                """
                select coalesce(d.site, '') as code, count(*) as devices,
                  count(h.device_id) as held
                from effective_authority f
                join device d on d.id = f.device_id and d.management_state = 'CO_MANAGED'
                left join (
                  select l.device_id from lease l where l.workload in (:leased)
                  union
                  select x.device_id from rollout r
                  join wave w on w.rollout_id = r.id and %s
                  join wave_device x on x.rollout_id = w.rollout_id and x.wave_no = w.no
                    and x.excluded is null
                  where r.ended_at is null) h on h.device_id = d.id
                where f.workload = :workload and f.authority = 'CONFIGURATION_MANAGER'
                group by coalesce(d.site, '') order by code"""
                    .formatted(FluxStore.NOT_THROUGH))
            .param("leased", leased)
            .param("workload", workload.slug())
            .query(Site.class)
            .list();
    List<Site> free = sites.stream().filter(s -> s.held() == 0 && !s.code().isEmpty()).toList();
    return sites.stream().allMatch(s -> s.held() == 0)
        ? Free.NONE
        : new Free(
            free.stream().map(Site::code).toList(), free.stream().mapToInt(Site::devices).sum());
  }
}
