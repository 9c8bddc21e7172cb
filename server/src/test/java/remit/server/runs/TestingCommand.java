package remit.server.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import remit.kernel.Json;
import remit.server.app.Main;

/** The real command line as a child process on the test's class path, to be killed at any moment. */
final class TestingCommand {
    private final Process process;
    private final Path out;
    private final Path errors;

    private TestingCommand(Process process, Path out, Path errors) {
        this.process = process;
        this.out = out;
        this.errors = errors;
    }

    /** How it ended. */
    record Ended(int status, String out, String errors) {
        Json.Obj json() {
            return Json.parseObject(out);
        }
    }

    static TestingCommand start(Path folder, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile(folder, "out", ".txt");
            Path errors = Files.createTempFile(folder, "errors", ".txt");
            var builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(errors.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("REMIT_"));
            return new TestingCommand(builder.start(), out, errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** kill -9, and until the process is gone. @return false where it had ended by itself */
    boolean kill() throws InterruptedException {
        boolean alive = process.isAlive();
        process.destroyForcibly().waitFor();
        return alive && process.exitValue() == 128 + 9;
    }

    Ended end() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("the command hung: " + read(errors));
        }
        return new Ended(process.exitValue(), read(out), read(errors));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** kill -9 of the database server of a data directory, found by the pid file that PostgreSQL keeps there. */
    static boolean killDatabase(Path data) throws IOException {
        Optional<Path> pidFile;
        try (var files = Files.find(data, 3, (path, _) -> path.endsWith("postmaster.pid"))) {
            pidFile = files.findFirst();
        }
        if (pidFile.isEmpty()) return false;
        List<String> lines = Files.readAllLines(pidFile.get());
        if (lines.isEmpty() || !lines.getFirst().matches("\\d+")) return false;
        return ProcessHandle.of(Long.parseLong(lines.getFirst()))
                .filter(handle -> handle.info().command().orElse("").endsWith("postgres"))
                .map(ProcessHandle::destroyForcibly)
                .orElse(false);
    }
}
