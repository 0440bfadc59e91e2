package dev.handover.security;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/**
 * Refuses to start where the settings are unsafe: a sandbox, whose passwords everybody knows, on an
 * address that others reach; and under the profile {@code production} everything that only a
 * sandbox may have.
 */
class StartRules implements EnvironmentPostProcessor, Ordered {

  static final String SANDBOX = "sandbox";

  private static final Set<String> WELL_KNOWN =
      Set.of("", "sandbox", "handover", "postgres", "password", "admin", "secret", "changeme");

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    check(environment);
  }

  /**
   * @throws UnsafeStart with a sentence and a remedy
   */
  static void check(Environment environment) {
    boolean sandbox = environment.getProperty("handover.estate", SANDBOX).equals(SANDBOX);
    if (sandbox && !loopback(environment.getProperty("server.address"))) {
      throw new UnsafeStart(
          "The sandbox has well-known passwords and would listen on an address that others reach.",
          "Set server.address to 127.0.0.1, or handover.estate to a real estate.");
    }
    if (environment.acceptsProfiles(Profiles.of("production"))) {
      checkProduction(environment, sandbox);
    }
  }

  private static void checkProduction(Environment environment, boolean sandbox) {
    if (sandbox) {
      throw new UnsafeStart(
          "The profile 'production' does not run with the sandbox.",
          "Set handover.estate to a real estate, or leave the profile out.");
    }
    if (environment.getProperty("spring.datasource.url", "").startsWith("jdbc:h2")) {
      throw new UnsafeStart(
          "The profile 'production' does not run on H2.",
          "Add the profile 'postgres' and set HANDOVER_DB_URL.");
    }
    if (wellKnown(environment.getProperty("spring.datasource.password", ""))) {
      throw new UnsafeStart(
          "The database has no password, or one that everybody knows.",
          "Set HANDOVER_DB_PASSWORD to a secret of your own.");
    }
    String admin = environment.getProperty("handover.security.first-admin.id", "");
    if (!admin.isBlank()
        && wellKnown(environment.getProperty("handover.security.first-admin.password", ""))) {
      throw new UnsafeStart(
          "The first administrator has no password, or one that everybody knows.",
          "Set HANDOVER_ADMIN_PASSWORD to a secret of your own.");
    }
  }

  private static boolean wellKnown(String password) {
    return WELL_KNOWN.contains(password.strip().toLowerCase(Locale.ROOT));
  }

  private static boolean loopback(String address) {
    try {
      return address != null
          && !address.isBlank()
          && InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** After the configuration files have been read. */
  @Override
  public int getOrder() {
    return ConfigDataEnvironmentPostProcessor.ORDER + 10;
  }
}
