package remit.server.cli;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import remit.server.cli.console.Console;

/** The command line without a terminal: in this process, or in one of its own. */
final class TestingLine {
    /** The folder of the checkout: tests run in the module's. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    private TestingLine() {}

    /** How a command ended. */
    record Ended(int status, String out, String errors) {}

    static CommandLine line() {
        var err = new PrintWriter(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        var console = new Console(new ByteArrayOutputStream(), err, InstantSource.system());
        CommandLine line = RemitCommand.line(() -> new String[] {"remit test"}, console);
        line.setUsageHelpWidth(100);
        return line;
    }

    static Ended here(List<String> words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int status = RemitCommand.execute(() -> new String[] {"remit test"}, out, err, words.toArray(String[]::new));
        return new Ended(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Another JVM with the same classes. */
    static Ended elsewhere(Map<String, String> environment, List<String> words)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("remit", ".out");
        Path err = Files.createTempFile("remit", ".err");
        try {
            Process process = start(environment, words, ProcessBuilder.Redirect.to(out.toFile()), err);
            int status = process.waitFor();
            return new Ended(status, Files.readString(out), Files.readString(err));
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    /** What the tests bring would change what is logged. */
    private static String productOnly() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    static Process start(Map<String, String> environment, List<String> words, ProcessBuilder.Redirect out, Path err)
            throws IOException {
        // A gate that runs in the background hands an ignored SIGINT on; a person's shell does not.
        var command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                productOnly(),
                "remit.server.app.Main"));
        command.addAll(words);
        var builder = new ProcessBuilder(command).directory(ROOT.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("REMIT_"));
        builder.environment().putAll(environment);
        return builder.redirectOutput(out).redirectError(err.toFile()).start();
    }

    /** Words as a shell would split them, double quotes heeded. */
    static List<String> words(String line) {
        var words = new ArrayList<String>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        return words;
    }
}
