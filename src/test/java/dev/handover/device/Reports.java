package dev.handover.device;

import java.time.Instant;
import java.util.Set;

/** Reports of both systems about device n, for tests. */
final class Reports {

  static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private Reports() {}

  static IntuneRow enrolled(int n) {
    return new IntuneRow(
        "i" + n,
        "e" + n,
        "Intune name",
        "Intune maker",
        "Intune model",
        "10.0.1",
        "ENTRA_JOINED",
        Set.of(),
        NOON,
        "SN" + n,
        "User" + n + "@contoso.example");
  }

  static Client client(long n) {
    return new Client(n, "e" + n, "M", "LON", false, false, 8193, NOON);
  }

  record Client(
      long n,
      String entra,
      String model,
      String site,
      boolean thirdPartyMdm,
      boolean policyPresent,
      Integer mask,
      Instant at) {

    Client entra(String other) {
      return new Client(n, other, model, site, thirdPartyMdm, policyPresent, mask, at);
    }

    Client model(String other) {
      return new Client(n, entra, other, site, thirdPartyMdm, policyPresent, mask, at);
    }

    Client site(String other) {
      return new Client(n, entra, model, other, thirdPartyMdm, policyPresent, mask, at);
    }

    Client thirdParty() {
      return new Client(n, entra, model, site, true, policyPresent, mask, at);
    }

    Client policy() {
      return new Client(n, entra, model, site, thirdPartyMdm, true, mask, at);
    }

    Client mask(Integer other) {
      return new Client(n, entra, model, site, thirdPartyMdm, policyPresent, other, at);
    }

    Client at(Instant other) {
      return new Client(n, entra, model, site, thirdPartyMdm, policyPresent, mask, other);
    }

    ConfigMgrRow row() {
      return new ConfigMgrRow(
          n,
          entra,
          "PC" + n,
          "Dell",
          model,
          "10.0.22631",
          site,
          "HYBRID_JOINED",
          thirdPartyMdm,
          policyPresent,
          mask,
          at);
    }
  }
}
