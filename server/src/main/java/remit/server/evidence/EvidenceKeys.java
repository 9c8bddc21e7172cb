package remit.server.evidence;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.kernel.ProblemException;
import remit.server.access.Acting;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;
import remit.server.store.PrivateFile;
import remit.server.store.ProcessWrite;

/**
 * The keys that sign the log's heads: a file that only its owner may read, made when it is first needed, or one given from
 * outside. Which key is in force stands in the log itself, so that a node with another key signs nothing.
 */
public final class EvidenceKeys {
    /** The name under which these events stand; no process can have it. */
    private static final String SUBJECT = "@evidence";

    static final String THREAD = "evidence/key";
    private static final String NEXT = ".next";
    /** A rotation takes far less; one that hangs keeps nobody from saying which key is missing. */
    private static final String PATIENCE = "10s";

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final Parts parts;

    /**
     * @param origin the log's name
     * @param file where the key stands or is made
     * @param given whether somebody named the file: then it is theirs to make
     */
    public record Parts(
            DataSource source, EvidenceLog log, String origin, Path file, boolean given, InstantSource clock) {}

    public EvidenceKeys(Parts parts) {
        this.parts = parts;
    }

    public String origin() {
        return parts.origin();
    }

    /** Every verifier key of this log, the oldest first. */
    public List<String> verifiers() {
        return new EvidenceTree(parts.source()).verifiers();
    }

    /** The keys that sign now: the one in force, and during a rotation the one before it too. */
    List<SigningKey> signing() {
        List<SigningKey> usable = usable();
        // During a rotation the file, the one beside it and the log are read at different moments, and none of them may
        // be the
        // one in force. While nobody rotates they agree.
        if (usable.isEmpty()) usable = whileNobodyRotates();
        if (usable.isEmpty()) throw wrong();
        return usable;
    }

    private ProblemException wrong() {
        return new ProblemException(
                "RMT-231",
                parts.file().toString(),
                "this is not the key that signs this log; the log's key is "
                        + verifiers().getLast(),
                "put that key's file there, or name it with evidence_key_file");
    }

    /** Those held that the log knows; none where the one in force is not among them. */
    private List<SigningKey> usable() {
        List<String> known = verifiers();
        // Only a log without a key gets one: a fresh key under the name of a lost one would hide that it is lost.
        List<SigningKey> held = held(known.isEmpty());
        if (known.isEmpty()) known = begun(held.getFirst());
        List<String> log = known;
        // A key that lies ready and that the log does not know yet signs nothing: nobody could tell whose it is.
        List<SigningKey> usable = held.stream()
                .filter(key -> log.contains(key.verifier(origin())))
                .toList();
        String inForce = log.getLast();
        boolean holds = usable.stream().anyMatch(key -> key.verifier(origin()).equals(inForce));
        return holds ? usable : List.of();
    }

    private List<SigningKey> whileNobodyRotates() {
        try (Connection connection = parts.source().getConnection()) {
            connection.setAutoCommit(false);
            try (Statement patience = connection.createStatement();
                    PreparedStatement lock = connection.prepareStatement(
                            "select pg_advisory_xact_lock_shared(hashtextextended(?, 0))")) {
                patience.execute("set local lock_timeout = '" + PATIENCE + "'");
                lock.setString(1, THREAD);
                lock.execute();
                return usable();
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) return usable();
            throw new IllegalStateException("the key's state could not be read: " + e.getMessage(), e);
        }
    }

    /** The first key of a log becomes its key by evidence; of two nodes that are first at once one is. */
    private List<String> begun(SigningKey first) {
        String verifier = first.verifier(origin());
        try {
            append(1, "EvidenceKeyBegun", EvidenceLog.engine(), Json.object("to", verifier));
        } catch (ConflictException other) {
            return verifiers();
        }
        return List.of(verifier);
    }

    private void append(long seq, String type, Actor actor, Json.Obj body) {
        var place = new ProcessWrite.Place(THREAD, seq);
        var step = new ProcessWrite.Step(SUBJECT, place, type, actor, Json.EMPTY, body, null);
        EvidenceLog.await(parts.log().append(new ProcessWrite(parts.clock().instant(), List.of(step), null)));
    }

    private List<SigningKey> held(boolean first) {
        var keys = new ArrayList<SigningKey>();
        SigningKey key = stored(parts.file());
        if (key == null && !first) throw unusable(parts.file(), "is not there");
        if (key == null) key = made();
        keys.add(key);
        SigningKey next = stored(next());
        // Copied over the old one it is there twice.
        if (next != null && !next.verifier(origin()).equals(key.verifier(origin()))) keys.add(next);
        return keys;
    }

