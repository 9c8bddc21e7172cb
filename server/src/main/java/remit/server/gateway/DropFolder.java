package remit.server.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Digest;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.ports.Tool;
import remit.server.store.PrivateFile;

/**
 * A system of record that takes its work from a folder: one JSON file an action, named by the action's id.
 *
 * <p>A file appears whole or not at all, and an action is answered only when a power cut cannot take it back:
 * temporary name in the same folder, fsync of the file, rename, fsync of the folder. The reader moves what it has
 * booked to {@code done/}; both places count as done. Made for many threads: file fsyncs run side by side, folder
 * fsyncs are shared.
 */
final class DropFolder implements Tool {
    private static final Pattern ACTION_ID = Pattern.compile("[A-Za-z0-9_-]{1,120}");
    private static final long LARGEST_FILE = 16L << 20;

    /** What tells a folder that was used from one that only has its name: the mount point of a disk that is gone. */
    static final String MARKER = ".remit-folder";

    private static final String UNDO = ".undo.json";

    private static final int LOOKS = 20;
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Place place;
    private final Path folder;
    private final Path done;
    private final String id;
    private final FolderSync folderSync;
    private final InstantSource clock;
    /** Held for "is it there already, else rename", never during an fsync. */
    private final ReentrantLock publishing = new ReentrantLock();

    private DropFolder(Place place, String id, InstantSource clock) {
        this.place = place;
        this.folder = place.folder();
        this.done = folder.resolve("done");
        this.id = id;
        this.folderSync = new FolderSync(folder);
        this.clock = clock;
    }

    /**
     * Where a drop folder is and who may read it.
     *
     * @param registry a folder of the data directory that holds the mark of every drop folder that was ever used
     * @param ownerOnly whether only this user may read it; a folder that the owner named keeps what the owner set there
     */
    record Place(Path folder, Path registry, boolean ownerOnly) {
        Place {
            folder = folder.toAbsolutePath().normalize();
        }

        private Path known() {
            byte[] name = folder.toString().getBytes(StandardCharsets.UTF_8);
            return registry.resolve(Digest.hex(Digest.sha256(name)).substring(0, 32));
        }

        private Path marker() {
            return folder.resolve(MARKER);
        }

        private FileAttribute<?>[] attributes() {
            return ownerOnly ? PrivateFile.attributes(folder) : new FileAttribute<?>[0];
        }
    }

