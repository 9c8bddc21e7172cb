package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.server.access.ApiKey;

final class StrangeAddressTest {
    @TempDir
    private Path folder;

    @Test
    void an_escape_that_is_none_is_the_callers_mistake() throws IOException {
        try (var web = new TestingWeb(folder, 0, Set.of())) {
            Instant later = Instant.now().plus(Duration.ofDays(1));
            var grant = new ApiKey.Grant(EnumSet.allOf(ApiKey.Scope.class), later);
            String key = web.access.newKey("ledger", "test", null, grant);
            URI server = web.browser().request("/").build().uri();

            assertThat(raw(server, "/api/v1/cases?limit=%zz", key))
                    .startsWith("HTTP/1.1 400")
                    .contains("application/problem+json");
            assertThat(raw(server, "/sign-in?token=%zz", key))
                    .startsWith("HTTP/1.1 400")
                    .contains("text/html");
        }
    }

    /** As it stands: the client of the JDK would not send such an address. */
    private static String raw(URI server, String path, String key) throws IOException {
        try (var socket = new Socket(server.getHost(), server.getPort())) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + key
                    + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
