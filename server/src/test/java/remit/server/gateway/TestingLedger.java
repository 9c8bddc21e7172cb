package remit.server.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import remit.kernel.Json;

/** A system of record on a real loopback socket, as docs/how-to describes one, that can be told to misbehave. */
public final class TestingLedger implements AutoCloseable {
    /** What becomes of the next request, after its effect where it has one. */
    public interface Fault {
        void answer(HttpExchange exchange) throws IOException;
    }

    /** A fault that keeps the request from having an effect. */
    public record Instead(Fault fault) {}

    /** A fault that comes after the effect. */
    public record Afterwards(Fault fault) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, String> booked = new LinkedHashMap<>();
    private final Map<String, Integer> done = new LinkedHashMap<>();
    private final Queue<Object> faults = new ArrayDeque<>();
    private final List<String> requests = new ArrayList<>();
    private final List<String> authorizations = new ArrayList<>();
    private final List<Long> arrivals = new ArrayList<>();
    private volatile long delayMillis;

    public TestingLedger() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/actions", this::handle);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/actions");
    }

    public synchronized void next(Object fault) {
        faults.add(fault);
    }

    /** From now on it takes so long to do something. */
    public void slow(long millis) {
        delayMillis = millis;
    }

    /** When each request to do something came in, in nanoseconds of this process. */
    public synchronized List<Long> arrivals() {
        return List.copyOf(arrivals);
    }

    /** How often each key was done. */
    public synchronized Map<String, Integer> done() {
        return Map.copyOf(done);
    }

    public synchronized int done(String key) {
        return done.getOrDefault(key, 0);
    }

    synchronized Json.Obj arrived(String key) {
        return Json.parseObject(booked.get(key)).object("arguments");
    }

    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    synchronized List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    public static Fault status(int status, String body, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2)
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            send(exchange, status, body);
        };
    }

    /** Hangs up without a word. */
    public static Fault hangUp() {
        return HttpExchange::close;
    }

    /** Promises a body and hangs up in the middle of it. */
    static Fault hangUpInTheBody() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write("{\"receipt\":".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            exchange.getHttpContext().getServer().stop(0);
        };
    }

    /** Sends the headers and then never the body. */
    Fault stall() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().flush();
            waitForTheEnd();
        };
    }

    /** Says nothing until the test is over. */
    public Fault silence() {
        return exchange -> waitForTheEnd();
    }

    private void waitForTheEnd() throws IOException {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Object fault;
        Fault answer;
        synchronized (this) {
            if (exchange.getRequestMethod().equals("POST")) arrivals.add(System.nanoTime());
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            fault = faults.poll();
            answer = fault instanceof Instead(Fault instead) ? instead : ordinary(exchange, body);
        }
        if (fault instanceof Afterwards(Fault afterwards)) answer = afterwards;
        pause();
        answer.answer(exchange);
    }

    private void pause() throws IOException {
        try {
            Thread.sleep(delayMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private Fault ordinary(HttpExchange exchange, String body) {
        String path = exchange.getRequestURI().getPath();
        if (exchange.getRequestMethod().equals("GET")) {
            String key = path.substring("/actions/".length());
            return booked.containsKey(key) ? receipt(200, key) : status(404, "{\"title\":\"no such action\"}");
        }
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        if (path.endsWith(":compensate")
                && !booked.containsKey(path.substring("/actions/".length(), path.length() - ":compensate".length()))) {
            return status(404, "{\"title\":\"no such action\"}");
        }
        String before = booked.putIfAbsent(key, body);
        if (before == null) done.merge(key, 1, Integer::sum);
        else if (!before.equals(body)) return status(422, "{\"title\":\"the key was used for another request\"}");
        return receipt(201, key);
    }

    private static Fault receipt(int status, String key) {
        return status(status, Json.object("receipt", "R-" + key).compact(), "Content-Type", "application/json");
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
