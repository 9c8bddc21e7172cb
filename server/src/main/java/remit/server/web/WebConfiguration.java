package remit.server.web;

import static org.springframework.web.servlet.function.RequestPredicates.path;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.jvm.JvmMetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.system.SystemMetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.HttpEncodingAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.MultipartAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.actuate.web.ServletManagementContextAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatServletManagementContextAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.error.ErrorPage;
import org.springframework.boot.web.error.ErrorPageRegistrar;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.actuate.endpoint.web.WebMvcHealthEndpointExtensionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import remit.server.store.DeadNotices;
import remit.server.web.api.Api;
import remit.server.web.api.ApiIntake;
import remit.server.web.api.ApiRoutes;
import remit.server.web.query.CaseQueries;
import remit.server.web.query.Totals;
import remit.server.web.query.WorkMetrics;

/**
 * The wiring, all of it. The auto-configurations are a closed list: what is not named here does not start, which is
 * what makes the start quick and the surface small.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    PropertyPlaceholderAutoConfiguration.class,
    ConfigurationPropertiesAutoConfiguration.class,
    LifecycleAutoConfiguration.class,
    ApplicationAvailabilityAutoConfiguration.class,
    TomcatServletWebServerAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    WebMvcAutoConfiguration.class,
    HttpEncodingAutoConfiguration.class,
    ServletWebSecurityAutoConfiguration.class,
    SecurityFilterAutoConfiguration.class,
    EndpointAutoConfiguration.class,
    WebEndpointAutoConfiguration.class,
    MultipartAutoConfiguration.class,
    ManagementContextAutoConfiguration.class,
    ServletManagementContextAutoConfiguration.class,
    TomcatServletManagementContextAutoConfiguration.class,
    HealthContributorAutoConfiguration.class,
    HealthContributorRegistryAutoConfiguration.class,
    HealthEndpointAutoConfiguration.class,
    WebMvcHealthEndpointExtensionAutoConfiguration.class,
    AvailabilityHealthContributorAutoConfiguration.class,
    AvailabilityProbesAutoConfiguration.class,
    ObservationAutoConfiguration.class,
    MetricsAutoConfiguration.class,
    CompositeMeterRegistryAutoConfiguration.class,
    PrometheusMetricsExportAutoConfiguration.class,
    JvmMetricsAutoConfiguration.class,
    SystemMetricsAutoConfiguration.class,
    WebMvcObservationAutoConfiguration.class
})
final class WebConfiguration {
    private static final String POLICY =
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';" + " frame-ancestors 'none'";

    @Bean
    Callers callers(WebParts parts) {
        return new Callers(parts.access());
    }

    @Bean
    Pages pages(WebParts parts, Callers callers) {
        return new Pages(callers, parts);
    }

    @Bean
    CaseQueries caseQueries(WebParts parts) {
        return new CaseQueries(parts.dataSource(), parts.catalog()::process);
    }

    @Bean
    Console console(WebParts parts, Callers callers, Pages pages, CaseQueries queries, Totals totals) {
        return new Console(pages, callers, parts, queries, totals);
    }

    @Bean
    RegisterPages registerPages(WebParts parts, Pages pages) {
        return new RegisterPages(pages, parts);
    }

    @Bean
    ReaderPages readerPages(WebParts parts, Callers callers, Pages pages) {
        return new ReaderPages(pages, callers, parts);
    }

    @Bean
    SignIn signIn(WebParts parts, Callers callers, Pages pages) {
        return new SignIn(pages, callers, parts.access());
    }

    @Bean
    RouterFunction<ServerResponse> pageRouter(
            Console console, RegisterPages register, SignIn signIn, Callers callers, Failures failures) {
        return RouterFunctions.route()
                .GET("/sign-in", signIn::show)
                .POST("/sign-in", signIn::signIn)
                .POST("/sign-out", signIn::signOut)
                .POST("/theme", console::theme)
                .GET("/", console::scorecard)
                .GET("/processes", console::processes)
                .GET("/processes/{id}", console::process)
                .GET("/cases", console::cases)
                .GET("/cases/{id}", console::showCase)
                .POST("/cases/{id}", console::decide)
                .POST("/cases/{id}/look", console::look)
                .GET("/held", console::held)
                .GET("/looks", console::looks)
                .GET("/authority", register::show)
                .POST("/authority/check", register::check)
                .GET("/search", console::search)
                .route(path("/error"), failures::ofServer)
                .filter(new Threshold(callers, failures)::pass)
                .onError(Throwable.class, failures::of)
                .build();
    }

    @Bean
    RouterFunction<ServerResponse> rulesRouter(ReaderPages pages, Callers callers, Failures failures) {
        return new RulesRoutes(pages).router(callers, failures);
    }

    @Bean
    RouterFunction<ServerResponse> whatIfRouter(ReaderPages pages, Callers callers, Failures failures) {
        return new WhatIfPages(pages).router(callers, failures);
    }

    @Bean
    RouterFunction<ServerResponse> rolloutRouter(ReaderPages pages, Callers callers, Failures failures) {
        return new RolloutPages(pages).router(callers, failures);
    }

    @Bean
    RouterFunction<ServerResponse> haltRouter(ReaderPages pages, Callers callers, Failures failures) {
        return new HaltPages(pages).router(callers, failures);
    }

    @Bean
    RouterFunction<ServerResponse> incidentRouter(ReaderPages pages, Callers callers, Failures failures) {
        return new IncidentPages(pages).router(callers, failures);
    }

    /** Open to everyone: a problem's type leads here, and who meets one may not be signed in. */
    @Bean
    RouterFunction<ServerResponse> openRouter(Pages pages, Failures failures) {
        return RouterFunctions.route()
                .GET("/problems/{code}", new ProblemPage(pages)::show)
                .onError(Throwable.class, failures::of)
                .build();
    }

    @Bean
    Failures failures(Pages pages) {
        return new Failures(pages);
    }

    @Bean
    Totals totals(CaseQueries queries) {
        return new Totals(queries);
    }

    @Bean
    ApiRoutes apiRoutes(WebParts parts, Callers callers, CaseQueries queries, Totals totals) throws IOException {
        try (InputStream in = WebConfiguration.class.getResourceAsStream("/openapi.json")) {
            if (in == null) throw new IllegalStateException("/openapi.json is missing from the build");
            String document = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            var intake = new ApiIntake(parts, queries, InstantSource.system());
            return new ApiRoutes(callers, new Api(parts, queries, totals), intake, document);
        }
    }

    @Bean
    RouterFunction<ServerResponse> apiRouter(ApiRoutes routes, Failures failures) {
        return routes.router(failures);
    }

    @Bean
    ErrorPageRegistrar errorPages() {
        return registry -> registry.addErrorPages(new ErrorPage("/error"));
    }

    /** What Tomcat refuses by itself has to pass through its host's report. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> refusals() {
        return factory -> factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(RefusalValve.class.getName());
            }
        });
    }

    @Bean
    WorkMetrics workMetrics(WebParts parts, PrometheusRegistry registry) {
        var metrics = new WorkMetrics(parts.dataSource(), parts.halts(), InstantSource.system());
        registry.register(metrics);
        return metrics;
    }

    @Bean
    HealthIndicator evidenceHealthIndicator(WebParts parts) {
        return () -> (parts.storage().writing().getAsBoolean() ? Health.up() : Health.down()).build();
    }

    @Bean
    HealthIndicator databaseHealthIndicator(WebParts parts) {
        DataSource dataSource = parts.dataSource();
        return () -> {
            try {
                JdbcClient.create(dataSource)
                        .sql("select 1")
                        .query(Integer.class)
                        .single();
                return Health.up().build();
            } catch (org.springframework.dao.DataAccessException e) {
                return Health.down(e).build();
            }
        };
    }

    @Bean
    MeterBinder deadNotices(WebParts parts) {
        return registry -> Gauge.builder(
                        "remit.notices.dead",
                        parts,
                        of -> DeadNotices.of(of.dataSource()).count())
                .description("Notices that were given up: people who were not told")
                .register(registry);
    }

    /** Programs: a key in every request, no session, so nothing to forge. */
    @Bean
    @org.springframework.core.annotation.Order(1)
    SecurityFilterChain apiChain(HttpSecurity http) throws Exception {
        headers(http);
        return http.securityMatcher("/api/**", "/hooks/**", "/schemas/**", "/problems/**", "/health/**", "/metrics")
                .csrf(csrf -> csrf.disable())
                .requestCache(cache -> cache.disable())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    /** People: a session that a one-time link started, a token in every form. */
    @Bean
    @org.springframework.core.annotation.Order(2)
    SecurityFilterChain consoleChain(HttpSecurity http) throws Exception {
        headers(http);
        return http.authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers("/sign-in", "/theme", "/assets/**", "/error")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .exceptionHandling(e -> e.authenticationEntryPoint(new LoginUrlAuthenticationEntryPoint("/sign-in")))
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .build();
    }

    private static void headers(HttpSecurity http) throws Exception {
        http.headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(POLICY))
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
                .permissionsPolicyHeader(policy -> policy.policy("camera=(), microphone=(), geolocation=()")));
    }
}
