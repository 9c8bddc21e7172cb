package remit.server.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.server.store.DataDirectory;
import remit.server.store.Database;
import remit.server.store.DatabaseOptions;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;

/** Another process that writes events one after the other into a data directory, and says each number that is committed. */
final class TestingWriter {
    private static final Actor CLERK = new Actor(Actor.Kind.PERSON, "p_clerk");

    private final Path directory;
    private final Process process;
    private volatile int acknowledged;

    private TestingWriter(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /** The child's program. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            DataDirectory directory =
                    DataDirectory.prepare(Path.of(arguments[0])).orThrow();
            DatabaseOptions options = DatabaseOptions.embedded().withArchive(arguments[1]);
            try (Database database = Database.open(directory, options).orThrow();
                    var log = new EvidenceLog(database.source(), "Acme", InstantSource.system())) {
                for (int n = 1; ; n++) {
                    say(log, n);
                    System.out.println(n);
                }
            }
        }
    }

    /** Commits one event with this number. */
    static void say(EvidenceLog log, int n) {
        var step = new ProcessWrite.Step(
                "shop", null, "Said", CLERK, Json.EMPTY, Json.object("n", n), Json.object("word", "w" + n));
        EvidenceLog.await(log.append(new ProcessWrite(Instant.parse("2026-03-02T08:00:00Z"), List.of(step), null)));
    }

    static TestingWriter start(Path directory, Path archive) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        directory.toString(),
                        archive.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var writer = new TestingWriter(directory, process);
        Thread.ofPlatform().daemon(true).start(() -> writer.read(process));
        return writer;
    }

    private void read(Process from) {
        try (var lines = new BufferedReader(new InputStreamReader(from.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.matches("\\d+")) acknowledged = Integer.parseInt(line);
            }
        } catch (IOException e) {
            // The process was killed in the middle of a line.
            return;
        }
    }

    /** Waits until so many are committed. */
    int until(int number) throws InterruptedException {
        while (acknowledged < number) {
            if (!process.isAlive()) throw new IllegalStateException("the writer ended at " + acknowledged);
            Thread.sleep(2);
        }
        return acknowledged;
    }

    int acknowledged() {
        return acknowledged;
    }

    /** kill -9 of the writer and of every process of the database server, in whatever order. */
    void killAll() throws IOException, InterruptedException {
        List<ProcessHandle> server = server(directory);
        server.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        for (ProcessHandle each : server) while (each.isAlive()) Thread.sleep(5);
    }

    /** The server of a data directory with its children. */
    static List<ProcessHandle> server(Path directory) {
        return ProcessHandle.allProcesses()
                .filter(each -> each.info()
                        .commandLine()
                        .filter(line -> line.contains("-D " + directory.resolve("postgres") + " "))
                        .isPresent())
                .flatMap(each -> Stream.concat(Stream.of(each), each.descendants()))
                .distinct()
                .toList();
    }
}
