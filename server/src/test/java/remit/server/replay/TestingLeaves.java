package remit.server.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import remit.evidence.Event;
import remit.kernel.Json;
import remit.server.store.Streaming;

/**
 * One leaf of each event type, as a release wrote it: {@code src/test/leaves/VERSION.jsonl}, a JSON object a line, {@code
 * {"event": LEAF, "payload": {salt, content}}}. A new type gets its leaf from any test that writes such an event, run with
 * {@code -Dremit.leaves=true}. Leaves that are there are never edited, and those of a release never written again.
 */
public final class TestingLeaves {
    static final Path FOLDER = Path.of("src", "test", "leaves");

    private static final Path REFERENCE = Path.of("..", "docs", "reference", "evidence.md");
    private static final Pattern TYPE = Pattern.compile("`([A-Z][A-Za-z]+)`");

    private TestingLeaves() {}

    /** A leaf with what stood beside it. */
    record Leaf(String event, Json payload) {
        static Leaf read(String line) {
            Json.Obj object = Json.parseObject(line);
            return new Leaf(object.text("event", ""), object.object("payload"));
        }

        String line() {
            return Json.object("event", event, "payload", payload).compact();
        }

        String type() {
            return Event.read(event).type();
        }
    }

    static List<Leaf> read(Path file) {
        try {
            return Files.readAllLines(file).stream().map(Leaf::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every event type: the first cells of the tables of the reference. */
    static Set<String> documented() {
        try {
            var types = new TreeSet<String>();
            boolean events = false;
            for (String line : Files.readAllLines(REFERENCE)) {
                if (line.startsWith("## ")) events = line.startsWith("## Events of") || line.equals("## Restores");
                if (!events || !line.startsWith("| `")) continue;
                Matcher type = TYPE.matcher(line.split("\\|")[1]);
                while (type.find()) types.add(type.group(1));
            }
            return types;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path ofThisRelease() {
        try {
            Matcher version = Pattern.compile("<artifactId>remit[^<]*</artifactId>\\s*<version>([^<]+)</version>")
                    .matcher(Files.readString(Path.of("..", "pom.xml")));
            assertThat(version.find()).as("the version in pom.xml").isTrue();
            return FOLDER.resolve(version.group(1).replace("-SNAPSHOT", "") + ".jsonl");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps a leaf of each type that has none yet, where that is asked for. */
    public static synchronized void keep(DataSource source) {
        if (!Boolean.getBoolean("remit.leaves")) return;
        Set<String> types = documented();
        Map<String, Leaf> kept = new TreeMap<>();
        Path file = ofThisRelease();
        if (Files.exists(file)) read(file).forEach(leaf -> kept.put(leaf.type(), leaf));
        Streaming.query(
                source,
                "select distinct on (e.type) e.leaf, e.leaf_hash, p.salt, p.content from event e"
                        + " left join payload p on p.event_id = e.id order by e.type, e.recorded_at",
                List.of(),
                row -> {
                    String text = row.getString(1);
                    // What a test tampered with, nobody wrote.
                    boolean whole =
                            Arrays.equals(Event.leafHash(text.getBytes(StandardCharsets.UTF_8)), row.getBytes(2));
                    byte[] salt = row.getBytes(3);
                    Json payload = salt == null
                            ? Json.NULL
                            : Json.object(
                                    "salt", Base64.getEncoder().encodeToString(salt), "content", row.getString(4));
                    var leaf = new Leaf(text, payload);
                    if (whole && types.contains(leaf.type())) kept.putIfAbsent(leaf.type(), leaf);
                });
        try {
            Files.createDirectories(FOLDER);
            Files.write(file, kept.values().stream().map(Leaf::line).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
