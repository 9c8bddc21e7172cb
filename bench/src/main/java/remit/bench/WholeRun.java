package remit.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * One whole run over a file, as a user starts it: training, deciding, writing back, scoring, verifying. Wall time,
 * processor time and peak memory of the JVM and its database.
 *
 * <p>Options: {@code --remit SCRIPT}, {@code --pack FOLDER}, {@code --data FILE}, {@code --scratch FOLDER}.
 */
public final class WholeRun {
    private static final long BETWEEN_LOOKS = 200;

    private WholeRun() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var options = new Options(arguments);
        Path scratch = Folders.temporary(options);
        measure(options, scratch);
        // Kept when a measurement failed, to see why.
        Folders.delete(scratch);
    }

    private static void measure(Options options, Path scratch) throws IOException, InterruptedException {
        double fsyncs = DiskProbe.fsyncs(scratch);
        double busyBefore = Machine.busy();
        var product = new Product(options.path("remit"), scratch.resolve("data"));
        Path output = scratch.resolve("output");
        List<String> words = List.of(
                "run",
                options.path("pack").toString(),
                "--data",
                options.path("data").toString(),
                "--json");
        long begun = System.nanoTime();
        Process process = product.command(words, output).start();
        var figures = new ProcessFigures(process.pid(), product.dataDirectory());
        try {
            do figures.sample();
            while (!process.waitFor(BETWEEN_LOOKS, TimeUnit.MILLISECONDS));
        } finally {
            process.destroy();
            process.waitFor();
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (process.exitValue() > 1) throw new IllegalStateException(Files.readString(output));
        double others = Machine.busy() - busyBefore - figures.jvmCpuSeconds() - figures.databaseCpuSeconds();
        Figure.atMost("whole run, training included", seconds, 60, "s").print();
        Figure.plain("  processor time of the JVM", seconds(figures.jvmCpuSeconds()))
                .print();
        Figure.plain("  processor time of the database", seconds(figures.databaseCpuSeconds()))
                .print();
        Figure.plain("  processor time of everything else meanwhile", seconds(Math.max(0, others)))
                .print();
        Figure.atMost("peak memory: JVM + private memory of the database", figures.togetherMebibytes(), 1024, "MiB")
                .print();
        Figure.plain("  JVM", mebibytes(figures.jvmMebibytes())).print();
        Figure.plain("  database, private", mebibytes(figures.databasePrivateMebibytes()))
                .print();
        Figure.plain("  database, with its share of shared memory", mebibytes(figures.databaseShareMebibytes()))
                .print();
        Figure.plain("this disk: fsync of one 8 KiB append, one thread", String.format(Locale.ROOT, "%,.0f /s", fsyncs))
                .print();
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.1f s", value);
    }

    private static String mebibytes(double value) {
        return String.format(Locale.ROOT, "%,.0f MiB", value);
    }
}
