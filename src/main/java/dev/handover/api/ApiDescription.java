package dev.handover.api;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the OpenAPI says of itself. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {

  @Bean
  OpenAPI openApi() {
    return new OpenAPI()
        .components(new Components().responses(ApiExamples.refusals()))
        .info(
            new Info()
                .title("Handover")
                .version("1")
                .description(
                    """
                    Moves the authority over co-management workloads from Configuration Manager to \
                    Intune, in waves, on evidence. Times are ISO instants in UTC, durations \
                    ISO-8601, shares decimals from 0 to 1. Lists come as pages of at most 500. \
                    Errors are problem details (RFC 9457), with `errors` that name the place where \
                    the input is to blame. A POST may carry an `Idempotency-Key`: the same key and \
                    body gives the same answer for a day, another body 409."""));
  }
}
