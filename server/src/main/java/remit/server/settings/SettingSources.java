package remit.server.settings;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where configuration may come from, strongest first.
 *
 * @param flags values given on the command line, by key
 * @param environment the environment variables
 * @param folder the working folder, whose {@code remit.yaml} is read
 * @param home the folder whose {@code remit/remit.yaml} is read ({@code ~/.config})
 */
public record SettingSources(Map<Setting, String> flags, Map<String, String> environment, Path folder, Path home) {
    public SettingSources {
        flags = Map.copyOf(flags);
        environment = Map.copyOf(environment);
    }

    /** What this process was started with. */
    public static SettingSources ofThisProcess(Map<Setting, String> flags) {
        Map<String, String> environment = System.getenv();
        @Nullable String configured = environment.get("XDG_CONFIG_HOME");
        Path home = configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".config")
                : Path.of(configured);
        return new SettingSources(flags, environment, Path.of("").toAbsolutePath(), home);
    }
}
