package dev.handover.api;

import dev.handover.authority.AuthorityQueries;
import dev.handover.authority.AuthorityQueries.DeviceAuthority;
import dev.handover.authority.AuthorityQueries.Difference;
import dev.handover.authority.AuthorityReason;
import dev.handover.authority.DeviceFinding;
import dev.handover.authority.DeviceFindings;
import dev.handover.device.Device;
import dev.handover.device.DeviceFilter;
import dev.handover.device.Devices;
import dev.handover.device.ManagementState;
import dev.handover.rollout.Page;
import dev.handover.workload.Authority;
import dev.handover.workload.CapabilityMask;
import dev.handover.workload.Workload;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/devices")
@Tag(name = "Devices", description = "The fleet as both systems last reported it")
class DevicesController {

  private final Devices devices;
  private final AuthorityQueries authority;
  private final DeviceFindings findings;

  DevicesController(Devices devices, AuthorityQueries authority, DeviceFindings findings) {
    this.devices = devices;
    this.authority = authority;
    this.findings = findings;
  }

  /** What each side says; null where it says nothing. */
  record Reported(Authority configurationManager, Authority intune) {}

  /**
   * @param effective by the settings; null where it is nobody's
   * @param reason the rule that decided
   * @param difference between reports and effective authority, with since when; null where none
   */
  record WorkloadOnDevice(
      Authority effective, Reported reported, AuthorityReason reason, Difference difference) {}

  /**
   * @param configurationManagerMaskForm how that mask is written; an impossible one is a finding
   * @param findings codes of what stands in the way of moving this device, or of one workload on it
   */
  record DeviceBody(
      long id,
      String name,
      String entraDeviceId,
      Long resourceId,
      String intuneId,
      String manufacturer,
      String model,
      String osBuild,
      String site,
      String joinState,
      ManagementState managementState,
      Integer configurationManagerMask,
      CapabilityMask.Form configurationManagerMaskForm,
      Instant configurationManagerSeenAt,
      Instant intuneSeenAt,
      String serialNumber,
      String userPrincipalName,
      Map<Workload, WorkloadOnDevice> authority,
      List<String> findings) {}

  @Operation(
      summary = "Devices by name",
      description =
          "filter is RSQL over name, model, manufacturer, osBuild, site, joinState,"
              + " managementState, serial and user with == != =in= =out= and * as a wildcard in"
              + " name, model, osBuild, serial and user, such as"
              + " managementState==CO_MANAGED;site=in=(LON,BER). Capitals matter, but for serial"
              + " and user."
              + " finding is a code of what stands in the way of moving a device, such as"
              + " NO_LICENCE: only devices of which it is so")
  @GetMapping
  Page<DeviceBody> list(
      @RequestParam(required = false) String filter,
      @RequestParam(required = false) String finding,
      @RequestParam(required = false) String sort,
      @RequestParam(defaultValue = "0") int page,
      @RequestParam(defaultValue = "50") int size) {
    Paging paging = new Paging(page, size);
    DeviceFilter parsed = filter == null ? DeviceFilter.all() : DeviceFilter.parse(filter);
    if (finding != null) {
      parsed = parsed.and(findings.devicesWith(withoutPlan(finding)));
    }
    List<Device> onPage =
        devices.page(parsed, Devices.SORTING.of(sort), paging.page(), paging.size());
    List<Long> ids = onPage.stream().map(Device::id).toList();
    var authorities = authority.ofDevices(ids);
    var found = findings.of(ids);
    return new Page<>(
        onPage.stream()
            .map(
                d ->
                    body(
                        d,
                        authorities.getOrDefault(d.id(), Map.of()),
                        found.getOrDefault(d.id(), List.of())))
            .toList(),
        paging.page(),
        paging.size(),
        devices.count(parsed));
  }

  @Operation(summary = "One device: both systems side by side, and who owns each workload and why")
  @GetMapping("/{id}")
  DeviceBody one(@PathVariable long id) {
    Device device =
        devices.find(id).orElseThrow(() -> new NotFound("There is no device %d.".formatted(id)));
    return body(device, authority.ofDevice(id), findings.of(List.of(id)).get(id));
  }

  private static DeviceBody body(
      Device d, Map<Workload, DeviceAuthority> authorities, List<DeviceFinding> found) {
    Map<Workload, WorkloadOnDevice> workloads = new LinkedHashMap<>();
    authorities.forEach(
        (workload, a) ->
            workloads.put(
                workload,
                new WorkloadOnDevice(
                    a.effective(),
                    new Reported(a.byConfigurationManager(), a.byIntune()),
                    a.reason(),
                    a.difference())));
    return new DeviceBody(
        d.id(),
        d.name(),
        d.entraDeviceId(),
        d.resourceId(),
        d.intuneId(),
        d.manufacturer(),
        d.model(),
        d.osBuild(),
        d.site(),
        d.joinState(),
        d.managementState(),
        d.configMgrMask(),
        d.configMgrMask() == null ? null : new CapabilityMask(d.configMgrMask()).form(),
        d.configMgrSeenAt(),
        d.intuneSeenAt(),
        d.serialNumber(),
        d.userPrincipalName(),
        workloads,
        findings(d, authorities, found));
  }

  private static DeviceFinding withoutPlan(String code) {
    return DeviceFindings.WITHOUT_PLAN.stream()
        .filter(f -> f.name().equals(code))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInput(
                    "finding",
                    "'%s' is not found without a plan; it must be one of %s. Those that a plan leaves out are at POST /api/plans/left-out, those that drift at GET /api/drift."
                        .formatted(
                            code,
                            DeviceFindings.WITHOUT_PLAN.stream()
                                .map(Enum::name)
                                .collect(Collectors.joining(", ")))));
  }

  private static List<String> findings(
      Device d, Map<Workload, DeviceAuthority> authorities, List<DeviceFinding> found) {
    List<String> findings = new ArrayList<>();
    if (authorities.values().stream()
        .anyMatch(a -> a.difference() != null && a.difference().drift())) {
      findings.add("DRIFT");
    }
    found.forEach(f -> findings.add(f.name()));
    return findings;
  }
}
