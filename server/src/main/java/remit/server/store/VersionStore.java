package remit.server.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.kernel.Json;

/** Every pack version and every author version, by content hash; written once, never changed. */
public final class VersionStore {
    private final JdbcClient jdbc;

    public VersionStore(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    /**
     * @param files path to content
     * @param owner the accountable owner as people know them: name and contact
     */
    public record PackVersion(String sha256, String process, Json.Obj files, String owner, Instant publishedAt) {}

    /** Keeps a pack version; one that is known stays as it is. */
    public void keep(PackVersion version) {
        jdbc.sql("insert into pack_version (sha256, process, files, owner, published_at)"
                        + " values (?, ?, ?, ?, ?) on conflict do nothing")
                .params(
                        version.sha256(),
                        version.process(),
                        version.files().compact(),
                        version.owner(),
                        version.publishedAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    /**
     * A version that is, or was, in force.
     *
     * @param seq 1 for the first version of its process
     * @param sha256 the pack version
     */
    public record InForce(long seq, String sha256) {
        /** Before the first publication. */
        public static final InForce NOTHING = new InForce(0, "");

        public boolean exists() {
            return seq > 0;
        }
    }

    private static final String PUBLISHED =
            "select t.seq, e.leaf::jsonb->'versions'->>'pack' from event_thread t join event e on e.id = t.event_id"
                    + " where t.thread = ? order by t.seq desc";

    /** What is in force for {@code process}: what was published last, also of an older version again. */
    public InForce inForce(String process) {
        return jdbc.sql(PUBLISHED + " limit 1")
                .param("force/" + process)
                .query((row, _) -> new InForce(row.getLong(1), row.getString(2)))
                .optional()
                .orElse(InForce.NOTHING);
    }

    /** How far what is in force has come. @param subjects what their names begin with: {@code @} for every level, empty for all */
    public ProcessWrite.Ground ground(String subjects) {
        String threads = "force/" + subjects;
        return jdbc.sql("select count(*) from event_thread where starts_with(thread, ?)")
                .param(threads)
                .query((row, _) -> new ProcessWrite.Ground(threads, row.getLong(1)))
                .single();
    }

    /** Every version that was ever in force for {@code process}, newest first. */
    public List<InForce> everInForce(String process) {
        return jdbc.sql(PUBLISHED)
                .param("force/" + process)
                .query((row, _) -> new InForce(row.getLong(1), row.getString(2)))
                .list();
    }

    /** The versions of {@code process} that were taken back. */
    public Set<String> rolledBack(String process) {
        return new HashSet<>(jdbc.sql("select distinct e.leaf::jsonb->'body'->>'rolled_back_from' from event_thread t"
                        + " join event e on e.id = t.event_id where t.thread = ?"
                        + " and jsonb_exists(e.leaf::jsonb->'body', 'rolled_back_from')")
                .param("force/" + process)
                .query(String.class)
                .list());
    }

    /** Every process of which a version is in force, and the levels above them, by name. */
    public List<String> published() {
        return jdbc.sql("select distinct substr(thread, 7) from event_thread where thread like 'force/%' order by 1")
                .query((row, _) -> row.getString(1))
                .list();
    }

    /** The pack version in force for {@code process}. */
    public Optional<PackVersion> latestPack(String process) {
        return pack(inForce(process).sha256());
    }

    public Optional<PackVersion> pack(String sha256) {
        return jdbc.sql("select sha256, process, files, owner, published_at from pack_version where sha256 = ?")
                .param(sha256)
                .query((row, _) -> new PackVersion(
                        row.getString(1),
                        row.getString(2),
                        Json.parseObject(row.getString(3)),
                        row.getString(4),
                        row.getTimestamp(5).toInstant()))
                .optional();
    }

    /** Keeps an author's model under its hash. */
    public void saveAuthor(String sha256, String process, String modelJson, Instant now) {
        jdbc.sql("insert into author_version (sha256, process, model, created_at) values (?, ?, ?, ?)"
                        + " on conflict do nothing")
                .params(sha256, process, zip(modelJson), now.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** The model's JSON. */
    public Optional<String> author(String sha256) {
        return jdbc.sql("select model from author_version where sha256 = ?")
                .param(sha256)
                .query((row, _) -> unzip(row.getBytes(1)))
                .optional();
    }

    /**
     * The hash of the classifier that {@code process} learned last, that proved itself last, or that a person put back: one
     * that still challenges is none, nor is an author that was made elsewhere.
     */
    public Optional<String> latestTrained(String process) {
        return jdbc.sql(SERVED + " limit 1").param(process).query(String.class).optional();
    }

    private static final String SERVED =
            "select leaf::jsonb->'body'->>'sha256' from event where case_id is null and process = ?"
                    + " and (type in ('AuthorPromoted', 'AuthorRolledBack') or (type = 'AuthorTrained'"
                    + " and coalesce(leaf::jsonb->'body'->>'challenger', 'false') = 'false'))"
                    + " order by recorded_at desc, id desc";

    /** Every classifier that served {@code process}, the one that serves first, then backwards in time. */
    public List<String> everServed(String process) {
        return jdbc.sql(SERVED)
                .param(process)
                .query((row, _) -> row.getString(1))
                .list();
    }

    /** The classifiers of {@code process} that a person took back. */
    public Set<String> modelsTakenBack(String process) {
        return new HashSet<>(jdbc.sql("select distinct leaf::jsonb->'body'->>'from' from event"
                        + " where case_id is null and process = ? and type = 'AuthorRolledBack'")
                .param(process)
                .query(String.class)
                .list());
    }

    /** The hash of the author that {@code process} has, as far as one was kept: what it learned last, or what was opened last. */
    public Optional<String> latestAuthor(String process, String kind) {
        if (kind.equals("classifier")) return latestTrained(process);
        return jdbc.sql("select sha256 from author_version where process = ? order by created_at desc, sha256 limit 1")
                .param(process)
                .query(String.class)
                .optional();
    }

    /** Whether {@code process} ever had an author version, of whatever kind. */
    public boolean hasAuthor(String process) {
        return jdbc.sql("select exists (select 1 from author_version where process = ?)")
                .param(process)
                .query(Boolean.class)
                .single();
    }

    private static byte[] zip(String text) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return out.toByteArray();
    }

    private static String unzip(byte[] bytes) {
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("a stored author version cannot be unpacked", e);
        }
    }
}
