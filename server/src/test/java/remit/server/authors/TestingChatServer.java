package remit.server.authors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import remit.kernel.Json;

/** A chat endpoint on this machine, in the form of either provider: says what the test wants, and keeps what it is asked. */
final class TestingChatServer implements AutoCloseable {
    /** What the endpoint does with a request. */
    interface Behaviour {
        void answer(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Json.Obj> requests = new CopyOnWriteArrayList<>();
    private final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();
    private volatile Behaviour behaviour;

    TestingChatServer(Behaviour first) {
        behaviour = first;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(body.isEmpty() ? Json.EMPTY : Json.parseObject(body));
            headers.add(Map.copyOf(exchange.getRequestHeaders()));
            try (exchange) {
                behaviour.answer(exchange);
            }
        });
        server.start();
    }

    void now(Behaviour next) {
        behaviour = next;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    List<Json.Obj> requests() {
        return requests;
    }

    String header(int request, String name) {
        return headers.get(request).entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .map(entry -> entry.getValue().getFirst())
                .findFirst()
                .orElse("");
    }

    static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** 1,200 tokens read, 1,000 of them from a cache; 40 written, 8 of them unseen. */
    static Behaviour openAi(String text) {
        return openAi(text, "stop");
    }

    static Behaviour openAi(String text, String finish) {
        return exchange -> reply(exchange, 200, """
                {"id":"c1","object":"chat.completion","created":1,"model":"stub-2026-11-01","choices":[{"index":0,
                 "message":{"role":"assistant","content":%s},"finish_reason":"%s"}],
                 "usage":{"prompt_tokens":1200,"completion_tokens":40,"total_tokens":1240,
                 "prompt_tokens_details":{"cached_tokens":1000},"completion_tokens_details":{"reasoning_tokens":8}}}""".formatted(Json.of(text).compact(), finish));
    }

    /** The same figures as this provider counts them: 150 read anew, 1,000 from a cache, 50 put into it. */
    static Behaviour anthropic(String text) {
        return exchange -> reply(exchange, 200, """
                {"id":"m1","type":"message","role":"assistant","model":"stub-2026-11-01",
                 "content":[{"type":"text","text":%s}],"stop_reason":"end_turn","stop_sequence":null,
                 "usage":{"input_tokens":150,"output_tokens":40,"cache_read_input_tokens":1000,
                 "cache_creation_input_tokens":50}}""".formatted(Json.of(text).compact()));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
