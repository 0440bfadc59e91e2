package dev.handover.security;

import dev.handover.security.RouteRules.Rule;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * The filter chains, each for its part of the address space, and a last one that denies the rest.
 *
 * <p>All matchers are path patterns: matchers made from plain strings ask Spring MVC, which knows
 * nothing of the engine's Jersey servlets, and miss them silently.
 */
@Configuration(proxyBeanMethods = false)
class SecurityChains {

  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  /** Handover's own pages: no inline script; htmx, ECharts and bpmn-js set styles on elements. */
  private static final String PAGE_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
          + "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
          + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final String API_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
          + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

  @Bean
  LoginThrottle loginThrottle() {
    return new LoginThrottle(System::nanoTime);
  }

  @Bean
  EngineUsers engineUsers(IdentityService identity, LoginThrottle throttle) {
    return new EngineUsers(identity, throttle);
  }

  @Bean
  @Order(1)
  SecurityFilterChain engineRest(HttpSecurity http, EngineUsers users, IdentityService identity)
      throws Exception {
    Problems problems = Problems.basic();
    return http.securityMatcher(path("/engine-rest/**"))
        .httpBasic(basic -> basic.authenticationEntryPoint(problems))
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .requestCache(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        // There is no session; what remains is a browser that remembers a password.
        .csrf(csrf -> csrf.requireCsrfProtectionMatcher(SecurityChains::foreignWrite))
        .headers(headers -> headers.contentSecurityPolicy(c -> c.policyDirectives(API_POLICY)))
        .exceptionHandling(e -> e.authenticationEntryPoint(problems).accessDeniedHandler(problems))
        .authorizeHttpRequests(
            requests -> {
              denyDeployment(requests, "/engine-rest");
              denyDeployment(requests, "/engine-rest/engine/{engine}");
              requests.anyRequest().authenticated();
            })
        .addFilterBefore(new EngineIdentityFilter(identity, users), AuthorizationFilter.class)
        .addFilterAfter(new EngineInputFilter(none()), AuthorizationFilter.class)
        .build();
  }

  @Bean
  @Order(2)
  SecurityFilterChain webapps(HttpSecurity http, EngineUsers users, ProcessEngine engine)
      throws Exception {
    Problems problems = Problems.quiet();
    RequestMatcher api = path("/camunda/api/**");
    return http.securityMatcher(path("/camunda/**"))
        .requestCache(cache -> cache.requestCache(pagesOnly()))
        .logout(AbstractHttpConfigurer::disable)
        // The engine's own token and headers hold here, together with its own login.
        .csrf(AbstractHttpConfigurer::disable)
        .headers(
            headers ->
                headers
                    .cacheControl(HeadersConfigurer.CacheControlConfig::disable)
                    .frameOptions(HeadersConfigurer.FrameOptionsConfig::sameOrigin)
                    .referrerPolicy(r -> r.policy(ReferrerPolicy.SAME_ORIGIN)))
        .exceptionHandling(
            e ->
                e.defaultAuthenticationEntryPointFor(problems, api)
                    .defaultAuthenticationEntryPointFor(new LoginRedirect(), path("/camunda/**"))
                    .accessDeniedHandler(problems))
        .authorizeHttpRequests(
            requests -> {
              // CVE-2026-77226: creates an administrator without a login while there is none.
              requests.requestMatchers(path("/camunda/api/admin/setup/**")).denyAll();
              requests.requestMatchers(path("/camunda/app/admin/{engine}/setup/**")).denyAll();
              denyDeployment(requests, "/camunda/api/engine/engine/{engine}");
              requests.requestMatchers(WebappSignOn.LOGIN).permitAll();
              // Who am I: answers 404 to nobody, and hands out the token that a login needs.
              requests
                  .requestMatchers(path(HttpMethod.GET, "/camunda/api/admin/auth/user/{engine}"))
                  .permitAll();
              requests.anyRequest().authenticated();
            })
        .addFilterAfter(new EngineInputFilter(WebappSignOn.LOGIN), AuthorizationFilter.class)
        .addFilterAfter(
            new WebappSignOn(engine, users, new HttpSessionSecurityContextRepository()),
            EngineInputFilter.class)
        .addFilterAfter(new CockpitListFilter(engine), WebappSignOn.class)
        .addFilterBefore(
            new UnattendedSession(InstantSource.system()), SecurityContextHolderFilter.class)
        .build();
  }

  @Bean
  @Order(3)
  SecurityFilterChain api(HttpSecurity http, EngineUsers users, IdentityService identity)
      throws Exception {
    Problems problems = Problems.basic(RouteRules.API);
    return http.securityMatcher(
            any(
                path("/api/**"),
                path("/v3/api-docs/**"),
                path("/v3/api-docs.yaml"),
                path("/swagger-ui/**"),
                path("/swagger-ui.html")))
        .httpBasic(basic -> basic.authenticationEntryPoint(problems))
        // Takes the session of a page where there is one, and never makes one.
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.NEVER))
        .requestCache(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .csrf(
            csrf ->
                csrf.requireCsrfProtectionMatcher(SecurityChains::needsToken)
                    .csrfTokenRequestHandler(new HeaderToken()))
        .headers(headers -> headers.contentSecurityPolicy(c -> c.policyDirectives(API_POLICY)))
        .exceptionHandling(e -> e.authenticationEntryPoint(problems).accessDeniedHandler(problems))
        .authorizeHttpRequests(requests -> allow(requests, RouteRules.API))
        .addFilterBefore(new EngineIdentityFilter(identity, users), AuthorizationFilter.class)
        .addFilterAfter(new BodyLimitFilter(), AuthorizationFilter.class)
        .addFilterBefore(
            new UnattendedSession(InstantSource.system()), SecurityContextHolderFilter.class)
        .build();
  }

