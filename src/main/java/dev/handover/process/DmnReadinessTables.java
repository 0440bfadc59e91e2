package dev.handover.process;

import dev.handover.rollout.ReadinessTables;
import dev.handover.rollout.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.camunda.bpm.engine.repository.Deployment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import org.springframework.util.ConcurrentLruCache;

/**
 * Versions of the decision {@code readinessPolicy} among the engine's deployments. One that an
 * administrator has brought is known by its source; the engine's own API for deployments is closed.
 */
@Component
final class DmnReadinessTables implements ReadinessTables {

  private static final String FILE = "processes/readiness-policy.dmn";
  private static final String ADMINISTRATOR = "administrator";

  private final RepositoryService repository;
  private final Caller caller;

  // A deployed definition never changes
  private final ConcurrentLruCache<String, File> files = new ConcurrentLruCache<>(100, this::file);

  private record File(byte[] bytes, String hash, Instant at) {}

  DmnReadinessTables(RepositoryService repository, Caller caller) {
    this.repository = repository;
    this.caller = caller;
  }

  @Override
  public List<Version> versions() {
    return caller.asHandover(
        () -> {
          Set<String> administrators =
              repository.createDeploymentQuery().deploymentSource(ADMINISTRATOR).list().stream()
                  .map(Deployment::getId)
                  .collect(Collectors.toSet());
          return repository
              .createDecisionDefinitionQuery()
              .decisionDefinitionKey(ReadinessTable.KEY)
              .orderByDecisionDefinitionVersion()
              .desc()
              .list()
              .stream()
              .map(d -> version(d, administrators.contains(d.getDeploymentId())))
              .toList();
        });
  }

  @Override
  public Table table(int version) {
    Version found =
        versions().stream()
            .filter(v -> v.version() == version)
            .findFirst()
            .orElseThrow(
                () -> Refused.unknown("There is no version %d of the table.".formatted(version)));
    String xml = new String(files.get(found.id()).bytes(), StandardCharsets.UTF_8);
    return new Table(found, ReadinessTable.read(xml).rows(), xml);
  }

  @Override
  public List<Version> deploy(String xml) {
    ReadinessTable.read(xml).check(ReadinessTable.read(own()));
    try {
      caller.asHandover(
          () ->
              repository
                  .createDeployment()
                  .name("Readiness policy")
                  .source(ADMINISTRATOR)
                  .addString(FILE, xml)
                  .deploy());
    } catch (ProcessEngineException e) {
      throw Refused.invalid("The engine does not take the table: " + e.getMessage());
    }
    return versions();
  }

  private Version version(DecisionDefinition definition, boolean byAdministrator) {
    File file = files.get(definition.getId());
    return new Version(
        definition.getVersion(), definition.getId(), byAdministrator, file.at(), file.hash());
  }

  private File file(String id) {
    try (InputStream model = repository.getDecisionModel(id)) {
      byte[] bytes = model.readAllBytes();
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      Deployment deployment =
          repository
              .createDeploymentQuery()
              .deploymentId(repository.getDecisionDefinition(id).getDeploymentId())
              .singleResult();
      return new File(
          bytes, HexFormat.of().formatHex(hash), deployment.getDeploymentTime().toInstant());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The table that came with this Handover. */
  private static String own() {
    try {
      return new ClassPathResource(FILE).getContentAsString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the readiness policy cannot be read", e);
    }
  }
}
