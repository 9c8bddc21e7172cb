package remit.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive that the build hands out, unpacked into a path with a blank and started as a user would. */
final class LauncherIT {
    @TempDir
    Path folder;

    private Path product;

    private record Ended(int status, String out, String errors) {}

    @BeforeEach
    void unpack() throws IOException, InterruptedException {
        Path target = Files.createDirectories(folder.resolve("some folder"));
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            Path archive = files.filter(file -> file.toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
            assertThat(run(List.of("tar", "xzf", archive.toString(), "-C", target.toString()), Map.of())
                            .status())
                    .isZero();
        }
        try (Stream<Path> files = Files.list(target)) {
            product = files.findFirst().orElseThrow();
        }
    }

    @Test
    void archive_starts_without_maven_through_a_link() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(folder.resolve("remit-link"), product.resolve("remit"));
        Ended ended = run(List.of(link.toString(), "--version"), Map.of("REMIT_AOT", "off"));
        assertThat(ended).isEqualTo(new Ended(0, "remit 0.1.0\n", ""));
    }

    @Test
    void ahead_of_time_cache_is_made_once_and_changes_nothing_visible() throws IOException, InterruptedException {
        Ended first = run(List.of(product.resolve("remit").toString(), "--help"), Map.of("REMIT_AOT", "wait"));
        Path cache = onlyCache();
        Ended second = run(List.of(product.resolve("remit").toString(), "--help"), Map.of("REMIT_AOT", "wait"));
        assertThat(first.status()).isZero();
        assertThat(first.errors()).isEmpty();
        assertThat(second).isEqualTo(first);
        assertThat(onlyCache()).isEqualTo(cache);
    }

    @Test
    void broken_cache_is_passed_over_in_silence() throws IOException, InterruptedException {
        run(List.of(product.resolve("remit").toString(), "--help"), Map.of("REMIT_AOT", "wait"));
        Files.writeString(onlyCache(), "not a cache");
        assertThat(run(List.of(product.resolve("remit").toString(), "--version"), Map.of()))
                .isEqualTo(new Ended(0, "remit 0.1.0\n", ""));
    }

    @Test
    void every_file_can_be_named_in_the_c_locale_too() throws IOException, InterruptedException {
        String named = "exec \"$0\" config show --data-dir \"$(printf 'dat\\303\\244')\"";
        Ended ended = run(
                List.of("sh", "-c", named, product.resolve("remit").toString()),
                Map.of("REMIT_AOT", "off", "LC_ALL", "C", "LANG", "C"));
        assertThat(ended.errors()).isEmpty();
        assertThat(ended.out()).contains("dat\u00e4");
    }

    @Test
    void missing_jdk_is_one_line_that_says_what_to_install() throws IOException, InterruptedException {
        Path finder = product.resolve("lib/find-jdk.sh");
        Files.writeString(finder, Files.readString(finder).replace("REMIT_JDK_WANTED=25", "REMIT_JDK_WANTED=999"));
        Ended ended = run(List.of(product.resolve("remit").toString(), "--version"), Map.of());
        assertThat(ended.status()).isEqualTo(69);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.errors().lines())
                .singleElement()
                .asString()
                .startsWith("remit: JDK 999 or newer is needed")
                .contains("install");
    }

    private Path onlyCache() throws IOException {
        try (Stream<Path> files = Files.list(product.resolve("aot"))) {
            List<Path> caches = files.toList();
            assertThat(caches).singleElement().asString().endsWith(".aot");
            return caches.getFirst();
        }
    }

    private Ended run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path errors = folder.resolve("errors");
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        Process process = builder.redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), text(out), text(errors));
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
