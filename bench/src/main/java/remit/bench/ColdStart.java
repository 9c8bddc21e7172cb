package remit.bench;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import remit.server.packs.Pack;
import remit.server.packs.PackReader;
import remit.server.packs.Row;
import remit.server.packs.RowReader;

/**
 * How long the product takes to say its first word: {@code --help}, {@code why} on a data directory that nobody has open,
 * and {@code serve} until a browser gets a page. Beside them how long the JVM alone takes, in the same run.
 *
 * <p>Options: {@code --remit SCRIPT}, {@code --pack FOLDER} with a sample.csv, {@code --times N}, {@code --scratch FOLDER}.
 */
public final class ColdStart {
    private ColdStart() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var options = new Options(arguments);
        Path scratch = Folders.temporary(options);
        measure(options, scratch);
        // Kept when a measurement failed, to see why.
        Folders.delete(scratch);
    }

    private static void measure(Options options, Path scratch) throws IOException, InterruptedException {
        int times = options.number("times", 5);
        Path pack = options.path("pack");
        var product = new Product(options.path("remit"), scratch.resolve("data"));
        Path output = scratch.resolve("output");
        // The first start of a build may make its cache in the background; `wait` makes it before.
        var first = product.command(List.of("--help"), output);
        first.environment().put("REMIT_AOT", "wait");
        if (first.start().waitFor() != 0) throw new IllegalStateException(Files.readString(output));
        double jvm = median(times, () -> java(output));
        Figure.plain("this machine: java -version", seconds(jvm)).print();
        print("remit --help", median(times, () -> called(product, output, "--help")), 0.5, jvm);
        called(
                product,
                output,
                "run",
                pack.toString(),
                "--data",
                pack.resolve("sample.csv").toString());
        String key = anyKey(pack);
        print("remit why, stopped data directory", median(times, () -> called(product, output, "why", key)), 2.5, jvm);
        var cpu = new ArrayList<Duration>();
        print("remit serve until a page, HTTP 200", median(times, () -> serve(product, pack, output, cpu)), 5, jvm);
        cpu.sort(null);
        Figure.plain("  processor time of the JVM", seconds(cpu.get(times / 2).toMillis() / 1000.0))
                .print();
    }

    private static void print(String name, double seconds, double aim, double jvm) {
        Figure.atMost(name, seconds, aim, "s").print();
        Figure.plain("  in ratio to java -version", String.format(Locale.ROOT, "%.1f x", seconds / jvm))
                .print();
    }

    private interface Timed {
        double seconds() throws IOException, InterruptedException;
    }

    private static double median(int times, Timed timed) throws IOException, InterruptedException {
        double[] all = new double[times];
        for (int i = 0; i < times; i++) all[i] = timed.seconds();
        Arrays.sort(all);
        return all[times / 2];
    }

    private static double java(Path output) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        long begun = System.nanoTime();
        int status = new ProcessBuilder(java, "-version")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        if (status != 0) throw new IllegalStateException(Files.readString(output));
        return (System.nanoTime() - begun) / 1e9;
    }

    private static double called(Product product, Path output, String... words)
            throws IOException, InterruptedException {
        Product.Called called = product.call(output, words);
        // 1: done, with rows that were rejected.
        if (called.status() > 1) throw new IllegalStateException(Files.readString(output));
        return called.seconds();
    }

    /** PROCESS/KEY of the first row of the sample. */
    private static String anyKey(Path folder) {
        Pack pack = PackReader.read(folder).orThrow();
        var reader = new RowReader(pack.intake(), pack.contract().zone());
        String[] found = new String[1];
        reader.open(folder.resolve("sample.csv"), RowReader.Outcomes.OPTIONAL)
                .orThrow()
                .rows(row -> {
                    if (found[0] == null && row instanceof Row.SourceRow good) found[0] = good.keyText();
                });
        return pack.contract().id() + "/" + found[0];
    }

    /** From the command to the first page that answers 200; a redirect to the sign-in page is followed. */
    private static double serve(Product product, Path pack, Path output, List<Duration> serveCpu)
            throws IOException, InterruptedException {
        int port = freePort();
        ProcessBuilder builder = product.command(List.of("serve", "--pack", pack.toString()), output);
        builder.environment().put("REMIT_HTTP_PORT", Integer.toString(port));
        builder.environment().put("REMIT_MANAGEMENT_PORT", Integer.toString(freePort()));
        long begun = System.nanoTime();
        Process process = builder.start();
        try (HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(Duration.ofSeconds(1))
                .build()) {
            var page = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            while (System.nanoTime() - begun < 60_000_000_000L) {
                if (!process.isAlive()) throw new IllegalStateException(Files.readString(output));
                if (answers(client, page)) {
                    double seconds = (System.nanoTime() - begun) / 1e9;
                    serveCpu.add(process.info().totalCpuDuration().orElse(Duration.ZERO));
                    return seconds;
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
            throw new IllegalStateException("no page in a minute: " + Files.readString(output));
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static boolean answers(HttpClient client, HttpRequest page) throws IOException, InterruptedException {
        try {
            return client.send(page, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (ConnectException e) {
            // Nobody listens yet.
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.2f s", value);
    }
}
