package remit.server.web;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.support.GenericApplicationContext;
import remit.kernel.ProblemException;

/** The door: starts the web server and stops it again. */
public final class WebServer implements AutoCloseable {
    private final ServletWebServerApplicationContext context;
    private final String host;

    private WebServer(ServletWebServerApplicationContext context, String host) {
        this.context = context;
        this.host = host;
    }

    /**
     * Blocks until pages are served. The data source must be migrated.
     *
     * @throws ProblemException when a port is taken
     */
    public static WebServer start(WebParts parts) {
        var application = new SpringApplication(WebConfiguration.class);
        application.setRegisterShutdownHook(false);
        application.setLogStartupInfo(false);
        application.setAddCommandLineProperties(true);
        application.setDefaultProperties(properties(parts.settings()));
        application.addInitializers(
                context -> ((GenericApplicationContext) context).registerBean("webParts", WebParts.class, () -> parts));
        return new WebServer(
                run(application, parts.settings().ports()), parts.settings().host());
    }

    private static ServletWebServerApplicationContext run(SpringApplication application, WebSettings.Ports ports) {
        try {
            // Only our own file: an application.properties lying in the working directory must not change the server.
            return (ServletWebServerApplicationContext)
                    application.run("--spring.config.location=classpath:/remit-web.properties");
        } catch (ApplicationContextException failed) {
            if (!(failed.getCause() instanceof PortInUseException taken)) throw failed;
            boolean management = taken.getPort() == ports.management();
            throw new ProblemException(
                    "RMT-095",
                    management ? "management_port" : "http_port",
                    "port " + taken.getPort() + " is taken by another program",
                    management
                            ? "set REMIT_MANAGEMENT_PORT to a free one"
                            : "choose another with --port; 0 picks a free one");
        }
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
        return java.util.Objects.requireNonNull(context.getWebServer()).getPort();
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
