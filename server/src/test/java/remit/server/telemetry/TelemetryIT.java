package remit.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.server.access.ApiKey.Scope;
import remit.server.web.TestingSite;

/** One trace from the request that brings a case to the call of the system of record, as a receiver gets it; and no word of the case. */
final class TelemetryIT {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CASES = "/api/v1/processes/" + TestingSite.PROCESS + "/cases";

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private final List<byte[]> received = new CopyOnWriteArrayList<>();
    private final List<String> traces = new CopyOnWriteArrayList<>();

    private HttpServer ledger() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/ledger", exchange -> {
            traces.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
            answer(exchange, "{\"receipt\": \"r1\"}");
        });
        server.createContext("/v1/traces", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            received.add(packed ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes() : body);
            answer(exchange, "");
        });
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private TestingSite site(String otlp, String url) {
        var environment = Map.of(
                "REMIT_OTLP_ENDPOINT",
                otlp,
                "REMIT_CONNECTORS_CLAIMS-SYSTEM_KIND",
                "http",
                "REMIT_CONNECTORS_CLAIMS-SYSTEM_URL",
                url + "/ledger");
        return new TestingSite(folder, environment, List.of(TestingSite.pack()));
    }

    /** The last rows of the generator as new claims. */
    private static List<Json.Obj> rows(TestingSite site, int count) throws Exception {
        var rows = new ArrayList<Json.Obj>();
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet row = statement.executeQuery(
                        "from read_csv('" + site.rows() + "', all_varchar=true, header=true) limit " + count)) {
            while (row.next()) {
                var fields = new LinkedHashMap<String, Json>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    String value = row.getString(i) == null ? "" : row.getString(i);
                    fields.put(row.getMetaData().getColumnName(i), Json.of(i == 1 ? "NEW-" + rows.size() : value));
                }
                rows.add(new Json.Obj(fields));
            }
        }
        return rows;
    }

    private static Json.Obj post(TestingSite site, String key, Json.Obj row, int number) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(site.site.url() + CASES))
                .header("Authorization", "Bearer " + key)
                .header("Idempotency-Key", "once-" + number)
                .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
                .POST(HttpRequest.BodyPublishers.ofString(
                        Json.object("row", row).compact()))
                .build();
        HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return Json.parseObject(answer.body());
    }

    private String all() {
        var text = new StringBuilder();
        for (byte[] each : received) text.append(new String(each, StandardCharsets.ISO_8859_1));
        return text.toString();
    }

    @Test
    void decision_author_and_tool_are_one_trace_with_the_request_and_tell_no_content() throws Exception {
        HttpServer server = ledger();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        try (TestingSite site = site(url, url)) {
            site.load();
            received.clear();
            traces.clear();
            String key = site.key(null, Scope.values());
            List<Json.Obj> rows = rows(site, 20);
            for (int i = 0; i < rows.size(); i++) post(site, key, rows.get(i), i);
            assertThat(TestingSite.eventually(
                            () -> !traces.isEmpty() && all().contains("execute_tool record_decision")))
                    .isTrue();
            assertThat(traces).allMatch(trace -> trace.matches("00-" + TRACE + "-[0-9a-f]{16}-01"));
            String told = all();
            assertThat(told)
                    .contains("decide demo-claims", "invoke_agent ", "gen_ai.operation.name", "remit.verdict")
                    .contains(new String(HexFormat.of().parseHex(TRACE), StandardCharsets.ISO_8859_1))
                    .doesNotContain("NEW-");
            for (Json.Obj row : rows) {
                row.fields().values().forEach(value -> {
                    String text = ((Json.Str) value).text();
                    if (text.length() > 12) assertThat(told).doesNotContain(text);
                });
            }
        } finally {
            server.stop(0);
        }
    }

    @Test
    void a_file_that_runs_tells_its_decisions_too_and_no_content() throws Exception {
        HttpServer server = ledger();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        try (TestingSite site = site(url, url)) {
            site.load();
            assertThat(TestingSite.eventually(() -> all().contains("decide demo-claims")))
                    .isTrue();
            assertThat(all()).contains("invoke_agent ", "remit.verdict");
            assertThat(traces).isNotEmpty().allMatch(trace -> trace.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]"));
            for (Json.Obj row : rows(site, 20)) {
                row.fields().values().forEach(value -> {
                    String text = ((Json.Str) value).text();
                    if (text.length() > 12) assertThat(all()).doesNotContain(text);
                });
            }
        } finally {
            server.stop(0);
        }
    }

    @Test
    void a_receiver_that_is_gone_keeps_no_case_waiting() throws Exception {
        HttpServer server = ledger();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        try (TestingSite site = site("http://127.0.0.1:9", url)) {
            site.load();
            String key = site.key(null, Scope.values());
            List<Json.Obj> rows = rows(site, 20);
            long begun = System.nanoTime();
            for (int i = 0; i < rows.size(); i++) {
                assertThat(post(site, key, rows.get(i), i).text("phase")).isNotNull();
            }
            assertThat(System.nanoTime() - begun).isLessThan(15_000_000_000L);
        } finally {
            server.stop(0);
        }
        assertThat(received).isEmpty();
    }
}
