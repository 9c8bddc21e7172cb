package remit.server.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * Another Remit process: a child JVM that opens a data directory, says "open", and then does what it is told a line at
 * a time ({@code write N}, {@code count}, {@code close}).
 */
final class TestingDatabaseProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;

    private TestingDatabaseProcess(Process process) {
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The child's program. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws Exception {
            var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            DataDirectory directory =
                    DataDirectory.prepare(Path.of(arguments[0])).orThrow();
            try (Database database =
                    Database.open(directory, DatabaseOptions.embedded()).orThrow()) {
                DatabaseTest.execute(database, "create table if not exists number (n int primary key)");
                System.out.println("open");
                for (String line = commands.readLine();
                        line != null && !line.equals("close");
                        line = commands.readLine()) {
                    if (line.startsWith("write ")) {
                        DatabaseTest.execute(database, "insert into number values (" + line.substring(6) + ")");
                        System.out.println("written");
                    } else {
                        System.out.println(count(database));
                    }
                }
            }
            System.out.println("closed");
        }
    }

    /** Sessions die with their server: whoever uses one repeats what it read, at most once for every pooled session. */
    private static String count(Database database) throws SQLException {
        for (int sessions = DatabaseOptions.embedded().connections(); ; sessions--) {
            try {
                return DatabaseTest.ask(database, "select count(*) from number");
            } catch (SQLException e) {
                if (sessions == 0) throw e;
            }
        }
    }

    /** Starts a process without waiting for it. */
    static TestingDatabaseProcess start(Path directory) {
        try {
            return new TestingDatabaseProcess(new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Child.class.getName(),
                            directory.toString()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a command; {@link #answer} reads what it says. */
    void tell(String command) throws IOException {
        process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    String ask(String command) throws IOException {
        tell(command);
        return answer();
    }

    /** The next line, or "gone" where the process has ended. */
    String answer() throws IOException {
        String line = answers.readLine();
        return line == null ? "gone" : line;
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
