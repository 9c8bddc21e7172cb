package remit.server.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A {@link TestingNode} in a process of its own, to be killed at any moment. */
final class TestingNodeProcess {
    private final Process process;
    private final Path errors;
    private final CountDownLatch open = new CountDownLatch(1);
    private final CountDownLatch working = new CountDownLatch(1);
    private final Set<String> promised = ConcurrentHashMap.newKeySet();
    private final Set<String> decided = ConcurrentHashMap.newKeySet();
    private final List<String> refused = java.util.Collections.synchronizedList(new ArrayList<>());
    private final Thread listening;

    /** How to reach the database that no death of a node takes along. */
    record Login(String url, String user, String password) {}

    TestingNodeProcess(TestingNode.Order order, Login login) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx192m",
                "-cp",
                System.getProperty("java.class.path"),
                TestingNode.class.getName()));
        command.addAll(order.words(login.url(), login.user()));
        try {
            errors = Files.createTempFile(order.shared(), "node", ".txt");
            var builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("REMIT_"));
            builder.environment().put("TESTING_PASSWORD", login.password());
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        listening = Thread.ofPlatform().daemon(true).start(this::listen);
    }

    private void listen() {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // The last line of a killed process may be cut off; a promise is one that arrived whole.
                if (line.equals("open")) open.countDown();
                else if (line.matches("(accepted|decided) case_\\w+ \\.")) {
                    (line.startsWith("accepted") ? promised : decided).add(line.split(" ")[1]);
                    working.countDown();
                } else if (line.startsWith("refused")) refused.add(line);
            }
        } catch (IOException e) {
            // It was killed while it spoke.
            promised.remove("");
        }
    }

    /** Waits until it serves. */
    void awaitOpen() throws InterruptedException {
        await(open);
    }

    /** Waits until it has promised to keep a case. */
    void awaitWork() throws InterruptedException {
        await(working);
    }

    private void await(CountDownLatch what) throws InterruptedException {
        for (int i = 0; i < 600; i++) {
            if (what.await(100, TimeUnit.MILLISECONDS)) return;
            if (!process.isAlive()) throw new AssertionError("the node ended by itself: " + errors());
        }
        throw new AssertionError("the node does not open: " + errors());
    }

    /** kill -9, and until nothing of it is left. */
    void kill() throws InterruptedException {
        boolean alive = process.isAlive();
        process.destroyForcibly().waitFor();
        listening.join();
        if (!alive) throw new AssertionError("the node ended by itself: " + errors());
    }

    /** Lets it end in good order. */
    void end() throws InterruptedException {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("the node hung: " + errors());
        }
        listening.join();
    }

    /** Cases that it said it would keep. */
    Set<String> promised() {
        return promised;
    }

    /** Cases on which a person decided and was told so. */
    Set<String> decided() {
        return decided;
    }

    List<String> refused() {
        return refused;
    }

    String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
