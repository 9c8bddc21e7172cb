package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import remit.kernel.Json;

/** Where the real files and the shipped packs are, and what every summary of a run over them must say. */
public final class TestingShared {
    static final List<String> KEYS = List.of(
            "process",
            "version",
            "rows",
            "history",
            "cases",
            "already_decided",
            "rejected",
            "auto_cleared",
            "held",
            "stopped",
            "returned",
            "auto_clear_share",
            "auto_clear_known",
            "auto_clear_errors",
            "auto_clear_error_share",
            "auto_clear_unknown",
            "auto_clear_adverse",
            "author",
            "evidence",
            "seconds",
            "cases_per_second");

    private TestingShared() {}

    public static Path data(String file) {
        Path folder = Path.of(System.getProperty("remit.shared", "../shared"));
        Path fromModule = Path.of("..").resolve(folder);
        return (Files.isDirectory(folder) ? folder : fromModule).resolve("data").resolve(file);
    }

    public static Path pack(String name) {
        Path fromRoot = Path.of("packs", name);
        return Files.isDirectory(fromRoot) ? fromRoot : Path.of("..").resolve(fromRoot);
    }

    static void assertAddsUp(Json.Obj summary) {
        assertThat(summary.fields().keySet()).containsAll(KEYS);
        assertThat(summary.object("author").fields()).containsKeys("kind", "version", "sha256", "accuracy", "ece");
        assertThat(sum(summary, "history", "cases", "already_decided", "rejected"))
                .isEqualTo(summary.number("rows", -1));
        assertThat(sum(summary, "auto_cleared", "held", "stopped")).isEqualTo(summary.number("cases", -1));
        assertThat(sum(summary, "auto_clear_known", "auto_clear_unknown"))
                .isEqualTo(summary.number("auto_cleared", -1));
        assertThat(summary.number("returned", -1)).isBetween(0.0, summary.number("stopped", -1));
        assertThat(summary.number("auto_clear_share", -1))
                .isEqualTo(summary.number("auto_cleared", 0) / summary.number("cases", 0));
        assertThat(summary.number("auto_clear_error_share", -1))
                .isEqualTo(summary.number("auto_clear_errors", 0) / summary.number("auto_clear_known", 0));
        Json.Obj evidence = summary.object("evidence");
        assertThat(evidence.number("verified", -1))
                .isEqualTo(evidence.number("events", 0))
                .isGreaterThan(0);
    }

    private static double sum(Json.Obj summary, String... keys) {
        double sum = 0;
        for (String key : keys) sum += summary.number(key, Double.NaN);
        return sum;
    }
}
