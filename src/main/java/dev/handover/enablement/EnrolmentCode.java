package dev.handover.enablement;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The codes with which clients usually fail to enrol, and what helps.
 *
 * <p>Sources: Microsoft Learn, "How to monitor co-management in Configuration Manager", section
 * <i>Enrollment errors</i>, which says of each whether it is transient; and "MDM Registration Error
 * Values" ({@code MDMRegistration.h}) for the constants that it does not list. What Windows tells
 * of HTTP comes as {@code 0x80192Exx} or as {@code 0x80072Exx} (WinHTTP, "Error Messages"): the
 * same failure, so the same is said of both; "Windows Update common errors" counts {@code
 * 0x80072EFD} among the timeouts. A code of which none says so is not taken for transient, and one
 * that stands in none is unknown.
 */
public enum EnrolmentCode {
  MDM_NOT_CONFIGURED(
      0x8018002BL,
      true,
      "what Entra ID says of automatic enrolment has not arrived yet",
      "Wait; if it stays, see whether the user's name (UPN) is one of a verified domain and the MDM user scope includes the user."),
  USER_CANCELED(
      0x8018002AL,
      true,
      "the user has not answered the prompt for a second factor",
      "Wait; have users sign in to Windows with a second factor, or answer the prompt."),
  NEED_SIGN_IN(
      0xCAA10001L,
      true,
      "the user signed out before the enrolment ran",
      "Wait until the user signs in for longer."),
  PROXY_NOT_FOUND(
      0xCAA70004L,
      true,
      "the server or the proxy was not found",
      "Wait; if it stays, let the device reach Azure at all times."),
  ELEMENT_NOT_FOUND(
      0x80070490L, true, "an element was not found", "Wait; if it stays, ask Microsoft."),
  NOT_ENOUGH_MEMORY(
      0x82AA0008L,
      true,
      "there was not enough memory to process the command",
      "Wait: the client tries again."),
  SERVER_FAILURE(
      0x80180005L,
      true,
      "the management server failed, such as to reach its database",
      "Wait; if it stays, ask Microsoft."),
  INTERNET_TIMEOUT(
      0x80192EE2L,
      true,
      "the internet did not answer in time",
      "Wait; if it stays, let the device reach Azure at all times."),
  HTTP_TIMEOUT(
      0x80072EE2L,
      true,
      "the server did not answer in time",
      "Wait; if it stays, let the device reach Azure at all times."),
  CANNOT_CONNECT(
      0x80072EFDL,
      true,
      "the server cannot be connected to",
      "Wait; if it stays, see whether a firewall or the proxy keeps the device from Azure."),
  CONNECTIVITY(
      0x80180010L,
      true,
      "the network failed, such as DNS or by a timeout",
      "Wait; if it stays, see to the device's network and DNS."),
  IN_MAINTENANCE(0x80180017L, true, "the account is in maintenance", "Wait until that is over."),
  ENROLMENT_IN_PROGRESS(
      0x80180009L,
      true,
      "another enrolment of the device is in progress",
      "Wait until that one has ended."),
  NAME_NOT_RESOLVED(
      0x80192EE7L,
      false,
      "the name of the service cannot be resolved",
      "Put the DNS configuration of the device right."),
  SERVER_NAME_NOT_RESOLVED(
      0x80072EE7L,
      false,
      "the name of the server cannot be resolved",
      "Put the DNS configuration of the device right."),
  USER_LICENCE(
      0x80180018L,
      false,
      "the user's licence is missing or in a state that blocks enrolment",
      "Assign an Intune licence to the user."),
  DEVICE_NOT_SUPPORTED(
      0x80180014L,
      false,
      "Intune's device restrictions do not allow this platform or version",
      "Allow Windows (MDM) in the device platform restrictions, or update the device."),
  NOT_SUPPORTED(
      0x80180015L,
      false,
      "mobile device management is not supported on this device",
      "See Intune's device restrictions."),
  DEVICE_CAP_REACHED(
      0x80180013L,
      false,
      "the user has enrolled as many devices as they may",
      "Remove devices of the user, or raise the device limit."),
  DEVICE_MANAGEMENT_BLOCKED(
      0x80180026L,
      false,
      "mobile device management is blocked on the device, by Group Policy or as externally managed",
      "Take away the policy that disables MDM enrolment, or the other agent (ExternallyManaged)."),
  ALREADY_ENROLLED(
      0x8018000AL,
      false,
      "the device is enrolled already, by another account or in another MDM",
      "Remove the old enrolment from the device."),
  MESSAGE_FORMAT(
      0x80180001L,
      false,
      "the server's message could not be read",
      "See whether a proxy changes what the enrolment service sends."),
  AUTHENTICATION(
      0x80180002L,
      false,
      "the server could not authenticate the user: there is no Entra ID token",
      "Make sure that the user can sign in to Entra ID (dsregcmd /status)."),
  AUTHORIZATION(
      0x80180003L,
      false,
      "the user may not enrol",
      "Include the user in the MDM user scope, and see Intune's enrolment restrictions."),
  OS_TOO_OLD(
      0x80070032L,
      false,
      "automatic enrolment needs Windows 10 1709 or later",
      "Update Windows on the device."),
  URL_NOT_EXPECTED(
      0x8000FFFFL,
      false,
      "automatic enrolment is not configured in Entra ID, or its URL is not the expected one",
      "Configure automatic enrolment in Entra ID (Mobility)."),
  HTTP_ISSUE(0x801901ADL, false, "an HTTP request failed", "See to the device's proxy."),
  SERVICE_MISSING(
      0x800706D9L,
      false,
      "the service dmwappushservice is missing or disabled on the device",
      "Restore the service and set it to start automatically."),
  TOKEN_REALM(
      0xCAA9004DL,
      false,
      "Entra ID's answer about the user's realm was not understood",
      "See the configuration of Entra ID, and whether the user can sign in."),
  TOKEN_REQUEST(
      0xCAA90014L,
      false,
      "the request for a security token failed",
      "See the configuration of Entra ID, and whether the user can sign in."),
  TOKEN_FEDERATION(
      0xCAA9001FL,
      false,
      "integrated Windows authentication works with federation only",
      "See how hybrid join is set up."),
  TOKEN_GRANT(
      0xCAA20003L,
      false,
      "the authorization grant failed for this assertion",
      "See the configuration of Entra ID, and whether the user can sign in.");

  private final long code;
  private final boolean passes;
  private final String reason;
  private final String remedy;

  EnrolmentCode(long code, boolean passes, String reason, String remedy) {
    this.code = code;
    this.passes = passes;
    this.reason = reason;
    this.remedy = remedy;
  }

  /** The HRESULT, unsigned. */
  public long code() {
    return code;
  }

  /** Whether it passes by itself as the client tries again. */
  public boolean passes() {
    return passes;
  }

  /** In plain words, without a full stop. */
  public String reason() {
    return reason;
  }

  /** What to do about it, a sentence. */
  public String remedy() {
    return remedy;
  }

  public static Optional<EnrolmentCode> of(long code) {
    return Arrays.stream(values()).filter(c -> c.code == code).findFirst();
  }

  static List<Long> known() {
    return Arrays.stream(values()).map(EnrolmentCode::code).toList();
  }

  static List<Long> passing() {
    return Arrays.stream(values()).filter(EnrolmentCode::passes).map(EnrolmentCode::code).toList();
  }

  /** {@code 0x8018002B}. */
  static String hex(long code) {
    return String.format(Locale.ROOT, "0x%08X", code);
  }
}