  @Bean
  @Order(4)
  SecurityFilterChain actuator(HttpSecurity http) throws Exception {
    Problems problems = Problems.basic();
    return http.securityMatcher(path("/actuator/**"))
        .httpBasic(basic -> basic.authenticationEntryPoint(problems))
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .requestCache(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .csrf(csrf -> csrf.requireCsrfProtectionMatcher(SecurityChains::foreignWrite))
        .exceptionHandling(e -> e.authenticationEntryPoint(problems).accessDeniedHandler(problems))
        .authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers(
                        path(HttpMethod.GET, "/actuator/health/**"),
                        path(HttpMethod.GET, "/actuator/info"))
                    .permitAll()
                    // A monitoring system reads it by itself, and should be able to do no more.
                    .requestMatchers(path(HttpMethod.GET, "/actuator/prometheus"))
                    .hasAnyRole(Role.ADMINISTRATOR.name(), Role.AUDITOR.name())
                    .anyRequest()
                    .hasRole(Role.ADMINISTRATOR.name()))
        .build();
  }

  @Bean
  @Order(5)
  SecurityFilterChain pages(HttpSecurity http, EngineUsers users, IdentityService identity)
      throws Exception {
    return http.securityMatcher(any(matchers(RouteRules.OPEN), matchers(RouteRules.PAGES)))
        .formLogin(form -> form.loginPage("/login").defaultSuccessUrl("/").permitAll(false))
        .logout(logout -> logout.logoutUrl("/logout").logoutSuccessUrl("/login?out"))
        .requestCache(cache -> cache.requestCache(pagesOnly()))
        .headers(
            headers ->
                headers
                    .contentSecurityPolicy(c -> c.policyDirectives(PAGE_POLICY))
                    .referrerPolicy(r -> r.policy(ReferrerPolicy.SAME_ORIGIN)))
        .exceptionHandling(
            e ->
                e.authenticationEntryPoint(new LoginRedirect())
                    .accessDeniedHandler(Problems.page(RouteRules.PAGES)))
        .authorizeHttpRequests(
            requests -> {
              // The end of a stream: it was allowed when it began, and its session may be over.
              requests.dispatcherTypeMatchers(DispatcherType.ASYNC).permitAll();
              RouteRules.OPEN.forEach(r -> requests.requestMatchers(r.matcher()).permitAll());
              allow(requests, RouteRules.PAGES);
            })
        .addFilterBefore(new EngineIdentityFilter(identity, users), AuthorizationFilter.class)
        .addFilterBefore(
            new UnattendedSession(InstantSource.system()), SecurityContextHolderFilter.class)
        .build();
  }

