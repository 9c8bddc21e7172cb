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
        log.add();
        Path pack = log.export().write(folder.resolve("pack.zip"));
        Path jar;
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            jar = files.filter(each -> each.getFileName().toString().matches("remit-verifier-[0-9.]+\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
        Path alone = Files.copy(jar, folder.resolve("alone.jar"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String key = log.firstKey().verifierKey();
        Process process = new ProcessBuilder(java, "-jar", alone.toString(), "--key", key, pack.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).startsWith("Verified: every entry from position 0 up to 0");
    }
}