    private Path next() {
        return parts.file().resolveSibling(parts.file().getFileName() + NEXT);
    }

    private @Nullable SigningKey stored(Path file) {
        try {
            if (!Files.exists(file)) return null;
            // Restored from a back-up it may be open to others. Gone since the look above, it must not be made empty.
            return SigningKey.read(
                    Files.readString(parts.given() ? file : PrivateFile.restrict(file)), file.toString());
        } catch (NoSuchFileException absent) {
            return null;
        } catch (IOException e) {
            throw unusable(file, "cannot be read (" + e.getMessage() + ")");
        }
    }

    private SigningKey made() {
        Path file = parts.file();
        if (parts.given()) throw unusable(file, "is not there");
        SigningKey fresh = SigningKey.fresh();
        try {
            Path folder = file.getParent();
            if (folder != null) PrivateFile.ensureFolder(folder);
            Path written = Files.createTempFile(file.resolveSibling(""), "evidence", ".key");
            try {
                PrivateFile.write(written, fresh.pem());
                // A link and no move: whoever was first keeps the name.
                Files.createLink(file, written);
                keep(file);
            } catch (java.nio.file.FileAlreadyExistsException first) {
                SigningKey theirs = stored(file);
                if (theirs != null) return theirs;
                throw unusable(file, "was there and is gone");
            } finally {
                Files.delete(written);
            }
        } catch (IOException e) {
            throw unusable(file, "cannot be made (" + e.getMessage() + ")");
        }
        return fresh;
    }

    /** The name of a file is on disk, too, before the log says that its key signs. */
    private static void keep(Path file) throws IOException {
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().resolveSibling(""), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static ProblemException unusable(Path file, String why) {
        return new ProblemException(
                "RMT-230",
                file.toString(),
                "the key that signs the evidence " + why,
                "make the file readable for this user only, with an Ed25519 key in PKCS #8");
    }

    /**
     * Puts a new key in the place of the one in force. Ended midway, it is finished by whoever does it again: the new key lies beside
     * the old one from before the log knows of it, and both sign until the old one's file is replaced.
     *
     * @param cover signs a head over all that was appended, by every key held
     * @return the new verifier key
     */
    public String rotate(Acting who, Runnable cover) {
        // One at a time over all nodes: two would put two keys where one has room.
        try (Connection connection = parts.source().getConnection();
                PreparedStatement lock =
                        connection.prepareStatement("select pg_advisory_lock(hashtextextended(?, 0))");
                PreparedStatement unlock =
                        connection.prepareStatement("select pg_advisory_unlock(hashtextextended(?, 0))")) {
            lock.setString(1, THREAD);
            unlock.setString(1, THREAD);
            lock.execute();
            try {
                return rotated(who, cover);
            } finally {
                unlock.execute();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the key could not be replaced: " + e.getMessage(), e);
        }
    }

    private String rotated(Acting who, Runnable cover) {
        if (usable().isEmpty()) throw wrong();
        SigningKey next = stored(next());
        if (parts.given() && next == null) throw notReady();
        try {
            if (next == null) {
                next = SigningKey.fresh();
                PrivateFile.write(next(), next.pem());
                keep(next());
            }
            List<String> known = verifiers();
            String to = next.verifier(origin());
            if (!known.contains(to)) {
                Json.Obj body = who.sign(Json.object("from", known.getLast(), "to", to));
                append(known.size() + 1L, "EvidenceKeyRotated", who.actor(), body);
            }
            cover.run();
            // What is kept outside its keeper puts into its place, on every node; until then both sign.
            if (!parts.given()) Files.move(next(), parts.file(), StandardCopyOption.ATOMIC_MOVE);
            return to;
        } catch (IOException e) {
            throw unusable(parts.file(), "cannot be replaced (" + e.getMessage() + ")");
        }
    }

    /** Whether the key is kept outside, so that somebody has to put the new one into the place of the old one. */
    public boolean keptOutside() {
        return parts.given();
    }

    private ProblemException notReady() {
        return new ProblemException(
                "RMT-426",
                parts.file().toString(),
                "the key is kept outside, and no new one lies beside it",
                "put the new key beside it on every node, as " + next().getFileName()
                        + ", then give the command again; both sign until you replace the old file by the new one");
    }
}
