package dev.handover.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.spring.boot.starter.configuration.impl.DefaultDeploymentConfiguration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.ContextResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * Deploys the models and their forms under names that do not depend on how Handover is run: the
 * starter's own names differ between a jar and a directory, and leave the forms out.
 */
@Component
class Models extends DefaultDeploymentConfiguration {

  private static final List<String> FOLDERS = List.of("processes", "forms");

  @Override
  public Set<Resource> getDeploymentResources() {
    PathMatchingResourcePatternResolver resolver = new PathMatchingResourcePatternResolver();
    Set<Resource> resources = new LinkedHashSet<>();
    try {
      for (String folder : FOLDERS) {
        for (Resource found : resolver.getResources("classpath*:" + folder + "/*")) {
          resources.add(new Model(folder + "/" + found.getFilename()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the models cannot be read", e);
    }
    return resources;
  }

  /** A file of the class path whose name in the deployment is its path. */
  private static final class Model extends ClassPathResource implements ContextResource {

    Model(String path) {
      super(path);
    }

    @Override
    public String getPathWithinContext() {
      return getPath();
    }
  }
}
