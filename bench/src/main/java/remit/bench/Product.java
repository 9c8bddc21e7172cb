package remit.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The built product as a user starts it: the {@code remit} script, as a child process. */
record Product(Path script, Path dataDirectory) {
    /** A finished call: exit status, wall time and what it printed. */
    record Called(int status, double seconds, Path output) {}

    ProcessBuilder command(List<String> arguments, Path output) {
        var words = new ArrayList<String>();
        words.add(script.toString());
        words.addAll(arguments);
        var builder = new ProcessBuilder(words);
        builder.environment().put("REMIT_DATA_DIR", dataDirectory.toString());
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        return builder;
    }

    Called call(Path output, String... arguments) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Process process = command(List.of(arguments), output).start();
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.destroy();
            throw new IllegalStateException(String.join(" ", arguments) + " did not end in ten minutes");
        }
        return new Called(process.exitValue(), (System.nanoTime() - begun) / 1e9, output);
    }
}
