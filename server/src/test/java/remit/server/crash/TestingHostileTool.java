package remit.server.crash;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;

/**
 * A system of record on a loopback socket that keeps what docs/how-to asks of one, and is otherwise as bad as they get: it
 * hangs up before or after the effect, answers after everybody has gone, is handed a request twice, is down, and refuses to be
 * asked for a while. What it has done is its own truth: nobody else writes it.
 */
final class TestingHostileTool implements AutoCloseable {
    /** How long what is late takes: longer than any caller of the test waits. */
    static final long LATE_MILLIS = 1_200;

    private final SplittableRandom random;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Integer> effects = new TreeMap<>();
    private final List<String> blind = new ArrayList<>();
    private final Map<String, Integer> behaved = new TreeMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final int port;
    private @Nullable HttpServer server;
    private boolean hostile = true;
    private boolean mute;

    /** What the tool knows of one key. */
    private static final class Entry {
        private @Nullable String body;
        private boolean done;
        private int working;
        /** Whether a request is out whose answer does not rule an effect out. */
        private boolean doubtful;
    }

    /** What becomes of a request. */
    private enum Way {
        WELL,
        WELL_TOO,
        DIES_BEFORE,
        DIES_AFTER,
        LATE_ANSWER,
        LATE_EFFECT,
        TWICE,
        FAILS_BEFORE,
        FAILS_AFTER,
        BUSY
    }

    TestingHostileTool(long seed) throws IOException {
        random = new SplittableRandom(seed);
        port = start(0);
    }

    private synchronized int start(int at) throws IOException {
        HttpServer fresh = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
        fresh.setExecutor(threads);
        fresh.createContext("/actions", this::handle);
        fresh.start();
        server = fresh;
        return fresh.getAddress().getPort();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port + "/actions");
    }

    /** The tool's process dies and comes back: what was being worked on is cut off, what was done stays done. */
    void crash(long millis) throws IOException, InterruptedException {
        HttpServer dying;
        synchronized (this) {
            dying = server;
            server = null;
        }
        if (dying != null) dying.stop(0);
        Thread.sleep(millis);
        start(port);
    }

    /** From here on no look-up is answered, or it is again. */
    synchronized void mute(boolean quiet) {
        mute = quiet;
    }

    /** From here on it behaves, but for the keys that it never says anything about. */
    synchronized void behave() {
        hostile = false;
        mute = false;
    }

    /** By document how often its posting was done. */
    synchronized Map<String, Integer> effects() {
        return new TreeMap<>(effects);
    }

    synchronized boolean hasDone(String key) {
        Entry entry = entries.get(key);
        return entry != null && entry.done;
    }

    /** Keys that were sent again although nobody had been told that they were never done. */
    synchronized List<String> sentBlindly() {
        return List.copyOf(blind);
    }

    synchronized Map<String, Integer> behaved() {
        return new TreeMap<>(behaved);
    }

    /** One key in forty: its effect happens, no answer ever arrives, and no look-up is answered. */
    static boolean isSilent(String key) {
        return Math.floorMod(key.hashCode(), 40) == 0;
    }

    /** One key in forty is not acceptable. */
    static boolean isRefused(String key) {
        return Math.floorMod(key.hashCode(), 40) == 1;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String path = exchange.getRequestURI().getPath();
            if (exchange.getRequestMethod().equals("GET")) {
                lookUp(exchange, path.substring("/actions/".length()));
            } else {
                post(exchange, exchange.getRequestHeaders().getFirst("Idempotency-Key"), body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private void lookUp(HttpExchange exchange, String key) throws IOException {
        int status;
        synchronized (this) {
            Entry entry = entries.computeIfAbsent(key, any -> new Entry());
            boolean silent = isSilent(key) && entry.body != null;
            if (mute || silent || entry.working > 0) status = 503;
            else if (entry.done) status = 200;
            else if (entry.body != null && isRefused(key)) status = 404;
            else status = hostile && random.nextInt(5) == 0 ? 500 : 404;
            // From here on somebody knows that it was never done.
            if (status == 404) entry.doubtful = false;
            behaved.merge("look-up " + status, 1, Integer::sum);
        }
        answer(exchange, status, status == 200 ? receipt(key) : "{}");
    }

    private void post(HttpExchange exchange, String key, String body) throws IOException, InterruptedException {
        Way way;
        Entry entry;
        synchronized (this) {
            entry = entries.computeIfAbsent(key, any -> new Entry());
            if (entry.doubtful) blind.add(key);
            if (entry.working > 0) {
                behaved.merge("conflict", 1, Integer::sum);
                answer(exchange, 409, "{}");
                return;
            }
            way = isSilent(key) ? Way.DIES_AFTER : hostile ? pick() : Way.WELL;
            behaved.merge(way.name(), 1, Integer::sum);
            entry.body = body;
            entry.doubtful = true;
            entry.working++;
        }
        try {
            work(exchange, entry, key, way);
        } finally {
            synchronized (this) {
                entry.working--;
            }
        }
    }

    private Way pick() {
        Way[] ways = Way.values();
        return ways[random.nextInt(ways.length)];
    }

    private void work(HttpExchange exchange, Entry entry, String key, Way way)
            throws IOException, InterruptedException {
        if (isRefused(key)) {
            settled(entry);
            answer(exchange, 422, "{\"title\":\"not acceptable\"}");
            return;
        }
        switch (way) {
            case WELL, WELL_TOO -> {
                book(entry);
                answer(exchange, 201, receipt(key));
            }
            case TWICE -> {
                book(entry);
                book(entry);
                answer(exchange, 201, receipt(key));
            }
            case DIES_BEFORE -> {}
            case DIES_AFTER -> book(entry);
            case LATE_ANSWER -> {
                book(entry);
                Thread.sleep(LATE_MILLIS);
                answer(exchange, 201, receipt(key));
            }
            case LATE_EFFECT -> {
                Thread.sleep(LATE_MILLIS);
                book(entry);
                answer(exchange, 201, receipt(key));
            }
            case FAILS_BEFORE -> answer(exchange, 500, "{}");
            case FAILS_AFTER -> {
                book(entry);
                answer(exchange, 500, "{}");
            }
            case BUSY -> {
                settled(entry);
                answer(exchange, 429, "{}");
            }
        }
    }

    /** Nothing was done and the caller is told so: it may send again without asking. */
    private synchronized void settled(Entry entry) {
        if (!entry.done) entry.doubtful = false;
    }

    /** The one place with an effect; a key has one, as docs/how-to asks. */
    private synchronized void book(Entry entry) {
        if (entry.done) return;
        entry.done = true;
        String document = Json.parseObject(entry.body == null ? "{}" : entry.body)
                .object("arguments")
                .text("document", "");
        effects.merge(document, 1, Integer::sum);
    }

    private static String receipt(String key) {
        return Json.object("receipt", "R-" + key).compact();
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.getResponseBody().flush();
    }

    @Override
    public void close() {
        HttpServer last;
        synchronized (this) {
            last = server;
        }
        if (last != null) last.stop(0);
        threads.shutdownNow();
    }
}
