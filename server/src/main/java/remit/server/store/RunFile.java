package remit.server.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Json;

/**
 * What {@code remit.run} says of the processes on a data directory: the embedded database server and, where one runs,
 * the process that serves HTTP. It may be stale after a crash, so each part names its process by id and start time.
 */
record RunFile(@Nullable Postmaster postmaster, @Nullable Server serving) {
    static final RunFile EMPTY = new RunFile(null, null);

    /** A process that cannot be mistaken for a later one with the same id. */
    record Incarnation(long pid, long startedAt) {
        static Optional<Incarnation> of(long pid) {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .map(handle -> new Incarnation(
                            pid,
                            handle.info().startInstant().orElse(Instant.EPOCH).toEpochMilli()));
        }

        static Incarnation ofThisProcess() {
            return of(ProcessHandle.current().pid()).orElseThrow();
        }

        boolean isAlive() {
            return of(pid).equals(Optional.of(this));
        }

        private Json toJson() {
            return Json.object("pid", pid, "started_at", startedAt);
        }

        private static Incarnation fromJson(Json.Obj json) {
            return new Incarnation((long) json.number("pid", -1), (long) json.number("started_at", -1));
        }
    }

    /** The embedded server: how to reach it. */
    record Postmaster(Incarnation process, int port, String password) {
        @Override
        public String toString() {
            return "Postmaster[" + process + ", port " + port + "]";
        }
    }

    RunFile with(Postmaster newPostmaster) {
        return new RunFile(newPostmaster, serving);
    }

    RunFile withoutPostmaster() {
        return new RunFile(null, serving);
    }

    RunFile with(Server newServing) {
        return new RunFile(postmaster, newServing);
    }

    RunFile withoutServing() {
        return new RunFile(postmaster, null);
    }

    /**
     * The file's content, without a serving process that has died. An absent or unreadable file says nothing, because
     * the cluster itself knows better.
     */
    static RunFile read(Path file) throws IOException {
        if (!Files.exists(file)) return EMPTY;
        return switch (Json.read(Files.readString(file))) {
            case Checked.Ok<Json>(Json.Obj json) -> new RunFile(readPostmaster(json), readServing(json));
            case Checked.Ok<Json> other -> EMPTY;
            case Checked.Refused<Json> refused -> EMPTY;
        };
    }

    private static @Nullable Postmaster readPostmaster(Json.Obj json) {
        if (!(json.get("database") instanceof Json.Obj part)) return null;
        return new Postmaster(
                Incarnation.fromJson(part.object("process")), (int) part.number("port", 0), part.text("password", ""));
    }

    private static @Nullable Server readServing(Json.Obj json) {
        if (!(json.get("serving") instanceof Json.Obj part)) return null;
        Incarnation process = Incarnation.fromJson(part.object("process"));
        return process.isAlive() ? new Server(process, part.text("url", "")) : null;
    }

    /** Replaces the file, or removes it when there is nothing to say. */
    void write(Path file) throws IOException {
        if (equals(EMPTY)) {
            Files.deleteIfExists(file);
            return;
        }
        Json.Obj json = Json.EMPTY;
        if (postmaster != null) {
            json = json.with(
                    "database",
                    Json.object(
                            "process", postmaster.process.toJson(),
                            "port", postmaster.port,
                            "password", postmaster.password));
        }
        if (serving != null) {
            json = json.with("serving", Json.object("process", serving.process.toJson(), "url", serving.url));
        }
        PrivateFile.write(file, json.pretty() + "\n");
    }

    /** A process that answers HTTP for this data directory. */
    record Server(Incarnation process, String url) {}
}
