package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.kernel.Json;
import remit.server.access.Acting;
import remit.server.access.ApiKey.Scope;
import remit.server.packs.PackReader;

class LostVersionIT {
    @TempDir
    Path folder;

    @Test
    void a_version_in_force_that_is_lost_is_the_server_s_fault() throws Exception {
        try (var site = new TestingSite(folder)) {
            var acting = Acting.self(site.person().actor());
            var pack = PackReader.read(TestingSite.pack("invoices")).orThrow();
            String sha256 = site.installation
                    .catalog()
                    .publish(pack, acting, Instant.now())
                    .orThrow()
                    .sha256();
            JdbcClient.create(site.installation.source())
                    .sql("delete from pack_version where sha256 = ?")
                    .param(sha256)
                    .update();
            String key = site.key(site.person(), Scope.values());
            var browser = site.browser();
            var answer = browser.send(
                    browser.request("/api/v1/processes/invoices/rules").header("Authorization", "Bearer " + key));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
            assertThat(Json.parseObject(answer.body()).text("code")).isEqualTo("RMT-078");
            assertThat(site.signedIn().get("/processes/invoices/rules").statusCode())
                    .isEqualTo(500);
        }
    }
}
