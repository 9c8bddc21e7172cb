package remit.server.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.ports.Notifier;
import remit.testkit.NotifierContract;

final class FileNotifierContractTest extends NotifierContract {
    @TempDir
    private Path folder;

    @Override
    protected Notifier working() {
        return new FileNotifier(folder.resolve("sub/notices.log"));
    }

    @Test
    void notices_are_for_their_owner_only() throws IOException {
        var notice = new Notifier.Notice("n1", "case.held", "desk", "s", "t", Json.EMPTY, Instant.EPOCH);
        assertThat(working().send(notice, Instant.MAX)).isInstanceOf(Notifier.Answer.Delivered.class);
        assertThat(Files.getPosixFilePermissions(folder.resolve("sub/notices.log")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Override
    protected Notifier broken() {
        return new FileNotifier(folder);
    }

    @Override
    protected List<Arrived> arrived() {
        try {
            return Files.readAllLines(folder.resolve("sub/notices.log")).stream()
                    .map(Json::parseObject)
                    .map(line -> new Arrived(line.text("subject", ""), line.text("text", "")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
