package remit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MainTest {
    @TempDir
    Path folder = Path.of("");

    private final TestingLog log = new TestingLog(new Random(3), 0);
    private String pack = "";
    private String head = "";
    private String key = "";

    private record Ended(int status, String out, String err) {}

    @BeforeEach
    void write() throws IOException {
        for (int i = 0; i < 5; i++) log.add();
        TestingPack made = log.export();
        pack = made.write(folder.resolve("pack.zip")).toString();
        head = Files.writeString(folder.resolve("head"), made.heads.getLast().note())
                .toString();
        key = Files.writeString(folder.resolve("key"), log.firstKey().verifierKey() + "\n")
                .toString();
    }

    private static Ended run(String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int status = Main.run(List.of(words), new PrintStream(out, true), new PrintStream(err, true));
        return new Ended(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void the_status_says_the_result() throws IOException {
        assertThat(run("--key", key, pack).status()).isZero();
        assertThat(run("--key", log.firstKey().verifierKey(), pack).status()).isZero();
        assertThat(run("--against", head, pack).out()).startsWith("Verified: ");
        assertThat(run(pack).status()).isEqualTo(4);
        assertThat(run("--json", pack).out()).contains("\"outcome\": \"self_consistent\"");
        Files.writeString(Path.of(pack), "no zip");
        assertThat(run("--key", key, pack).status()).isEqualTo(1);
        assertThat(run("--key", key, pack).out()).startsWith("FINDING: 1 thing is wrong");
    }

    @Test
    void wrong_use_is_said_with_place_reason_and_fix() throws IOException {
        String garbage = Files.writeString(folder.resolve("garbage"), "x\n").toString();
        String empty = Files.writeString(folder.resolve("empty"), "").toString();
        String missing = folder.resolve("missing").toString();
        for (String[] words : new String[][] {
            {},
            {pack, pack},
            {"--keys", key, pack},
            {pack, "--key"},
            {"--key", missing, pack},
            {"--key", garbage, pack},
            {"--key", empty, pack},
            {"--against", missing, pack},
            {"--against", garbage, pack},
            {"--against", empty, pack},
            {missing},
            {folder.toString()}
        }) {
            Ended ended = run(words);
            assertThat(ended.status()).as("%s", List.of(words)).isEqualTo(2);
            assertThat(ended.err()).matches("remit-verifier: .+: .+; .+\n");
            assertThat(ended.out()).isEmpty();
        }
        assertThat(run("--help").out()).contains("--against FILE");
    }
}
