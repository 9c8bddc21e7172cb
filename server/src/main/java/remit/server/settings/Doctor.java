package remit.server.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.store.DataDirectory;
import remit.server.store.DatabaseOptions;
import remit.server.store.DatabaseProbe;
import remit.server.store.DeadNotices;

/** Looks at what Remit needs of this machine and says what to mend. It changes nothing that a start would not. */
public final class Doctor {
    private static final int JAVA = 25;
    private static final long ROOM = 1L << 30;
    private static final Duration SKEW = Duration.ofSeconds(5);

    private Doctor() {}

    /** One thing looked at: what was found and, where it is not well, what to do. */
    public record Finding(String check, boolean ok, String found, String fix) {
        private static Finding well(String check, String found) {
            return new Finding(check, true, found, "");
        }

        private static Finding ill(String check, Problem problem) {
            return new Finding(
                    check, false, problem.code() + " " + problem.place() + ": " + problem.what(), problem.fix());
        }
    }

    public static List<Finding> examine(Settings settings) {
        List<Finding> findings = new ArrayList<>();
        findings.add(java(Runtime.version().feature()));
        DataDirectory directory = new DataDirectory(settings.dataDirectory());
        findings.add(room(directory.path()));
        DatabaseOptions options = settings.database();
        if (options.url() == null) findings.add(programs(directory));
        findings.addAll(database(directory, options));
        return List.copyOf(findings);
    }

    static Finding java(int feature) {
        return feature >= JAVA
                ? Finding.well("java", "version " + feature)
                : new Finding(
                        "java", false, "version " + feature, "install a JDK " + JAVA + " and set JAVA_HOME to it");
    }

    private static Finding room(Path path) {
        Path existing = path;
        while (!Files.exists(existing)) {
            @Nullable Path parent = existing.getParent();
            if (parent == null) break;
            existing = parent;
        }
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            String found = "%.1f GB free for %s".formatted(free / 1e9, path);
            return free >= ROOM
                    ? Finding.well("disk space", found)
                    : new Finding("disk space", false, found, "free 1 GB or name another folder with --data-dir");
        } catch (IOException e) {
            return new Finding("disk space", false, "cannot be told for " + existing, "see that the disk is mounted");
        }
    }

    private static Finding programs(DataDirectory directory) {
        return switch (DatabaseProbe.programs(directory)) {
            case Checked.Ok<String>(String where) -> Finding.well("postgres programs", where);
            case Checked.Refused<String>(List<Problem> problems) ->
                Finding.ill("postgres programs", problems.getFirst());
        };
    }

    /** What is there is opened as a start would; where nothing is kept yet, nothing is made. */
    private static List<Finding> database(DataDirectory directory, DatabaseOptions options) {
        var findings = new ArrayList<Finding>();
        findings.add(folder(directory));
        if (!findings.getFirst().ok()) return findings;
        if (Files.isDirectory(directory.path())) findings.addAll(setAside(directory));
        switch (DatabaseProbe.holdsData(directory, options)) {
            case Checked.Ok<Boolean>(Boolean holds)
            when !holds ->
                findings.add(Finding.well("database", "nothing is kept here yet; the first run or serve makes it"));
            case Checked.Ok<Boolean>(Boolean holds) ->
                findings.addAll(report(DatabaseProbe.examine(directory, options)));
            case Checked.Refused<Boolean>(List<Problem> problems) ->
                problems.forEach(problem -> findings.add(Finding.ill("database", problem)));
        }
        return findings;
    }

    private static Finding folder(DataDirectory directory) {
        Path path = directory.path();
        if (Files.exists(path)) {
            return switch (DataDirectory.prepare(path)) {
                case Checked.Ok<DataDirectory> there -> Finding.well("data directory", path + " is writable");
                case Checked.Refused<DataDirectory>(List<Problem> problems) ->
                    Finding.ill("data directory", problems.getFirst());
            };
        }
        return DataDirectory.canBeMade(path)
                ? Finding.well("data directory", path + " is not there yet and can be made")
                : new Finding(
                        "data directory",
                        false,
                        path + " is not there and cannot be made by this user",
                        "give this user the right to write there, or name another folder with --data-dir");
    }

    private static List<Finding> report(Checked<DatabaseProbe.Report> report) {
        return switch (report) {
            case Checked.Ok<DatabaseProbe.Report>(DatabaseProbe.Report found) ->
                List.of(
                        Finding.well(
                                "database",
                                "PostgreSQL " + found.server().version() + ", organisation \""
                                        + found.server().organisation() + "\""),
                        clock(found.skew()),
                        notices(found.notices()),
                        incidents(found.unanswered()),
                        nodes(found.nodes()));
            case Checked.Refused<DatabaseProbe.Report>(List<Problem> problems) ->
                problems.stream()
                        .map(problem -> Finding.ill("database", problem))
                        .toList();
        };
    }

    private static Finding nodes(List<String> nodes) {
        return Finding.well("nodes", nodes.isEmpty() ? "none works now" : String.join(", ", nodes));
    }

    /** Edits of access.yaml that count for nothing, because another node's was taken into force before. */
    private static List<Finding> setAside(DataDirectory directory) {
        try (Stream<Path> files = Files.list(directory.path())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("access\\.yaml\\..*\\.set-aside"))
                    .sorted()
                    .map(name -> new Finding(
                            "access.yaml",
                            false,
                            name
                                    + " was made from an older state than the one that holds on all nodes, and counts for nothing",
                            "put what it changed into access.yaml as it is now, then delete it"))
                    .toList();
        } catch (IOException e) {
            return List.of(new Finding(
                    "access.yaml",
                    false,
                    "cannot be looked for (" + e.getMessage() + ")",
                    "see that this user may read the data directory"));
        }
    }

    private static Finding incidents(long unanswered) {
        return unanswered == 0
                ? Finding.well("incidents", "nobody is waited for")
                : new Finding(
                        "incidents",
                        false,
                        "pages of " + unanswered + (unanswered == 1 ? " incident" : " incidents")
                                + " went out more than once, and nobody has acknowledged",
                        "remit incidents lists them; take them up with remit incidents ack ID, and see with remit page"
                                + " test PROCESS that pages arrive");
    }

    private static Finding notices(DeadNotices dead) {
        return dead.count() == 0
                ? Finding.well("notices", "none was given up")
                : new Finding(
                        "notices",
                        false,
                        (dead.count() == 1 ? "1 was" : dead.count() + " were") + " given up; the last one: "
                                + dead.lastError(),
                        "mend what webhook_url or smtp_url names, then give remit notices redeliver --all");
    }

    private static Finding clock(Duration skew) {
        String found = Instant.now() + ", " + skew.toMillis() + " ms from the database's";
        return skew.abs().compareTo(SKEW) <= 0
                ? Finding.well("clock", found)
                : new Finding("clock", false, found, "let both machines take their time from NTP");
    }
}
