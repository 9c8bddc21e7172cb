package remit.server.gateway;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.ports.Tool;

/**
 * The open drop folders: one adapter a folder, whatever connectors share it, because it keeps two threads from publishing one
 * name. Where other nodes dispatch, too, a folder that is not what they know under its name is not even made.
 */
final class Folders {
    private final Path registry;
    private final InstantSource clock;
    private final @Nullable SharedFolders shared;
    private final ConcurrentHashMap<Path, DropFolder> open = new ConcurrentHashMap<>();
    private final Set<Called> seen = ConcurrentHashMap.newKeySet();
    private final ReentrantLock opening = new ReentrantLock();

    /** A folder under one of its names: each has a mark of its own to keep. */
    private record Called(String name, Path folder) {}

    Folders(Path registry, InstantSource clock, @Nullable SharedFolders shared) {
        this.registry = registry;
        this.clock = clock;
        this.shared = shared;
    }

    Folders sharing(SharedFolders marks) {
        return new Folders(registry, clock, marks);
    }

    boolean areShared() {
        return shared != null;
    }

    /** @param name what all nodes call it, wherever it is mounted */
    Checked<Tool> open(String name, Path path, boolean ownerOnly) {
        Path folder = path.toAbsolutePath().normalize();
        var called = new Called(shared == null ? "" : name, folder);
        DropFolder known = open.get(folder);
        if (known != null && seen.contains(called)) return Checked.ok(known);
        opening.lock();
        try {
            return opened(name, new DropFolder.Place(folder, registry, ownerOnly))
                    .map(opened -> {
                        open.put(folder, opened);
                        seen.add(called);
                        return opened;
                    });
        } finally {
            opening.unlock();
        }
    }

    private Checked<DropFolder> opened(String name, DropFolder.Place place) {
        SharedFolders marks = shared;
        if (marks == null) return here(place);
        try {
            String mark = marks.mark(name).orElse(null);
            if (mark != null && !mark.equals(DropFolder.mark(place)))
                return Checked.refused(marks.elsewhere(place, mark));
            return here(place).then(folder -> {
                String first = marks.begin(name, folder.id());
                return first.equals(folder.id()) ? Checked.ok(folder) : Checked.refused(marks.elsewhere(place, first));
            });
        } catch (IOException | RuntimeException unknown) {
            return Checked.refused(new Problem(
                    SharedFolders.ELSEWHERE,
                    place.folder().toString(),
                    "it cannot be found out whether this is the drop folder of all nodes: " + unknown.getMessage(),
                    "see that the database answers and that the folder can be read"));
        }
    }

    /** The one of this path, whatever it was called before. */
    private Checked<DropFolder> here(DropFolder.Place place) {
        DropFolder known = open.get(place.folder());
        return known == null ? DropFolder.open(place, clock) : Checked.ok(known);
    }
}
