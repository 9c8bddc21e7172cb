package remit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar is all that an auditor needs beside a JDK. */
final class VerifierJarIT {
    @TempDir
    Path folder = Path.of("");

    @Test
    void the_jar_runs_alone() throws IOException, InterruptedException {
        var log = new TestingLog(new Random(5), 0);
        log.add("Decided", "\"case-1\"", 1, "{}", false);
        TestingPack made = log.export();
        Path pack = made.write(folder.resolve("pack.zip"));
        Path proof = TestingProof.write(
                TestingProof.ofCase(made, "case-1", made.heads.getLast()).json(), folder.resolve("proof.json"));
        Path jar;
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            jar = files.filter(each -> each.getFileName().toString().matches("remit-verifier-[0-9.]+\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
        Path alone = Files.copy(jar, folder.resolve("alone.jar"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String key = log.firstKey().verifierKey();
        assertThat(said(java, "-jar", alone.toString(), "--key", key, pack.toString()))
                .startsWith("Verified: every entry from position 0 up to 0");
        assertThat(said(java, "-jar", alone.toString(), "--key", key, proof.toString()))
                .startsWith("Verified: the event of the case case-1 is in the log");
    }

    private static String said(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
