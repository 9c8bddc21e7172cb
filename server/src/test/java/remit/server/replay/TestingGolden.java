package remit.server.replay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import remit.evidence.Event;
import remit.kernel.Json;
import remit.server.runs.TestingOffice;
import remit.server.store.Streaming;
import remit.server.store.VersionStore;

/**
 * A history as text, one JSON object a line: {@code {"pack_version": {...}}} for a version that decided, then
 * {@code {"event": LEAF, "payload": {salt, content}}} case by case, the payload null where it was erased or never was.
 */
final class TestingGolden {
    /** Two decisions of every kind: what it says, why, and on which stage and rate. */
    private static final String CASES = """
            select case_id from (
                select e.case_id, row_number() over (
                    partition by b->>'verdict', b->>'disposition', b->>'decision' is null, b->>'reason',
                        e.leaf::jsonb->'versions'->>'pack', p.content::jsonb->'facts'->>'autonomy' order by e.case_id) n
                from event e join payload p on p.event_id = e.id, lateral (select e.leaf::jsonb->'body' b) body
                where e.type = 'Decided' and e.process = ?
            ) each where n <= 2 order by case_id""";

    private TestingGolden() {}

    /** The cases of a process that stand for all of it. */
    static List<String> cases(TestingOffice office, String process) {
        return office.texts(CASES, process);
    }

    static void write(TestingOffice office, String process, Path file) throws IOException {
        var lines = new ArrayList<String>();
        String events = "'" + String.join("', '", cases(office, process)) + "'";
        Streaming.query(
                office.installation().source(),
                "select sha256, process, files, owner, published_at from pack_version where sha256 in (select"
                        + " leaf::jsonb->'versions'->>'pack' from event where type = 'Decided' and case_id in ("
                        + events + ")) order by 1",
                List.of(),
                row -> lines.add(Json.object(
                                "pack_version",
                                Json.object(
                                        "sha256", row.getString(1),
                                        "process", row.getString(2),
                                        "files", Json.parseObject(row.getString(3)),
                                        "owner", row.getString(4),
                                        "published_at",
                                                row.getTimestamp(5).toInstant().toString()))
                        .compact()));
        Streaming.query(
                office.installation().source(),
                "select e.leaf, p.salt, p.content from event e left join payload p on p.event_id = e.id"
                        + " where e.case_id in (" + events + ") order by e.case_id, e.seq",
                List.of(),
                row -> {
                    byte[] salt = row.getBytes(2);
                    Json payload = salt == null
                            ? Json.NULL
                            : Json.object(
                                    "salt", Base64.getEncoder().encodeToString(salt), "content", row.getString(3));
                    lines.add(Json.object("event", row.getString(1), "payload", payload)
                            .compact());
                });
        Files.createDirectories(file.getParent());
        Files.write(file, lines);
    }

    /** Puts a history into a database. @param leaf what becomes of each leaf on the way */
    static void load(TestingOffice office, Path file, UnaryOperator<String> leaf) throws IOException {
        var erased = new ArrayList<String>();
        for (String line : Files.readAllLines(file)) {
            Json.Obj object = Json.parseObject(line);
            if (object.get("pack_version") instanceof Json.Obj version) {
                version(office, version);
                continue;
            }
            Event event = Event.read(leaf.apply(object.text("event", "")));
            event(office, event, object);
            boolean gone = event.payloadDigest() != null && !(object.get("payload") instanceof Json.Obj);
            if (gone) erased.add(event.id());
        }
        // The files hold events of cases alone: what the log says of an erasure is said here.
        office.saidErased(erased);
    }

    private static void version(TestingOffice office, Json.Obj version) {
        office.installation()
                .versions()
                .keep(new VersionStore.PackVersion(
                        version.text("sha256", ""),
                        version.text("process", ""),
                        version.object("files"),
                        version.text("owner", ""),
                        Instant.parse(version.text("published_at", ""))));
    }

    private static void event(TestingOffice office, Event event, Json.Obj line) {
        String leaf = event.leafText();
        UUID id = UUID.fromString(event.id());
        office.change(
                "insert into event (id, process, case_id, seq, type, at, recorded_at, actor, leaf, leaf_hash)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id,
                event.place().process(),
                event.place().caseId(),
                event.seq(),
                event.type(),
                event.at().atOffset(ZoneOffset.UTC),
                event.recordedAt().atOffset(ZoneOffset.UTC),
                event.actor().toString(),
                leaf,
                Event.leafHash(leaf.getBytes(StandardCharsets.UTF_8)));
        if (line.get("payload") instanceof Json.Obj payload)
            office.change(
                    "insert into payload (event_id, salt, content) values (?, ?, ?)",
                    id,
                    Base64.getDecoder().decode(payload.text("salt", "")),
                    payload.text("content", ""));
    }
}
