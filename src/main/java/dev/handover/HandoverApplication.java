package dev.handover;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts Handover: the engine, the API, the pages and, by default, a simulated estate. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class HandoverApplication {

  public static void main(String[] args) {
    SpringApplication.run(HandoverApplication.class, args);
  }
}
