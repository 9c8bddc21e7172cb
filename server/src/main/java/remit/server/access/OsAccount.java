package remit.server.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The operating system's account that runs this program. The system says so: what a user can set, a property of Java or a
 * variable of the environment, does not choose whose command it is.
 */
public final class OsAccount {
    private OsAccount() {}

    /** Its name; for an account without one {@code uid-} and its number. */
    public static String name() {
        return ProcessHandle.current()
                .info()
                .user()
                .filter(name -> !name.isBlank())
                .orElseGet(OsAccount::number);
    }

    /** In a container the number may have no name. */
    private static String number() {
        try {
            return "uid-" + Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
            // No account is called so: whoever it is, the command is nobody's, and the refusal says what to write.
            return "unknown";
        }
    }
}
