package dev.handover.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handover.security.Actor;
import jakarta.servlet.Filter;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.core.MethodParameter;
import org.springframework.format.support.DefaultFormattingConversionService;
import org.springframework.http.converter.ByteArrayHttpMessageConverter;
import org.springframework.http.converter.json.Jackson2ObjectMapperBuilder;
import org.springframework.http.converter.json.MappingJackson2HttpMessageConverter;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Controllers behind the API's own JSON, errors and conversions, without an application. */
final class Rest {

  /** Who calls. */
  final AtomicReference<Actor> actor = new AtomicReference<>();

  static ObjectMapper json() {
    Jackson2ObjectMapperBuilder builder = Jackson2ObjectMapperBuilder.json();
    ApiJson.strictJson().customize(builder);
    return builder.build();
  }

  MockMvc of(Object... controllers) {
    return filtered(new Filter[0], controllers);
  }

  MockMvc filtered(Filter[] filters, Object... controllers) {
    DefaultFormattingConversionService conversions = new DefaultFormattingConversionService();
    new ApiJson().addFormatters(conversions);
    return MockMvcBuilders.standaloneSetup(controllers)
        .setControllerAdvice(new ApiErrors())
        .setConversionService(conversions)
        .setMessageConverters(
            new ByteArrayHttpMessageConverter(), new MappingJackson2HttpMessageConverter(json()))
        .addInterceptors(new Utf8Only())
        .setCustomArgumentResolvers(new Caller())
        .addFilters(filters)
        .build();
  }

  private final class Caller implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
      return parameter.getParameterType() == Actor.class;
    }

    @Override
    public Object resolveArgument(
        MethodParameter parameter,
        ModelAndViewContainer container,
        NativeWebRequest request,
        WebDataBinderFactory binders) {
      return actor.get();
    }
  }
}
