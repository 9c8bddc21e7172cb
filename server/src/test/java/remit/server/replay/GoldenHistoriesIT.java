package remit.server.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import remit.evidence.Event;
import remit.kernel.Json;
import remit.server.replay.Outcome.Obstacle;
import remit.server.runs.TestingOffice;

/**
 * What every release decided comes out the same in this one: {@code src/test/golden/VERSION} holds histories of each. A
 * new release gets its own with {@code -Dit.test=GoldenHistoriesIT -Dremit.write=true}; those that are there are never
 * edited and never written again.
 */
class GoldenHistoriesIT {
    private static final Path GOLDEN = Path.of("src", "test", "golden");

    @TempDir
    Path folder;

    static List<Path> histories() throws IOException {
        writeThisRelease();
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            return files.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList();
        }
    }

    private static Path ofThisRelease() throws IOException {
        Matcher version = Pattern.compile("<artifactId>remit[^<]*</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(Files.readString(Path.of("..", "pom.xml")));
        assertThat(version.find()).as("the version in pom.xml").isTrue();
        return GOLDEN.resolve(version.group(1).replace("-SNAPSHOT", ""));
    }

    private static void writeThisRelease() throws IOException {
        Path release = ofThisRelease();
        if (!Boolean.getBoolean("remit.write")) return;
        for (String process : TestingHistories.ALL) {
            Path file = release.resolve(process + ".jsonl");
            if (!Files.exists(file)) write(process, file);
        }
    }

    private static void write(String process, Path file) throws IOException {
        Path work = Files.createTempDirectory(Path.of("target"), "golden");
        try (TestingOffice office = TestingOffice.open(work)) {
            TestingHistories.run(office, work, process);
            String first = TestingGolden.cases(office, process).getFirst();
            // One case of each is one of a person who was erased; it is chosen before, and stays among the others.
            TestingGolden.write(office, process, file);
            erase(file, first);
        }
    }

    private static void erase(Path file, String caseId) throws IOException {
        List<String> lines = Files.readAllLines(file).stream()
                .map(line -> {
                    Json.Obj object = Json.parseObject(line);
                    boolean theirs = object.text("event", "").contains("\"" + caseId + "\"");
                    return theirs ? object.with("payload", Json.NULL).compact() : line;
                })
                .toList();
        Files.write(file, lines);
    }

    private ReplayReport replayed(Path file, UnaryOperator<String> leaf) throws IOException {
        try (TestingOffice office = TestingOffice.open(folder)) {
            TestingGolden.load(office, file, leaf);
            var installation = office.installation();
            return new Replays(installation.published(), installation.gateway().orThrow()).all(null);
        }
    }

    @ParameterizedTest
    @MethodSource("histories")
    void what_a_release_decided_comes_out_identical(Path file) throws IOException {
        ReplayReport report = replayed(file, leaf -> leaf);
        assertThat(report.listed())
                .as(String.join("\n", ReplayText.all(report)))
                .isEmpty();
        assertThat(report.clean()).isTrue();
        assertThat(report.missed()).containsOnlyKeys(Obstacle.ERASED);
        assertThat(report.erased()).hasSize(1);
        assertThat(report.counts().identical()).isGreaterThan(5);
    }

    @ParameterizedTest
    @MethodSource("histories")
    void a_changed_verdict_is_reported_by_name(Path file) throws IOException {
        var changed = new AtomicReference<String>();
        UnaryOperator<String> once = leaf -> {
            Event event = Event.read(leaf);
            boolean held = event.body().text("verdict", "").equals("checkpoint");
            if (!held || changed.get() != null) return leaf;
            if (event.place().caseId() == null || erased(file, leaf)) return leaf;
            changed.set(event.id());
            Json.Obj body = event.body().with("verdict", Json.of("auto_clear"));
            return event.toJson().with("body", body).canonical();
        };
        ReplayReport report = replayed(file, once);
        assertThat(report.clean()).isFalse();
        assertThat(report.counts().different()).isEqualTo(1);
        assertThat(report.listed()).singleElement().satisfies(item -> {
            assertThat(item.event()).isEqualTo(changed.get());
            assertThat(item.outcome())
                    .isInstanceOfSatisfying(
                            Outcome.Different.class,
                            different -> assertThat(different.differences())
                                    .containsExactly(new Outcome.Difference("verdict", "auto_clear", "checkpoint")));
        });
        assertThat(ReplayText.all(report)).anyMatch(line -> line.contains(changed.get()));
    }

    private static boolean erased(Path file, String leaf) {
        try {
            return Files.readAllLines(file).stream()
                    .map(Json::parseObject)
                    .anyMatch(
                            line -> line.text("event", "").equals(leaf) && !(line.get("payload") instanceof Json.Obj));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void this_release_has_its_histories_with_every_kind_of_decision() throws IOException {
        Path release = ofThisRelease();
        assertThat(release)
                .as("write them with -Dit.test=GoldenHistoriesIT -Dremit.write=true, and commit them with the release")
                .isDirectory();
        var text = new StringBuilder();
        for (Path file : histories()) if (file.startsWith(release)) text.append(Files.readString(file));
        assertThat(text.toString().replace("\\", ""))
                .contains("\"verdict\":\"auto_clear\"", "\"verdict\":\"checkpoint\"", "\"verdict\":\"stop\"")
                .contains("\"disposition\":\"stopped\"", "\"disposition\":\"returned\"")
                .contains("\"stage\":\"shadow\"", "\"stage\":\"checkpointed\"", "\"stage\":\"sampled\"")
                .contains("above what the organisation lets clear", "\"payload\":null")
                .contains("\"type\":\"CompensationPrepared\"", "\"type\":\"CompensationVerified\"");
    }
}
