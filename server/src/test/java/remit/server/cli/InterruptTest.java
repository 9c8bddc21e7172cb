package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C at several moments of a run: no database is left behind, nothing is lost, the same command completes it. */
final class InterruptTest {
    private static final Path PACK = TestingLine.ROOT.resolve("packs/invoices");

    @TempDir
    Path folder;

    /** What the run has on disk when it is interrupted: its cluster being made, its server starting, its work begun. */
    @ParameterizedTest
    @ValueSource(strings = {"postgres.log", "postgres/postmaster.pid", "remit.run", "outbox"})
    void interrupted_run_gives_the_database_back_and_is_completed_by_the_next(String sign) throws Exception {
        Path data = folder.resolve("data");
        List<String> run = List.of(
                "run", PACK.toString(), "--data", PACK.resolve("sample.csv").toString(), "--data-dir", data.toString());
        Path errors = folder.resolve("errors");
        Process process = TestingLine.start(Map.of(), run, ProcessBuilder.Redirect.DISCARD, errors);
        while (process.isAlive() && !Files.exists(data.resolve(sign))) Thread.sleep(2);
        assertThat(process.isAlive()).isTrue();
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(Files.readString(errors)).isEqualTo("interrupted; the same command goes on from here\n");
        assertThat(data.resolve("postgres/postmaster.pid")).doesNotExist();

        assertThat(TestingLine.here(run).status()).isZero();
        var rebuilt = TestingLine.here(List.of("rebuild", "--data-dir", data.toString()));
        assertThat(rebuilt.out()).startsWith("400 cases rebuilt").endsWith("; 0 differed from what stood there\n");
        assertThat(rebuilt.status()).isZero();
    }
}