  @Bean
  @Order(6)
  SecurityFilterChain everythingElse(HttpSecurity http) throws Exception {
    return http.authorizeHttpRequests(
            requests ->
                requests
                    .dispatcherTypeMatchers(DispatcherType.ERROR)
                    .permitAll()
                    .anyRequest()
                    .denyAll())
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.NEVER))
        .requestCache(AbstractHttpConfigurer::disable)
        // Nothing here takes a write; but the error page has a button that signs out.
        .csrf(csrf -> csrf.requireCsrfProtectionMatcher(none()))
        .logout(AbstractHttpConfigurer::disable)
        .exceptionHandling(
            e ->
                e.authenticationEntryPoint(
                        (request, response, nobody) -> Problems.nothing(request, response))
                    .accessDeniedHandler(
                        (request, response, denied) -> Problems.nothing(request, response)))
        .build();
  }

  /** No human role deploys, and none removes what is deployed: releases do. */
  private static void denyDeployment(
      AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry
          requests,
      String root) {
    for (HttpMethod method : List.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE)) {
      requests.requestMatchers(path(method, root + "/deployment/**")).denyAll();
    }
    requests.requestMatchers(path(HttpMethod.DELETE, root + "/process-definition/**")).denyAll();
    // Tells whether a password is right, as often as one likes.
    requests.requestMatchers(path(root + "/identity/verify")).denyAll();
  }

  private static void allow(
      AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry
          requests,
      List<Rule> rules) {
    rules.forEach(rule -> requests.requestMatchers(rule.matcher()).hasAnyRole(rule.roleNames()));
    requests.anyRequest().denyAll();
  }

  /** A write from another site, which a browser may adorn with a password it remembers. */
  private static boolean foreignWrite(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    return !READING.contains(request.getMethod())
        && site != null
        && !Set.of("same-origin", "none").contains(site.toLowerCase(Locale.ROOT));
  }

  /** Whoever sends a password with the request proves more than the token would. */
  private static boolean needsToken(HttpServletRequest request) {
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    boolean password =
        authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith("basic ");
    // Without a session there is nothing to forge: such a request is refused for lack of a user.
    return foreignWrite(request)
        || (!READING.contains(request.getMethod())
            && !password
            && request.getSession(false) != null);
  }

  /** After signing in one returns to a page, never to a fragment, a stream or a file. */
  private static HttpSessionRequestCache pagesOnly() {
    HttpSessionRequestCache cache = new HttpSessionRequestCache();
    cache.setRequestMatcher(
        request ->
            request.getMethod().equals("GET")
                && request.getHeader("HX-Request") == null
                && String.valueOf(request.getHeader(HttpHeaders.ACCEPT)).contains("text/html"));
    return cache;
  }

  private static RequestMatcher path(String pattern) {
    return PathPatternRequestMatcher.withDefaults().matcher(pattern);
  }

  private static RequestMatcher path(HttpMethod method, String pattern) {
    return PathPatternRequestMatcher.withDefaults().matcher(method, pattern);
  }

  private static RequestMatcher matchers(List<Rule> rules) {
    return new OrRequestMatcher(rules.stream().map(Rule::anyMethod).toList());
  }

  private static RequestMatcher any(RequestMatcher... matchers) {
    return new OrRequestMatcher(matchers);
  }

  private static RequestMatcher none() {
    return request -> false;
  }
}
