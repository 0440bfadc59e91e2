package dev.handover.rollout;

import static dev.handover.workload.Workload.COMPLIANCE_POLICIES;
import static dev.handover.workload.Workload.DEVICE_CONFIGURATION;
import static dev.handover.workload.Workload.RESOURCE_ACCESS_POLICIES;

import dev.handover.authority.Preconditions;
import dev.handover.calendar.Moment;
import dev.handover.device.DeviceCount;
import dev.handover.estate.ReadCursors;
import dev.handover.workload.RecommendedOrder;
import dev.handover.workload.Workload;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Whether the site and the tenant are prepared for a workload to move. What could not be read is a
 * finding, too.
 */
@Component
class EstateReadiness {

  /** Co-management exists from 1710 on; from 2403 on resource access is always Intune's. */
  private static final int OLDEST_SITE = 1710;

  private static final int RESOURCE_ACCESS_RETIRED = 2403;

  private final ReadCursors cursors;
  private final JdbcClient jdbc;
  private final Clock clock;

  EstateReadiness(ReadCursors cursors, JdbcClient jdbc, Clock clock) {
    this.cursors = cursors;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * @param movedBefore workloads that will have moved when this one begins
   */
  void look(Workload workload, Set<Workload> movedBefore, Weighing findings) {
    read(
        Preconditions.SITE,
        "The settings of clients and baselines",
        EstateFinding.CLIENT_SETTINGS_NOT_READ,
        findings);
    read(
        Preconditions.TENANT,
        "The settings of the tenant",
        EstateFinding.TENANT_NOT_READ,
        findings);
    evaluations(findings);
    site(workload, findings);
    pilotCollection(workload, findings);
    if (workload == DEVICE_CONFIGURATION) {
      baselines(findings);
    }
    if (workload == COMPLIANCE_POLICIES) {
      compliance(findings);
    }
    order(workload, movedBefore, findings);
  }

  /** Whether what Intune says of users and compliance is young enough to rely on. */
  void evaluations(Weighing findings) {
    read(
        Preconditions.EVALUATIONS,
        "Licences, users and Intune's evaluation of compliance",
        EstateFinding.EVALUATIONS_NOT_READ,
        findings);
  }

  private void read(String source, String what, EstateFinding code, Weighing findings) {
    Instant readTo = cursors.readTo(source);
    if (readTo.isBefore(clock.instant().minus(Preconditions.READ_WITHIN))) {
      String since =
          readTo.equals(Instant.EPOCH)
              ? "have never been read"
              : "were last read at " + Moment.words(readTo);
      String why = cursors.failing(source).map(" (%s)"::formatted).orElse("");
      findings.add(code, "%s %s%s.".formatted(what, since, why));
    }
  }

  private void site(Workload workload, Weighing findings) {
    jdbc.sql("select version from configmgr_site")
        .query(Integer.class)
        .optional()
        .ifPresent(
            version -> {
              if (version < OLDEST_SITE) {
                findings.add(
                    EstateFinding.SITE_TOO_OLD,
                    "The site has version %d; co-management needs %d at least."
                        .formatted(version, OLDEST_SITE));
              }
              if (version >= RESOURCE_ACCESS_RETIRED && workload == RESOURCE_ACCESS_POLICIES) {
                findings.add(
                    EstateFinding.RESOURCE_ACCESS_RETIRED,
                    "On a site of version %d resource access is always Intune's."
                        .formatted(version));
              }
            });
  }

  private void pilotCollection(Workload workload, Weighing findings) {
    List<String> others =
        jdbc.sql(
                """
                select o.workload from slider s
                join slider o on o.pilot_collection = s.pilot_collection
                where s.workload = :workload and o.workload <> :workload order by o.workload""")
            .param("workload", workload.slug())
            .query(String.class)
            .list();
    if (!others.isEmpty()) {
      findings.add(
          EstateFinding.PILOT_COLLECTION_SHARED,
          "The pilot collection of %s is that of %s, too: whoever is put into it moves for all of them."
              .formatted(workload.title(), titles(others)));
    }
  }

  private void baselines(Weighing findings) {
    List<String> lost =
        jdbc.sql("select name from baseline where not always_apply order by name")
            .query(String.class)
            .list();
    if (!lost.isEmpty()) {
      findings.add(
          EstateFinding.BASELINES_NOT_ALWAYS_APPLIED,
          "%s: %s."
              .formatted(
                  DeviceCount.of(
                      lost.size(),
                      "baseline is not set to apply even for co-managed clients and ends with the move",
                      "baselines are not set to apply even for co-managed clients and end with the move"),
                  lost.stream().limit(10).collect(Collectors.joining(", "))));
    }
  }

  private void compliance(Weighing findings) {
    jdbc.sql("select secure_by_default, compliance_policies from tenant_setting")
        .query((rs, n) -> new Tenant((Boolean) rs.getObject(1), rs.getInt(2)))
        .optional()
        .ifPresent(
            tenant -> {
              if (tenant.secureByDefault() == null) {
                findings.add(
                    EstateFinding.SECURE_BY_DEFAULT_UNKNOWN,
                    "The tenant does not say whether devices without a compliance policy count as compliant (secureByDefault).");
              }
              if (tenant.policies() == 0 && Boolean.TRUE.equals(tenant.secureByDefault())) {
                findings.add(
                    EstateFinding.LOCKED_OUT_WITHOUT_POLICY,
                    "No compliance policy is assigned in Intune, and devices without one count as non-compliant (secureByDefault): everybody would be locked out.");
              } else if (tenant.policies() == 0) {
                findings.add(
                    EstateFinding.NO_COMPLIANCE_POLICY,
                    "No compliance policy is assigned in Intune; nobody would be evaluated.");
              }
            });
  }

  private record Tenant(Boolean secureByDefault, int policies) {}

  private void order(Workload workload, Set<Workload> movedBefore, Weighing findings) {
    List<String> earlier =
        RecommendedOrder.before(workload).stream()
            .filter(w -> !movedBefore.contains(w))
            .map(Workload::slug)
            .toList();
    if (earlier.isEmpty()) {
      return;
    }
    List<String> behind =
        jdbc.sql(
                """
                select workload from slider
                where workload in (:earlier) and position <> 'INTUNE'""")
            .param("earlier", earlier)
            .query(String.class)
            .list();
    if (!behind.isEmpty()) {
      findings.add(
          EstateFinding.EARLIER_WORKLOAD_NOT_MOVED,
          "%s usually come before %s; their sliders are not at Intune yet."
              .formatted(
                  titles(earlier.stream().filter(behind::contains).toList()), workload.title()));
    }
  }

  private static String titles(List<String> slugs) {
    return slugs.stream().map(slug -> Workload.of(slug).title()).collect(Collectors.joining(", "));
  }
}
