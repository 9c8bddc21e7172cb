package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;
import remit.kernel.Digest;
import remit.kernel.Json;

/** What {@link SiteIT} asks its site over HTTP. */
final class TestingCalls {
    private static final Set<String> TAKEN = ConcurrentHashMap.newKeySet();

    private TestingCalls() {}

    static HttpResponse<String> get(String path, String key) throws Exception {
        var browser = SiteIT.site.browser();
        return browser.send(browser.request(path).header("Authorization", "Bearer " + key));
    }

    static Json.Obj read(String path) throws Exception {
        var answer = get(path, SiteIT.service);
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        return Json.parseObject(answer.body());
    }

    static HttpResponse<String> post(String path, String key, String once, String body) throws Exception {
        var browser = SiteIT.site.browser();
        return browser.send(browser.request(path)
                .header("Authorization", "Bearer " + key)
                .header("Idempotency-Key", once)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Reads one byte of an answer and resets the connection. @return the levels of what the server then logs */
    static List<String> loggedWhenHungUp(String path) throws Exception {
        var logger = (Logger) LoggerFactory.getLogger(Failures.class);
        var told = new ListAppender<ILoggingEvent>();
        told.start();
        logger.addAppender(told);
        logger.setAdditive(false);
        logger.setLevel(Level.DEBUG);
        URI address = URI.create(SiteIT.site.site.url());
        try (var socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
            String request =
                    "GET " + path + " HTTP/1.1\r\nHost: remit\r\nAuthorization: Bearer " + SiteIT.service + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            socket.setSoLinger(true, 0);
            socket.close();
            TestingSite.eventually(() -> !told.list.isEmpty());
        } finally {
            logger.setLevel(null);
            logger.setAdditive(true);
            logger.detachAppender(told);
        }
        return told.list.stream().map(event -> event.getLevel().toString()).toList();
    }

    /** A held case that no other test got: ids differ from run to run, so a place in the list names none for long. */
    static Json.Obj held() throws Exception {
        return (Json.Obj)
                read("/api/v1/cases?filter%5Bphase%5D=held&filter%5Bverdict%5D=checkpoint&limit=500")
                        .array("items")
                        .stream()
                        .filter(item -> ((Json.Obj) item).text("decision") != null)
                        .filter(item -> TAKEN.add(((Json.Obj) item).text("id", "")))
                        .findFirst()
                        .orElseThrow();
    }

    static List<String> types(String caseId) throws Exception {
        return read("/api/v1/cases/" + caseId).array("events").stream()
                .map(event -> ((Json.Obj) event).object("leaf").text("type", ""))
                .toList();
    }

    static String row(String claim, String segment, String amount) {
        return Json.object(
                        "row",
                        Json.object(
                                "Claim No",
                                claim,
                                "Received",
                                "2026-06-22",
                                "Policyholder",
                                "SYN-P1",
                                "Region",
                                "north",
                                "Risk Segment",
                                segment,
                                "Cause",
                                "fire",
                                "Item",
                                "laptop",
                                "Evidence",
                                "complete",
                                "Amount",
                                amount,
                                "Report",
                                "the laptop caught fire",
                                "Disposition",
                                "",
                                "Closed",
                                ""))
                .compact();
    }

    static HttpResponse<String> hook(String id, String signed, String sent) throws Exception {
        long now = Instant.now().getEpochSecond();
        byte[] key = Base64.getDecoder().decode(TestingSite.HOOK_SECRET.substring(6));
        byte[] mac = Digest.hmac(key, (id + "." + now + "." + signed).getBytes(StandardCharsets.UTF_8));
        var browser = SiteIT.site.browser();
        return browser.send(browser.request("/hooks/" + TestingSite.PROCESS)
                .header("webhook-id", id)
                .header("webhook-timestamp", String.valueOf(now))
                .header("webhook-signature", "v1," + Base64.getEncoder().encodeToString(mac))
                .POST(HttpRequest.BodyPublishers.ofString(sent)));
    }
}
