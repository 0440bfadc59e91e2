package dev.handover.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;

/** The models as they lie in the project, and those that earlier rollouts run on. */
final class ModelFiles {

  private ModelFiles() {}

  static Stream<Path> models() throws IOException {
    return files("processes", ".bpmn").stream();
  }

  static List<BpmnModelInstance> parsed() {
    try {
      return models().map(ModelFiles::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static <T extends ModelElementInstance> Collection<T> elements(Class<T> type) {
    return parsed().stream().flatMap(m -> m.getModelElementsByType(type).stream()).toList();
  }

  static BpmnModelInstance read(Path file) {
    return Bpmn.readModelFromFile(file.toFile());
  }

  static String all() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path file : concat(files("processes", ".bpmn"), earlier())) {
      text.append(Files.readString(file));
    }
    return text.toString();
  }

  /** Rollouts that were started on these still run. */
  static List<Path> earlier() throws IOException {
    return files("src/test/resources/models-before-approval", ".bpmn");
  }

  static List<Path> concat(List<Path> some, List<Path> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  static List<Path> files(String folder, String ending) throws IOException {
    try (Stream<Path> found = Files.list(Path.of(folder))) {
      return found.filter(f -> f.toString().endsWith(ending)).sorted().toList();
    }
  }
}
