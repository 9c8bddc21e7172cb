package remit.server.notices;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
