package remit.server.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.kernel.Digest;
import remit.kernel.Problem;
import remit.server.store.ConflictException;
import remit.server.store.PrivateFile;
import remit.server.store.ProcessWrite;

/**
 * One access.yaml for all nodes that have a data directory each and one database together. What holds stands in the database as a
 * version; each node's file follows it, and remembers which version it came from. So a file that was edited is told from one that
 * is only behind: an edit of the version that holds is taken into force for all, one of an older version is set aside. No
 * node ever records what another one's edit took away.
 */
public final class SharedAccess {
    private static final Logger LOG = LoggerFactory.getLogger(SharedAccess.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final JdbcClient jdbc;
    private final Path file;
    private final Path mark;
    private final InstantSource clock;
    /** The version that was looked at last: what is taken into force follows it, or another node was first. */
    private final AtomicLong seen = new AtomicLong();

    private volatile boolean edited;

    public SharedAccess(DataSource source, Path dataDirectory, InstantSource clock) {
        this.jdbc = JdbcClient.create(source);
        this.file = dataDirectory.resolve("access.yaml");
        this.mark = dataDirectory.resolve("access.version");
        this.clock = clock;
    }

    private record InForce(long version, String content) {}

    /** The version that this node's file came from. */
    private record Mark(long version, String sha256) {
        static Mark of(InForce now) {
            return new Mark(now.version(), Digest.sha256Hex(now.content()));
        }
    }

    private Optional<InForce> inForce() {
        return jdbc.sql("select version, content from access_file order by version desc limit 1")
                .query((row, _) -> new InForce(row.getLong(1), row.getString(2)))
                .optional();
    }

    boolean isInForce(String text) {
        return inForce().map(now -> now.content().equals(text)).orElse(false);
    }

    /** Makes this node's file what holds, unless it is an edit of just that; before the first node took one, nothing. */
    public void follow() {
        InForce now = inForce().orElse(null);
        seen.set(now == null ? 0 : now.version());
        edited = false;
        if (now == null) return;
        try {
            String here = Files.exists(file) ? Files.readString(file) : null;
            Mark from = mark();
            // Another program on this data directory has looked since.
            if (from != null && from.version() > now.version()) return;
            if (!now.content().equals(here)) {
                boolean another =
                        here != null && (from == null || !from.sha256().equals(Digest.sha256Hex(here)));
                edited = another && from != null && from.version() == now.version();
                if (edited) return;
                if (another) setAside();
                PrivateFile.write(file, now.content());
            }
            if (!Mark.of(now).equals(from)) write(Mark.of(now));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the file, when it was looked at last, was an edit of what holds, which nobody has taken into force. */
    boolean isEdited() {
        return edited;
    }

    /** Remembers that this text of the file is what holds, if it is. */
    void cameFrom(String text) {
        InForce now = inForce().orElse(null);
        if (now == null || !now.content().equals(text)) return;
        try {
            if (!Mark.of(now).equals(mark())) write(Mark.of(now));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Mark now) throws IOException {
        PrivateFile.write(mark, now.version() + " " + now.sha256() + "\n");
    }

    private @Nullable Mark mark() throws IOException {
        if (!Files.exists(mark)) return null;
        String[] words = Files.readString(mark).strip().split(" ");
        return words.length == 2 && words[0].matches("\\d{1,18}") ? new Mark(Long.parseLong(words[0]), words[1]) : null;
    }

    private void setAside() throws IOException {
        String name = "access.yaml." + STAMP.format(clock.instant());
        Path aside = file.resolveSibling(name + ".set-aside");
        for (int another = 2; Files.exists(aside, LinkOption.NOFOLLOW_LINKS); another++)
            aside = file.resolveSibling(name + "-" + another + ".set-aside");
        Files.move(file, aside);
        LOG.error(
                "{}",
                new Problem(
                        "RMT-490",
                        file.toString(),
                        "it said something else than the one that holds on all nodes, and was not made from it: it counts for"
                                + " nothing and lies in " + aside.getFileName(),
                        "put what you wanted to change into " + file.getFileName() + " as it is now"));
    }

    /** The rows by which the text is taken into force with what is recorded of it: of two nodes at once one gets a conflict. */
    List<ProcessWrite.Beside> taking(String text) {
        long next = seen.get() + 1;
        return List.of(
                new ProcessWrite.Beside(
                        "insert into access_file (version, content) values (?, ?)", List.of(next, text)),
                new ProcessWrite.Beside("update access_file set content = '' where version < ?", List.of(next)));
    }

    /** To be called once those rows stand. */
    void taken() {
        seen.incrementAndGet();
    }

    /** The same where there is nothing to record. Throws {@link ConflictException} where another node was first. */
    void take(String text) {
        InForce now = inForce().orElse(null);
        // The same text from another node is no excuse: what made it, a link that is used up, may have been made there,
        // too.
        if (now != null && now.version() == seen.get() && now.content().equals(text)) return;
        long next = seen.get() + 1;
        long first = jdbc.sql("with fresh as (insert into access_file (version, content) values (?, ?)"
                        + " on conflict do nothing returning version), older as (update access_file a set content = ''"
                        + " from fresh where a.version < fresh.version) select count(*) from fresh")
                .params(next, text)
                .query(Long.class)
                .single();
        if (first == 0) throw new ConflictException("access.yaml");
        taken();
    }
}
