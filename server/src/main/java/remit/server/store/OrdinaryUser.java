package remit.server.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import remit.kernel.ProblemException;

/**
 * How a PostgreSQL program is started so that it does not run as root, which it refuses. As root the programs go into a
 * user namespace of their own (files stay root's); where the kernel forbids that, they run under a system account that
 * is given the cluster's folder.
 *
 * @param prefix what stands before the program
 * @param account the account that must own the cluster's folder, or null when its present owner may stay
 */
record OrdinaryUser(List<String> prefix, @Nullable String account) {
    private static final List<String> ACCOUNTS = List.of("postgres", "nobody");

    OrdinaryUser {
        prefix = List.copyOf(prefix);
    }

    /** The way that works here. */
    static OrdinaryUser choose() {
        if (!"root".equals(System.getProperty("user.name"))) return new OrdinaryUser(List.of(), null);
        List<String> namespace = List.of("unshare", "--user");
        if (works(namespace)) return new OrdinaryUser(namespace, null);
        return underAccount()
                .orElseThrow(() -> new ProblemException(
                        "RMT-208",
                        "PostgreSQL",
                        "the embedded database does not run as root, and neither unshare, setpriv nor su can change"
                                + " that",
                        "start Remit as an ordinary user, or set REMIT_DB_URL to a PostgreSQL server of your own"));
    }

    /** A system account which root can turn into. */
    static Optional<OrdinaryUser> underAccount() {
        for (String account : ACCOUNTS) {
            var ways = List.of(
                    List.of("setpriv", "--reuid=" + account, "--regid=" + account, "--clear-groups", "--"),
                    List.of("setpriv", "--reuid=" + account, "--clear-groups", "--"),
                    List.of("su", "-s", "/bin/sh", account, "-c", "exec \"$0\" \"$@\"", "--"));
            for (List<String> way : ways) {
                if (works(way)) return Optional.of(new OrdinaryUser(way, account));
            }
        }
        return Optional.empty();
    }

    /** The whole command line. */
    List<String> command(Path program, List<String> arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(program.toString());
        command.addAll(arguments);
        return command;
    }

    /** The cache folders that the programs may be run from: another account can hardly enter root's home. */
    List<Path> reachable(List<Path> caches) {
        return account == null ? caches : caches.subList(caches.size() - 1, caches.size());
    }

    /** Gives a file, or a folder with all that is in it, to the account, where one is needed. */
    void give(Path path) throws IOException {
        if (account == null) return;
        var owner = path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(account);
        try (var files = Files.walk(path)) {
            for (Path file : (Iterable<Path>) files::iterator) Files.setOwner(file, owner);
        }
    }

    /** Lets the account pass through folders (it still cannot list them), where one is needed. */
    void letPass(Path... folders) throws IOException {
        if (account == null) return;
        for (Path folder : folders) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        }
    }

    private static boolean works(List<String> prefix) {
        List<String> command = new ArrayList<>(prefix);
        command.add("true");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException absent) {
            // The program does not exist on this machine: this way does not work, the next one may.
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