    /** Opens a folder, made when it was never used before, and removes what a crash left half written. */
    static Checked<DropFolder> open(Place place, InstantSource clock) {
        Path folder = place.folder();
        try {
            String id = known(place);
            if (id == null) id = begin(place);
            else if (!id.equals(mark(place))) return Checked.refused(lost(place));
            try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, ".*.tmp")) {
                for (Path leftover : leftovers) Files.deleteIfExists(leftover);
            }
            return Checked.ok(new DropFolder(place, id, clock));
        } catch (IOException | DirectoryIteratorException e) {
            return Checked.refused(new Problem(
                    "RMT-500",
                    folder.toString(),
                    "the drop folder cannot be used: " + Reasons.of(e),
                    "name a folder that this user may write"));
        }
    }

    /** Made again, it would take actions that the folder of before already holds. */
    private static Problem lost(Place place) {
        return new Problem(
                "RMT-512",
                place.folder().toString(),
                "this drop folder was used before and is not the same any more: its " + MARKER
                        + " is gone or another one; is its disk mounted?",
                "mount the disk, or put the folder back; only if what was delivered there shall be forgotten, delete "
                        + place.known());
    }

    private static @Nullable String known(Place place) throws IOException {
        return exists(place.known()) ? Files.readString(place.known()).strip() : null;
    }

    /** What tells this folder from every other. */
    String id() {
        return id;
    }

    /** The mark that the folder carries, empty where it has none. */
    static String mark(Place place) throws IOException {
        try {
            return Files.readString(place.marker()).strip();
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** The folder's mark is on disk before the data directory knows of it; one that carries a mark keeps it. */
    private static String begin(Place place) throws IOException {
        create(place.folder().resolve("done"), place.ownerOnly());
        String id = mark(place);
        for (int look = 0; id.isEmpty() && look < LOOKS; look++) {
            try {
                // An empty one is another process's that writes now, or after a while one that a crash has left.
                if (look == LOOKS - 1) Files.deleteIfExists(place.marker());
                write(place.marker(), UUID.randomUUID() + "\n", place.attributes());
            } catch (FileAlreadyExistsException e) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
            id = mark(place);
        }
        FolderSync.force(place.folder());
        PrivateFile.ensureFolder(place.registry());
        PrivateFile.write(place.known(), id + "\n");
        return id;
    }

    /** Makes a folder and every missing parent durable: each new name is on disk before something is put below it. */
    private static void create(Path place, boolean ownerOnly) throws IOException {
        Path parent = place.getParent();
        if (Files.isDirectory(place) || parent == null) return;
        create(parent, ownerOnly);
        if (ownerOnly) PrivateFile.ensureFolder(place);
        else Files.createDirectories(place);
        FolderSync.force(parent);
    }

    @Override
    public Answer call(Request request, Instant deadline) {
        if (!ACTION_ID.matcher(request.actionId()).matches()) {
            return new Answer.Refused(
                    new Reason("bad_action_id", "an action id has 1 to 120 letters, digits, '_' and '-'"));
        }
        return switch (request) {
            case Request.Dispatch(String id, String tool, Json.Obj arguments) ->
                put(id + ".json", ActionFile.of("dispatch", id, tool, arguments), deadline);
            case Request.LookUp(String id, String tool) -> lookUp(id + ".json");
            case Request.LookUpCompensation(String id, String tool) -> lookUp(id + UNDO);
            case Request.Compensate(String id, String tool, Json.Obj arguments) ->
                undo(id, ActionFile.of("compensate", id, tool, arguments), deadline);
        };
    }

    private Answer undo(String id, Json.Obj content, Instant deadline) {
        return switch (lookUp(id + ".json")) {
            case Answer.Answered done -> put(id + UNDO, content, deadline);
            case Answer.Refused never ->
                new Answer.Refused(new Reason("never_done", "there is nothing to undo: " + id));
            case Answer.Failed failed -> failed;
            case Answer.Unknown unknown -> unknown;
        };
    }

    private Answer put(String name, Json.Obj content, Instant deadline) {
        Path temporary = folder.resolve("." + name + "." + UUID.randomUUID() + ".tmp");
        try {
            if (find(name) != null) return again(name, content);
            if (!clock.instant().isBefore(deadline))
                return new Answer.Failed(new Reason("deadline", "it passed before it was written"));
        } catch (IOException e) {
            return new Answer.Unknown(unusable(Reasons.of(e)));
        }
        try {
            write(temporary, content.pretty() + "\n", place.attributes());
            if (publish(temporary, name)) return durable(name);
            Files.delete(temporary);
            return again(name, content);
        } catch (IOException e) {
            return broken(name, temporary, e);
        }
    }

    /** After an error: certainly not done only where the name is certainly absent. The temporary file goes. */
    private Answer broken(String name, Path temporary, IOException failure) {
        String reason = Reasons.of(failure) + remove(temporary);
        try {
            return find(name) == null ? new Answer.Failed(unusable(reason)) : new Answer.Unknown(unusable(reason));
        } catch (IOException e) {
            return new Answer.Unknown(unusable(reason + "; " + Reasons.of(e)));
        }
    }

    private static void write(Path temporary, String content, FileAttribute<?>... attributes) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel file = FileChannel.open(temporary, options, attributes)) {
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) file.write(bytes);
            file.force(true);
        }
    }

    /** Whether the temporary file got its name; not when another thread was first. */
    private boolean publish(Path temporary, String name) throws IOException {
        publishing.lock();
        try {
            if (find(name) != null) return false;
            Files.move(temporary, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            return true;
        } finally {
            publishing.unlock();
        }
    }

    /** Answers once the name is on disk; before, the reader may have seen it although a power cut can take it back. */
    private Answer durable(String name) {
        try {
            folderSync.sync();
            return new Answer.Answered(name);
        } catch (IOException e) {
            return new Answer.Unknown(new Reason("not_synced", Reasons.of(e)));
        }
    }

    /** The name exists: the same action once more, or another one under its id. */
    private Answer again(String name, Json.Obj content) throws IOException {
        Path present = find(name);
        if (present == null)
            return new Answer.Unknown(
                    new Reason("file_gone", name + " was there and is gone; keep what was booked in done/"));
        if (Files.size(present) > LARGEST_FILE) return different(name);
        Checked<Json> read = Json.read(Files.readString(present));
        boolean same =
                read instanceof Checked.Ok<Json>(Json json) && json.canonical().equals(content.canonical());
        return same ? durable(name) : different(name);
    }

    private static Answer different(String name) {
        return new Answer.Refused(
                new Reason("other_content", name + " exists with another content; one action id stands for one"));
    }

    private static Reason unusable(String text) {
        return new Reason("folder_unusable", text);
    }

    private Answer lookUp(String name) {
        try {
            return find(name) == null ? new Answer.Refused(Reason.of("never_done")) : durable(name);
        } catch (IOException e) {
            return new Answer.Unknown(unusable(Reasons.of(e)));
        }
    }

    /**
     * Where the file is, null when it is nowhere. First the folder, then {@code done/}: the reader moves it in this
     * direction. An error is never "nowhere", nor is a folder that is not the one opened: a mount may have gone.
     */
    private @Nullable Path find(String name) throws IOException {
        Path waiting = folder.resolve(name);
        if (exists(waiting)) return waiting;
        Path booked = done.resolve(name);
        if (exists(booked)) return booked;
        if (!exists(done)) throw new IOException("the folder " + done + " is gone; is its disk mounted?");
        if (!id.equals(mark(place)))
            throw new IOException("the folder " + folder + " has lost its " + MARKER + "; is its disk mounted?");
        return null;
    }

    private static boolean exists(Path path) throws IOException {
        try {
            Files.readAttributes(path, BasicFileAttributes.class);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Removes a temporary file; says so when even that fails, else nothing. */
    private static String remove(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
            return "";
        } catch (IOException e) {
            return "; the temporary file stays until the next start: " + Reasons.of(e);
        }
    }
}
