package remit.server.web;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import remit.kernel.Checked;
import remit.kernel.Problem;

/** The door: starts the web server and stops it again. */
public final class WebServer implements AutoCloseable {
    private final ServletWebServerApplicationContext context;
    private final String host;

    private WebServer(ServletWebServerApplicationContext context, String host) {
        this.context = context;
        this.host = host;
    }

    /** Blocks until pages are served. The data source must be migrated. Refuses when a port is taken. */
    public static Checked<WebServer> start(WebParts parts) {
        try {
            return Checked.ok(running(parts));
        } catch (RuntimeException failure) {
            // The management port is opened in a context of its own, which wraps the cause.
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof PortInUseException taken) return Checked.refused(taken(taken.getPort(), parts));
            }
            throw failure;
        }
    }

    private static Problem taken(int port, WebParts parts) {
        boolean management = port == parts.settings().ports().management();
        return new Problem(
                "RMT-095",
                management ? "management_port" : "http_port",
                "port " + port + " is taken by another program",
                management
                        ? "set REMIT_MANAGEMENT_PORT to another port, or to 0: health and metrics then share the first port"
                        : "choose another with --port, or stop that program");
    }

    private static WebServer running(WebParts parts) {
        var application = new SpringApplication(WebConfiguration.class);
        application.setRegisterShutdownHook(false);
        application.setLogStartupInfo(false);
        application.setAddCommandLineProperties(true);
        application.setDefaultProperties(properties(parts.settings()));
        application.addInitializers(
                context -> ((GenericApplicationContext) context).registerBean("webParts", WebParts.class, () -> parts));
        // Only our own file: an application.properties lying in the working directory must not change the server.
        var context = (ServletWebServerApplicationContext)
                application.run("--spring.config.location=classpath:/remit-web.properties");
        return new WebServer(context, parts.settings().host());
    }

    private static Map<String, Object> properties(WebSettings settings) {
        var properties = new HashMap<String, Object>();
        properties.put("server.address", settings.host());
        properties.put("server.port", settings.ports().http());
        int management = settings.ports().management();
        if (management != 0 && management != settings.ports().http()) {
            properties.put("management.server.port", management);
            properties.put("management.server.address", "127.0.0.1");
        }
        return properties;
    }

    public int port() {
        return Objects.requireNonNull(context.getWebServer()).getPort();
    }

    /** {@code http://127.0.0.1:8080} */
    public String url() {
        return "http://" + (host.equals("0.0.0.0") ? "localhost" : host) + ":" + port();
    }

    /** The address that signs in whoever opens it first. @param token of {@link remit.server.access.Access#newLink} */
    public String signInUrl(String token) {
        return url() + "/sign-in?token=" + token;
    }

    /** Lets running requests finish, at most ten seconds. */
    @Override
    public void close() {
        context.close();
    }
}
