package dev.handover.notify;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;

/** Where messages may go. */
final class Addresses {

  private static final int ADDRESS = 1000;

  private Addresses() {}

  /**
   * @throws InvalidSubscription if nothing can be sent there
   */
  static void require(Channel how, String address) {
    if (address == null || address.isBlank() || address.length() > ADDRESS) {
      throw new InvalidSubscription(
          "address", "An address of at most %d characters is needed.".formatted(ADDRESS));
    }
    if (how.web()) {
      requireWebAddress(address);
    } else {
      requireMailAddress(address);
    }
  }

  private static void requireMailAddress(String address) {
    try {
      InternetAddress parsed = new InternetAddress(address, true);
      if (!parsed.getAddress().equals(address) || !address.contains("@")) {
        throw new AddressException();
      }
    } catch (AddressException e) {
      throw new InvalidSubscription(
          "address", "'%s' is no mail address such as name@example.com.".formatted(address));
    }
  }

  /** Without encryption only on this machine, where tools of its own may listen. */
  private static void requireWebAddress(String address) {
    try {
      URI uri = new URI(address);
      boolean encrypted = "https".equalsIgnoreCase(uri.getScheme());
      boolean here =
          "http".equalsIgnoreCase(uri.getScheme())
              && uri.getHost() != null
              && InetAddress.getByName(uri.getHost()).isLoopbackAddress();
      if (uri.getHost() == null || uri.getUserInfo() != null || !(encrypted || here)) {
        throw new URISyntaxException(address, "");
      }
    } catch (URISyntaxException | UnknownHostException e) {
      throw new InvalidSubscription(
          "address",
          "A web address begins with https:// (http:// on this machine only), names a host, and"
              + " carries no password; '%s' does not.".formatted(address));
    }
  }
}
