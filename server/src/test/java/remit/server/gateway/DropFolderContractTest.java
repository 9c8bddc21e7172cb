package remit.server.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.ports.Tool;
import remit.testkit.ToolContract;

final class DropFolderContractTest extends ToolContract {
    @TempDir
    private Path folder;

    @TempDir
    private Path registry;

    private Tool tool;

    private DropFolder.Place place(Path path) {
        return new DropFolder.Place(path, registry, true);
    }

    @BeforeEach
    void open() {
        tool = DropFolder.open(place(folder), InstantSource.system()).orThrow();
    }

    @Override
    protected Tool tool() {
        return tool;
    }

    @Override
    protected int done(String actionId) {
        return Files.exists(folder.resolve(actionId + ".json")) ? 1 : 0;
    }

    @Override
    protected int undone(String actionId) {
        return Files.exists(folder.resolve(actionId + ".undo.json")) ? 1 : 0;
    }

    @Override
    protected Json.Obj arrived(String actionId) {
        try {
            return Json.parseObject(Files.readString(folder.resolve(actionId + ".json")))
                    .object("arguments");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
